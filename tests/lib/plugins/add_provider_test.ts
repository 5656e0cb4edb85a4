import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { type AddOptions, addProvider, keepProvider } from "../../../lib/plugins/add_provider.ts";
import { findAdded, listAdded } from "../../../lib/plugins/added_providers.ts";
import { findProblems } from "../../../lib/check/provider.ts";
import { GettokenError } from "../../../lib/core/errors.ts";
import { loadModule } from "../../../lib/plugins/load_module.ts";
import { type FakeHost, fakeHost, type FakeWorld } from "../../fake_host.ts";
import { acme, assertOneLine, contextOf, failureOf, forEachCase } from "../helpers.ts";

const parent = "/me/.config/gettoken/providers";

function machine(files: FakeWorld["files"] = {}): FakeHost {
  return fakeHost({ env: { HOME: "/me" }, files });
}

function worldOf(host: FakeHost) {
  const catalog = { okta: { aliases: [], load: () => Promise.resolve(acme) } };
  return contextOf(host, catalog);
}

/** Adds a provider, and asks nobody for consent unless told to. */
function add(host: FakeHost, path: string, options: Partial<AddOptions> = {}) {
  return addProvider(worldOf(host), path, { consent: notAsked, ...options });
}

function notAsked(): never {
  throw new Error("asked for consent");
}

/** A provider module; `imports` stands before everything else. */
function moduleNamed(name: string, imports = ""): string {
  return `${imports}
interface Typed { readonly text: string }
export default {
  apiVersion: 1,
  name: ${JSON.stringify(name)},
  title: "Acme ID",
  docs: "https://acme.example/docs",
  settings: {},
  endpoint: (): { issuer: string } => ({ issuer: "https://id.acme.example" }),
};
`;
}

/** What is kept of a provider, without the record. */
function keptIn(host: FakeHost, name: string): Record<string, string> {
  const folder = `${parent}/${name}/`;
  return Object.fromEntries(
    [...host.files].filter(([path]) => path.startsWith(folder) && !path.endsWith("/added.json"))
      .map(([path, content]) => [path.slice(folder.length), String(content)]),
  );
}

/** Keeps files with these paths, the first of which is the module. */
function kept(host: FakeHost, paths: readonly string[]) {
  const files = paths.map((path) => ({ url: new URL(`file://${path}`), script: `// ${path}` }));
  const source = files[0]?.url ?? new URL("file:///");
  return keepProvider(host, {
    parent,
    name: "acme",
    title: "Acme ID",
    source,
    files,
    variables: [],
  });
}

Deno.test("keepProvider() keeps files under their names, in their places to one another", async () => {
  const host = machine();
  const { provider } = await kept(host, [
    "/src/50%25%20%C3%A9.ts",
    "/src/lib/x.ts",
    "/src/lib/data/y.json",
  ]);
  assertEquals(provider.entry, "50% é.ts");
  assertEquals(provider.entryPath, `${parent}/acme/50% é.ts`);
  assertEquals(keptIn(host, "acme"), {
    "50% é.ts": "// /src/50%25%20%C3%A9.ts",
    "lib/x.ts": "// /src/lib/x.ts",
    "lib/data/y.json": "// /src/lib/data/y.json",
  });
  assertEquals((await listAdded(host)).map(({ state }) => state), ["ok"]);
});

Deno.test("keepProvider() records where a provider came from, and when", async () => {
  const host = machine();
  const { provider, replaced } = await kept(host, ["/src/my%20idp/acme.ts"]);
  assertEquals(replaced, false);
  assertEquals(provider.source, "/src/my idp/acme.ts");
  assertEquals(provider.added, "2026-01-09T02:02:12.000Z");
  assertEquals(provider.title, "Acme ID");
  const { read: _, ...found } = await findAdded(host, "acme") ?? {};
  const { read: __, ...told } = provider;
  assertEquals(found, told);
});

Deno.test("keepProvider() replaces a provider, and leaves no file of the old one", async () => {
  const host = machine({
    [`${parent}/other/added.json`]: "",
    [`${parent}/acme/notes.txt`]: "mine",
  });
  await kept(host, ["/src/acme.ts", "/src/x.ts", "/src/y.ts", "/src/Z.ts"]);
  const { replaced } = await kept(host, ["/src/acme.ts", "/src/y.ts", "/src/z.ts"]);
  assertEquals(replaced, true);
  // Where letters make a difference, the file of the other name stays.
  assertEquals(Object.keys(keptIn(host, "acme")).sort(), [
    ...["Z.ts", "acme.ts", "notes.txt", "y.ts", "z.ts"],
  ]);
  assertEquals((await listAdded(host)).map(({ name, state }) => [name, state]), [
    ["acme", "ok"],
    ["other", "damaged"],
  ]);
});

Deno.test("keepProvider() replaces a provider whose record is damaged", async () => {
  const host = machine({ [`${parent}/acme/added.json`]: "{" });
  const { replaced } = await kept(host, ["/src/acme.ts"]);
  assertEquals(replaced, true);
  assert(await findAdded(host, "acme"));
});

Deno.test("keepProvider() writes the record last", async () => {
  const host = machine();
  const written: string[] = [];
  host.changeFiles = (folder, changes) => {
    assertEquals(folder, parent);
    written.push(...changes.map(({ path }) => path));
    return Promise.resolve();
  };
  await kept(host, ["/src/acme.ts", "/src/x.ts"]);
  assertEquals(written, ["acme/acme.ts", "acme/x.ts", "acme/added.json"]);
});

Deno.test("keepProvider() refuses files whose names do not work everywhere", async () => {
  for (const odd of ["added.json", "Added.json", "a:b.ts", "a%5Cb.ts", "a%0Ab.ts"]) {
    const host = machine();
    const { message, hint } = await failureOf(
      "provider_module",
      () => kept(host, ["/src/acme.ts", `/src/${odd}`]),
    );
    assertMatch(message, /^Cannot add \/src\/acme\.ts: no added file can be called a/i);
    assertOneLine(message);
    assertEquals(hint, "Rename it, and what imports it.");
    assertEquals(host.files.size, 0);
  }
});

Deno.test("addProvider() keeps a module and its imports, without types, and it still loads", async () => {
  using host = machine({
    "/here/idp/acme.ts": moduleNamed(
      "acme",
      'import "./lib/x.ts"; import "./lib/data.json" with { type: "json" };',
    ),
    "/here/idp/lib/x.ts": "export const x: number = 1;\n",
    "/here/idp/lib/data.json": '{"a": 1}',
    "/here/idp/lib/unrelated.ts": "",
  });
  const { provider, replaced } = await add(host, "./idp/acme.ts");
  assertEquals([provider.name, provider.title, replaced], ["acme", "Acme ID", false]);
  assertEquals(provider.source, "/here/idp/acme.ts");
  const files = keptIn(host, "acme");
  assertEquals(Object.keys(files).sort(), ["acme.ts", "lib/data.json", "lib/x.ts"]);
  assertEquals(files["lib/data.json"], '{"a": 1}');
  for (const content of Object.values(files)) assert(!/number|interface/.test(content), content);

  const { entryPath, read } = provider;
  const { provider: loaded } = await loadModule(worldOf(host), entryPath, { stripped: true, read });
  assertEquals(loaded.name, "acme");
  assertEquals(await loaded.endpoint({}), { issuer: "https://id.acme.example" });
});

Deno.test("addProvider() replaces the provider of the same name", async () => {
  using host = machine({ "/here/a.ts": moduleNamed("acme"), "/here/b.ts": moduleNamed("acme") });
  await add(host, "a.ts");
  const { provider, replaced } = await add(host, "b.ts");
  assertEquals([provider.source, replaced], ["/here/b.ts", true]);
  assertEquals(Object.keys(keptIn(host, "acme")), ["b.ts"]);
});

Deno.test("addProvider() adds nothing that is broken or has a name that is taken", async () => {
  await forEachCase<readonly [source: string, told: RegExp]>({
    "a syntax error": ["export default {", /syntax error/],
    "no provider": ["export default {};", /is not a provider/],
    "a missing import": [moduleNamed("acme", 'import "./x.ts";'), /x\.ts/],
    "an error": ["throw new Error('x')", /threw/],
    "the name of a built-in provider": [moduleNamed("okta"), /not a provider/],
    "the name of a command": [moduleNamed("provider"), /not a provider/],
  }, async ([source, told]) => {
    using host = machine({ "/here/acme.ts": source });
    const { message } = await failureOf(
      "provider_module",
      () => add(host, "./acme.ts"),
    );
    assertMatch(message, told);
    assertEquals(host.files.size, 1);
  });
});

Deno.test("addProvider() says that a name is taken, and in which field it stands", async () => {
  using host = machine({ "/here/acme.ts": moduleNamed("okta") });
  const { message, details } = await failureOf(
    "provider_module",
    () => add(host, "./acme.ts"),
  );
  assertStringIncludes(message, "./acme.ts");
  assertEquals(details, ["name is taken: okta is a built-in provider"]);
});

Deno.test("addProvider() keeps what it has loaded, even if the file changes meanwhile", async () => {
  using host = machine({ "/here/acme.ts": moduleNamed("acme") });
  const { readFile } = host;
  let reads = 0;
  host.readFile = (path, limit) => {
    if (path.endsWith("acme.ts") && reads++ > 0) {
      return Promise.resolve(new TextEncoder().encode(moduleNamed("evil")));
    }
    return readFile(path, limit);
  };
  await add(host, "./acme.ts");
  assertStringIncludes(keptIn(host, "acme")["acme.ts"] ?? "", '"acme"');
});

Deno.test("addProvider() needs to know where providers are kept before it loads anything", async () => {
  const host = fakeHost({ files: { "/here/acme.ts": "throw 1" } });
  await failureOf("setting_missing", () => add(host, "./acme.ts"));
});

const greedy = moduleNamed("acme").replace(
  "settings: {}",
  'settings: { region: { env: ["ACME_REGION"], description: "Region" } }',
);

Deno.test("addProvider() records the variables that the user allowed, and no others", async () => {
  for (const isGranted of [true, false]) {
    using host = machine({ "/here/acme.ts": greedy });
    const wanted: string[] = [];
    const { provider } = await add(host, "./acme.ts", {
      consent: (_, variables) => {
        wanted.push(...variables.map(({ name }) => name));
        return Promise.resolve(isGranted);
      },
    });
    assertEquals(wanted, ["ACME_REGION"]);
    assertEquals(provider.variables, isGranted ? ["ACME_REGION"] : []);
    assertEquals((await findAdded(host, "acme"))?.variables, provider.variables);
  }
});

Deno.test("addProvider() adds nothing if consent cannot be had", async () => {
  using host = machine({ "/here/acme.ts": greedy });
  const failure = new GettokenError("usage", "no terminal");
  await failureOf(
    "usage",
    () => add(host, "./acme.ts", { consent: () => Promise.reject(failure) }),
  );
  assertEquals(host.files.size, 1);
});

Deno.test("addProvider() refuses what provider check refuses, unless forced", async () => {
  const unsound = greedy.replace(', description: "Region"', "");
  using host = machine({ "/here/acme.ts": unsound });
  const consent = () => Promise.resolve(true);
  const { message, details, hint } = await failureOf(
    "provider_module",
    () => add(host, "./acme.ts", { findProblems, consent }),
  );
  assertEquals(message, "./acme.ts was not added");
  assertEquals(details, ["settings.region has no description"]);
  assertStringIncludes(hint ?? "", "gettoken provider check ./acme.ts");
  assertEquals(host.files.size, 1);
  assertEquals((await add(host, "./acme.ts", { consent })).provider.name, "acme");
});
