import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { writeNewProvider } from "../../../lib/plugins/scaffold_provider.ts";
import type { Provider, ProviderCatalog } from "../../../lib/contract/provider.ts";
import { contractProblems } from "../../../lib/plugins/validate_provider.ts";
import { type FakeHost, fakeHost, type FakeWorld } from "../../fake_host.ts";
import { acme, assertOneLine, contextOf, failureOf, forEachCase } from "../helpers.ts";

const catalog: ProviderCatalog = {
  okta: { aliases: ["auth-zero"], load: () => Promise.resolve(acme) },
};

/** A machine with some folders. */
function machine(files: FakeWorld["files"] = {}): FakeHost {
  const problems = { "/here": "not_a_file", "/here/idp": "not_a_file", "/": "not_a_file" } as const;
  return fakeHost({ files, problems });
}

function written(host: FakeHost, path: string): Promise<string[]> {
  return writeNewProvider(contextOf(host, catalog), path);
}

/** The provider that a written module exports. */
async function providerIn(host: FakeHost, path: string): Promise<Provider> {
  const source = String(host.files.get(path));
  const module = await import(`data:application/typescript,${encodeURIComponent(source)}`);
  return module.default;
}

Deno.test("writeNewProvider() writes a complete provider, called as its file", async () => {
  const host = machine();
  assertEquals(await written(host, "my_idp.ts"), ["my_idp.ts", "gettoken.d.ts"]);
  assertEquals([...host.files.keys()], ["/here/my_idp.ts", "/here/gettoken.d.ts"]);
  const provider = await providerIn(host, "/here/my_idp.ts");
  assertEquals(contractProblems(provider), []);
  assertEquals(provider.name, "my-idp");
  assertEquals(provider.title, "My Idp");
  assertEquals(provider.settings.domain?.env, ["MY_IDP_DOMAIN"]);
  assertEquals(await provider.endpoint({ domain: "https://id.example" }), {
    tokenEndpoint: "https://id.example/oidc/token",
  });
});

Deno.test("writeNewProvider() leaves nothing of the example's names", async () => {
  const host = machine();
  await written(host, "zeta.ts");
  const source = String(host.files.get("/here/zeta.ts"));
  assertEquals(source.match(/.*acme.*/gi), null);
  assertStringIncludes(source, 'it describes "Zeta" to gettoken');
  assertStringIncludes(source, "gettoken provider check zeta.ts");
  assertStringIncludes(source, "gettoken ./zeta.ts --help");
  assertStringIncludes(source, "developers.zeta.example");
});

Deno.test("writeNewProvider() writes the types that the module imports, with a notice", async () => {
  const host = machine();
  await written(host, "acme.ts");
  assertMatch(
    String(host.files.get("/here/acme.ts")),
    /^import type \{ Provider \} from "\.\/gettoken\.d\.ts";$/m,
  );
  const [notice = "", ...contract] = String(host.files.get("/here/gettoken.d.ts")).split("\n");
  assertEquals(
    notice,
    '// Made by gettoken 1.2.3. You may delete it: "gettoken provider new gettoken.d.ts" writes ' +
      "it again.",
  );
  const source = new URL("../../../lib/contract/provider.ts", import.meta.url);
  const own = (await Deno.readTextFile(source))
    .replaceAll("../lib/contract/provider.ts", "./gettoken.d.ts");
  assertEquals(contract.join("\n"), own);
});

Deno.test("writeNewProvider() names a provider after its file", async () => {
  await forEachCase<readonly [name: string, title: string, variable: string]>({
    "acme.ts": ["acme", "Acme", "ACME_DOMAIN"],
    "my-idp.ts": ["my-idp", "My Idp", "MY_IDP_DOMAIN"],
    "MyIdp.ts": ["myidp", "MyIdp", "MYIDP_DOMAIN"],
    "a__b_.ts": ["a--b-", "A B", "A__B__DOMAIN"],
    "x2.ts": ["x2", "X2", "X2_DOMAIN"],
  }, async ([name, title, variable], file) => {
    const host = machine();
    await written(host, file);
    const provider = await providerIn(host, `/here/${file}`);
    assertEquals([provider.name, provider.title], [name, title]);
    assertEquals(provider.settings.domain?.env, [variable]);
    assertEquals(contractProblems(provider), []);
  });
});

Deno.test("writeNewProvider() writes into other folders", async () => {
  await forEachCase<readonly [path: string, files: readonly string[]]>({
    "idp/acme.ts": ["/here/idp/", ["idp/acme.ts", "idp/gettoken.d.ts"]],
    "./acme.ts": ["/here/", ["./acme.ts", "gettoken.d.ts"]],
    "/here/idp/acme.ts": ["/here/idp/", ["/here/idp/acme.ts", "/here/idp/gettoken.d.ts"]],
    "../acme.ts": ["/", ["../acme.ts", "../gettoken.d.ts"]],
  }, async ([folder, files], path) => {
    const host = machine();
    assertEquals(await written(host, path), files);
    assertEquals(
      [...host.files.keys()].map((file) => file.replace("//", "/")),
      [`${folder}acme.ts`, `${folder}gettoken.d.ts`],
    );
  });
});

Deno.test("writeNewProvider() replaces types that gettoken made, of any version", async () => {
  const host = machine({ "/here/gettoken.d.ts": "// Made by gettoken 0.9.0. Whatever.\nold" });
  await written(host, "acme.ts");
  assertMatch(String(host.files.get("/here/gettoken.d.ts")), /^\/\/ Made by gettoken 1\.2\.3/);
});

Deno.test("writeNewProvider() writes the types alone if they are what is named", async () => {
  const host = machine({ "/here/acme.ts": "mine" });
  assertEquals(await written(host, "gettoken.d.ts"), ["gettoken.d.ts"]);
  assertEquals([...host.files.keys()], ["/here/acme.ts", "/here/gettoken.d.ts"]);
  assertEquals(host.files.get("/here/acme.ts"), "mine");
});

Deno.test("writeNewProvider() overwrites nothing of the user's own", async () => {
  await forEachCase<readonly [file: string, content: string | Uint8Array<ArrayBuffer>]>({
    "a module": ["/here/acme.ts", "mine"],
    "types": ["/here/gettoken.d.ts", "mine"],
    "types that look like gettoken's": ["/here/gettoken.d.ts", "\n// Made by gettoken 1.2.3"],
    "something large": ["/here/gettoken.d.ts", new Uint8Array(2 * 1024 * 1024)],
  }, async ([file, content]) => {
    const host = machine({ [file]: content });
    const { message } = await failureOf("output_failed", () => written(host, "acme.ts"));
    assertMatch(message, /^Cannot write/);
    assertEquals([...host.files], [[file, content]]);
  });
});

Deno.test("writeNewProvider(): gettoken.d.ts is the user's: refused, unchanged", async () => {
  const host = machine({ "/here/gettoken.d.ts": "mine" });
  const { message, hint } = await failureOf("output_failed", () => written(host, "acme.ts"));
  assertEquals(
    message,
    "Cannot write /here/gettoken.d.ts: the file exists, and gettoken did not write it",
  );
  assertStringIncludes(hint ?? "", "Nothing was changed");
});

Deno.test("writeNewProvider() says when there is no such folder", async () => {
  const host = machine();
  const { message } = await failureOf("output_failed", () => written(host, "no/such/acme.ts"));
  assertEquals(message, "Cannot write no/such/acme.ts: there is no folder no/such");
  assertEquals(host.files.size, 0);
});

Deno.test("writeNewProvider() refuses a name that no provider can have", async () => {
  for (
    const path of [
      ...["acme", "acme.js", "acme.mts", "acme.tsx", "acme.d.ts", "acme.ts.bak", "idp/"],
      ...["1.ts", "_.ts", ".ts", "-a.ts", "my idp.ts", "é.ts", "..", "a.b.ts", "a\x1b[31m\n.ts"],
    ]
  ) {
    const host = machine();
    const { message, hint } = await failureOf("usage", () => written(host, path));
    assertMatch(message, /^Cannot name a provider module "/);
    assertOneLine(message);
    assertStringIncludes(hint ?? "", "such as acme.ts");
    assertEquals(host.files.size, 0);
  }
});

Deno.test("writeNewProvider() refuses a name that is taken, and offers another", async () => {
  await forEachCase({
    "okta.ts": '"okta": that is a built-in provider',
    "idp/Auth_Zero.ts": '"auth-zero": that is a built-in provider',
    "completions.ts": '"completions": that is a command of gettoken',
    "gettoken.ts": '"gettoken": that is gettoken itself',
  }, async (reason, path) => {
    const host = machine();
    const { message, hint } = await failureOf("usage", () => written(host, path));
    assertEquals(message, `Cannot name a provider ${reason}`);
    assert(hint?.endsWith(`such as my_${path.replace("idp/", "")}`));
    assertEquals(host.files.size, 0);
  });
});
