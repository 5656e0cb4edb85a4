import { assertEquals, assertStrictEquals, assertStringIncludes } from "@std/assert";
import { loadProvider } from "../../../lib/plugins/load_provider.ts";
import type { ProviderCatalog } from "../../../lib/contract/provider.ts";
import { type FakeHost, fakeHost } from "../../fake_host.ts";
import { acme, addedProviderFiles, contextOf, failureOf, moduleSource } from "../helpers.ts";

const loaded: string[] = [];
const catalog: ProviderCatalog = {
  acme: { aliases: ["acme-id", "acmeid"], load: () => Promise.resolve(acme) },
  other: {
    aliases: [],
    load: () => {
      loaded.push("other");
      return Promise.resolve({ ...acme, name: "other" });
    },
  },
};

function load(host: FakeHost, name: string): ReturnType<typeof loadProvider> {
  return loadProvider(contextOf(host, catalog), name);
}

Deno.test("loadProvider() loads the one that is asked for, and no other", async () => {
  assertStrictEquals((await load(fakeHost(), "acme"))?.provider, acme);
  assertStrictEquals((await load(fakeHost(), "acme-id"))?.provider, acme);
  assertEquals(loaded, []);
  const other = await load(fakeHost(), "other");
  assertEquals([other?.provider.name, other?.module], ["other", undefined]);
});

Deno.test("loadProvider(): unknown name: undefined", async () => {
  for (const name of ["nosuch", "", "toString"]) {
    assertEquals(await load(fakeHost({ env: { HOME: "/home/me" } }), name), undefined);
  }
});

Deno.test("loadProvider() loads a module when the name is a path", async () => {
  using host = fakeHost({ files: { "/here/mine.ts": moduleSource() } });
  const mine = await load(host, "./mine.ts");
  assertEquals(mine?.provider.name, "mine");
  const { code = "", withheld, ...module } = mine?.module ?? {};
  assertEquals(module, { name: "./mine.ts", path: "./mine.ts" });
  assertEquals(withheld?.map(({ name }) => name), ["MINE_DOMAIN", "MINE_SECRET"]);
  assertEquals(mine?.provider.settings.domain?.env, []);
  assertStringIncludes(atob(code.replace(/.*,/, "")), "My ID");
  await failureOf("provider_module", () => load(host, "./acme.ts"));
});

Deno.test("loadProvider() loads a provider that was added by its name, a built-in one before it", async () => {
  const files = { ...await addedProviderFiles("mine"), ...await addedProviderFiles("other") };
  using host = fakeHost({ env: { HOME: "/me" }, files });
  const mine = await load(host, "mine");
  assertEquals(mine?.provider.title, "My ID");
  const { name, path } = mine?.module ?? {};
  assertEquals([name, path], ["mine", "/me/.config/gettoken/providers/mine/mine.ts"]);
  assertEquals((await load(host, "other"))?.module, undefined);
});

Deno.test("loadProvider() gives an added provider the variables that were granted to it", async () => {
  const files = await addedProviderFiles("mine", ["MINE_SECRET"]);
  using host = fakeHost({ env: { HOME: "/me" }, files });
  const { provider, module } = await load(host, "mine") ?? {};
  assertEquals(provider?.settings.domain?.env, []);
  assertEquals(provider?.settings.clientSecret?.env, ["MINE_SECRET"]);
  assertEquals(module?.withheld.map(({ name }) => name), ["MINE_DOMAIN"]);
});

Deno.test("loadProvider() refuses an added provider that changed since", async () => {
  const files = await addedProviderFiles("mine");
  const [path = ""] = Object.keys(files).filter((file) => file.endsWith(".ts"));
  using host = fakeHost({ env: { HOME: "/me" }, files: { ...files, [path]: files[path] + "\n" } });
  const { hint } = await failureOf("provider_module", () => load(host, "mine"));
  assertEquals(hint, "Add it again: gettoken provider add /src/mine.ts");
});

Deno.test("loadProvider() on Windows: every form of a module's path", async () => {
  const source = moduleSource();
  const files = {
    "C:\\here\\mine.ts": source,
    "C:\\mine.ts": source,
    "\\\\files\\team\\mine.ts": source,
  };
  using host = fakeHost({ os: "windows", files });
  for (
    const name of [
      ...[".\\mine.ts", "./mine.ts", "..\\mine.ts", "\\mine.ts", "mine.ts"],
      ...["C:\\here\\mine.ts", "C:/here/mine.ts", "file:///C:/here/mine.ts"],
      "\\\\files\\team\\mine.ts",
    ]
  ) {
    assertEquals((await load(host, name))?.provider.name, "mine", name);
  }
});
