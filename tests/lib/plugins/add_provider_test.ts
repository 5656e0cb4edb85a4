import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { type AddOptions, addProvider } from "../../../lib/plugins/add_provider.ts";
import { findAdded, listAdded } from "../../../lib/plugins/added_providers.ts";
import { findProblems } from "../../../lib/check/provider.ts";
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

/** Adds a provider, without the variables that it wants unless the options allow it. */
function add(host: FakeHost, path: string, options: Partial<AddOptions> = {}) {
  return addProvider(worldOf(host), path, { isAllowed: false, ...options });
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

/** The stored parts of a provider, without the record. */
function keptIn(host: FakeHost, name: string): Record<string, string> {
  const folder = `${parent}/${name}/`;
  return Object.fromEntries(
    [...host.files].filter(([path]) => path.startsWith(folder) && !path.endsWith("/added.json"))
      .map(([path, content]) => [path.slice(folder.length), String(content)]),
  );
}

/** A machine with a module that imports other files. */
function machineWith(paths: readonly string[], more: FakeWorld["files"] = {}): FakeHost {
  const [entry = "", ...others] = paths;
  const imports = others.map((path) => {
    const specifier = "." + path.slice(entry.lastIndexOf("/"));
    return `import "${specifier}"${path.endsWith(".json") ? ' with { type: "json" }' : ""};`;
  });
  return machine({
    ...more,
    [decodeURIComponent(entry)]: moduleNamed("acme", imports.join("")),
    ...Object.fromEntries(
      others.map((path) => [decodeURIComponent(path), path.endsWith(".json") ? "{}" : ""]),
    ),
  });
}

Deno.test("addProvider() stores files under their names, with their relative paths", async () => {
  using host = machineWith([
    "/src/50%25%20%C3%A9.ts",
    "/src/lib/x.ts",
    "/src/lib/data/y.json",
  ]);
  const { provider } = await add(host, "/src/50% é.ts");
  assertEquals(provider.entry, "50% é.ts");
  assertEquals(provider.entryPath, `${parent}/acme/50% é.ts`);
  assertEquals(Object.keys(keptIn(host, "acme")).sort(), [
    ...["50% é.ts", "lib/data/y.json", "lib/x.ts"],
  ]);
  assertEquals((await listAdded(host)).map(({ state }) => state), ["ok"]);
});

Deno.test("addProvider() records where a provider came from, and when", async () => {
  using host = machineWith(["/src/my%20idp/acme.ts"]);
  const { provider, replaced } = await add(host, "/src/my idp/acme.ts");
  assertEquals(replaced, false);
  assertEquals(provider.source, "/src/my idp/acme.ts");
  assertEquals(provider.added.replace(/\.\d+Z$/, "Z"), "2026-01-09T02:02:12Z");
  assertEquals(provider.title, "Acme ID");
  const { read: _, ...found } = await findAdded(host, "acme") ?? {};
  const { read: __, ...added } = provider;
  assertEquals(found, added);
});

Deno.test("addProvider() replaces a provider, and leaves no file of the old one", async () => {
  const old = ["/old/acme.ts", "/old/x.ts", "/old/y.ts", "/old/Z.ts"];
  using first = machineWith(old, {
    [`${parent}/other/added.json`]: "",
    [`${parent}/acme/notes.txt`]: "mine",
  });
  await add(first, "/old/acme.ts");
  using host = machineWith(
    ["/src/acme.ts", "/src/y.ts", "/src/z.ts"],
    Object.fromEntries(first.files),
  );
  const { replaced } = await add(host, "/src/acme.ts");
  assertEquals(replaced, true);
  // Where case matters, the file of the other name stays.
  assertEquals(Object.keys(keptIn(host, "acme")).sort(), [
    ...["Z.ts", "acme.ts", "notes.txt", "y.ts", "z.ts"],
  ]);
  assertEquals((await listAdded(host)).map(({ name, state }) => [name, state]), [
    ["acme", "ok"],
    ["other", "damaged"],
  ]);
});

Deno.test("addProvider() replaces a provider whose record is damaged", async () => {
  using host = machineWith(["/src/acme.ts"], { [`${parent}/acme/added.json`]: "{" });
  const { replaced } = await add(host, "/src/acme.ts");
  assertEquals(replaced, true);
  assert(await findAdded(host, "acme"));
});

Deno.test("addProvider() writes the record last", async () => {
  using host = machineWith(["/src/acme.ts", "/src/x.ts"]);
  const written: string[] = [];
  host.changeFiles = (folder, changes) => {
    assertEquals(folder, parent);
    written.push(...changes.map(({ path }) => path));
    return Promise.resolve();
  };
  await add(host, "/src/acme.ts");
  assertEquals(written, ["acme/x.ts", "acme/acme.ts", "acme/added.json"]);
});

Deno.test("addProvider() refuses files whose names do not work everywhere", async () => {
  for (const odd of ["added.json", "Added.json", "a:b.ts", "a%0Ab.ts"]) {
    using host = machineWith(["/src/acme.ts", `/src/${odd}`]);
    const { message, hint } = await failureOf("provider_module", () => add(host, "/src/acme.ts"));
    assertMatch(message, /^Cannot add \/src\/acme\.ts: the file name a/i);
    assertOneLine(message);
    assertEquals(hint, "Rename the file, and change the imports of it.");
    assertEquals(host.files.size, 2);
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

Deno.test("addProvider() says that a name is taken, and by what", async () => {
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

Deno.test("addProvider(): no configuration folder: refused before the module is loaded", async () => {
  const host = fakeHost({ files: { "/here/acme.ts": "throw 1" } });
  await failureOf("setting_missing", () => add(host, "./acme.ts"));
});

const greedy = moduleNamed("acme").replace(
  "settings: {}",
  'settings: { region: { env: ["ACME_REGION"], description: "Region" }, ' +
    'clientSecret: { fileEnv: ["ACME_KEY"] } }',
);

/** What is printed before the question. */
const list = "acme asks to read variables from the environment and .env files:\n" +
  "  ACME_REGION  region\n  ACME_KEY     path of a file with the client secret, which the module never sees\n";

Deno.test("addProvider() shows the variables, asks on a terminal, and records what is allowed", async () => {
  for (const answer of ["yes", "no"]) {
    using host = fakeHost({
      env: { HOME: "/me" },
      files: { "/here/acme.ts": greedy },
      terminals: ["stdin", "stderr"],
      answers: [answer],
    });
    const { provider } = await add(host, "./acme.ts");
    assertEquals(host.stderr, list);
    assertEquals(provider.variables, answer === "yes" ? ["ACME_REGION", "ACME_KEY"] : []);
    assertEquals((await findAdded(host, "acme"))?.variables, provider.variables);
  }
});

Deno.test("addProvider() shows the variables and does not ask if they are allowed", async () => {
  using host = machine({ "/here/acme.ts": greedy });
  const { provider } = await add(host, "./acme.ts", { isAllowed: true });
  assertEquals(host.stderr, list);
  assertEquals(provider.variables, ["ACME_REGION", "ACME_KEY"]);
});

Deno.test("addProvider() adds nothing if there is no terminal to ask on", async () => {
  for (const terminals of [[], ["stdin"], ["stderr", "stdout"]] as const) {
    const files = { "/here/a b.ts": greedy };
    using host = fakeHost({ env: { HOME: "/me" }, files, terminals });
    const { message, details, hint } = await failureOf("usage", () => add(host, "./a b.ts"));
    assertEquals(message, "acme asks to read variables from the environment and .env files");
    assertEquals(details.length, 2);
    assertStringIncludes(hint ?? "", "gettoken provider add --yes './a b.ts'");
    assertEquals(host.files.size, 1);
  }
});

Deno.test("addProvider() refuses what provider check refuses, unless forced", async () => {
  const unsound = greedy.replace(', description: "Region"', "");
  using host = machine({ "/here/acme.ts": unsound });
  const { message, details, hint } = await failureOf(
    "provider_module",
    () => add(host, "./acme.ts", { findProblems, isAllowed: true }),
  );
  assertEquals(message, "./acme.ts was not added");
  assertEquals(details, ["settings.region has no description"]);
  assertStringIncludes(hint ?? "", "gettoken provider check ./acme.ts");
  assertEquals(host.files.size, 1);
  assertEquals((await add(host, "./acme.ts", { isAllowed: true })).provider.name, "acme");
});
