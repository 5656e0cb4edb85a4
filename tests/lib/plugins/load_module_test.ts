import { assert, assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
import type { FileProblem } from "../../../lib/core/host.ts";
import { loadModule } from "../../../lib/plugins/load_module.ts";
import type { Provider } from "../../../lib/contract/provider.ts";
import { type FakeHost, fakeHost, type FakeWorld } from "../../fake_host.ts";
import {
  acme,
  assertOneLine,
  contextOf,
  failureOf,
  forEachCase,
  moduleSource,
  toldBy,
} from "../helpers.ts";

/** A machine with these files in the working directory. */
function hostWith(files: Readonly<Record<string, string>>): FakeHost {
  return fakeHost({
    files: Object.fromEntries(
      Object.entries(files).map(([path, content]) => [`/here/${path}`, content]),
    ),
  });
}

async function load(host: FakeHost, path: string): Promise<Provider> {
  const catalog = { acme: { aliases: ["acme-id"], load: () => Promise.resolve(acme) } };
  return (await loadModule(contextOf(host, catalog), path)).provider;
}

const settings = { domain: "https://id.example" };

Deno.test("loadModule() gives the provider that a module exports, in TypeScript or not", async () => {
  const types = 'import type { Provider } from "./gettoken.d.ts";\ninterface Unused { x: string }';
  const typed = `${types}\nconst provider: Provider = ${
    moduleSource().replace("export default", "").trim().slice(0, -1)
  } satisfies Provider;\nexport default provider;`;
  await forEachCase({ "mine.ts": typed, "mine.js": moduleSource() }, async (source, name) => {
    using host = hostWith({ [name]: source });
    const provider = await load(host, `./${name}`);
    assertEquals([provider.name, provider.title], ["mine", "My ID"]);
    assertEquals(await provider.endpoint(settings), { tokenEndpoint: "https://id.example/token" });
  });
});

Deno.test("loadModule() loads what a module imports beside it", async () => {
  using host = hostWith({
    "mine.ts": moduleSource(
      "title: names.title, endpoint: () => ({ tokenEndpoint: address() })",
      'import { address } from "./lib/address.ts";\n' +
        'import names from "./names.json" with { type: "json" };',
    ),
    "lib/address.ts": 'import { path } from "../path.js";\n' +
      "export const address = (): string => `https://id.example${path}`;",
    "path.js": 'export const path = "/other";',
    "names.json": '{ "title": "From JSON" }',
  });
  const provider = await load(host, "./mine.ts");
  assertEquals(provider.title, "From JSON");
  assertEquals(await provider.endpoint({}), { tokenEndpoint: "https://id.example/other" });
});

Deno.test("loadModule() watches what the functions of a module return", async () => {
  using host = hostWith({ "mine.ts": moduleSource("endpoint: () => 1") });
  const provider = await load(host, "./mine.ts");
  const { message } = await failureOf("provider_module", () => provider.endpoint({}));
  assertStringIncludes(message, "./mine.ts: endpoint() returned");
});

Deno.test("loadModule() says when there is no such file, or it cannot be read", async () => {
  const kinds: readonly FileProblem["kind"][] = [
    "missing",
    "not_a_file",
    "too_large",
    "unreadable",
  ];
  for (const kind of kinds) {
    using host = fakeHost({ problems: { "/here/mine.ts": kind } });
    const { message } = await failureOf("provider_module", () => load(host, "./mine.ts"));
    assertStringIncludes(message, "./mine.ts");
  }
});

Deno.test("loadModule() loads nothing that is no file here", async () => {
  for (const path of ["https://evil.example/mine.ts", "npm:/x", "data:text/javascript,x/y.js"]) {
    using host = fakeHost();
    await failureOf("provider_module", () => load(host, path));
    assertEquals(host.requests, []);
  }
});

Deno.test("loadModule() says what a module lacks", async () => {
  await forEachCase({
    "no default export": "export const acme = {};",
    "nothing": "",
    "null": "export default null;",
    "another kind of thing": 'export default "acme";',
    "a function": "export default () => ({});",
    "an object without any member": "export default {};",
  }, async (source) => {
    using host = hostWith({ "mine.js": source });
    const failure = await failureOf("provider_module", () => load(host, "./mine.js"));
    assertEquals(failure.message, "./mine.js is not a provider");
    assert(failure.details.length > 0);
    assertStringIncludes(failure.hint ?? "", "gettoken provider new");
  });
  using host = hostWith({ "mine.js": moduleSource('title: "", "\\x1b[31m": 1') });
  const { details } = await failureOf("provider_module", () => load(host, "./mine.js"));
  assertEquals(details, [
    "title must be a printable string of at most 80 characters",
    "[31m is not part of the contract",
  ]);
});

Deno.test("loadModule() refuses a name that is taken", async () => {
  for (const name of ["acme", "acme-id", "providers", "provider", "completions", "help"]) {
    using host = hostWith({ "mine.js": moduleSource(`name: "${name}"`) });
    const { message, details } = await failureOf("provider_module", () => load(host, "./mine.js"));
    assertEquals(message, "./mine.js is not a provider");
    assertStringIncludes(details.join(), `name is taken: ${name} is a`);
  }
});

Deno.test("loadModule() says what a module threw, and where", async () => {
  const thrown =
    'const deep = () => { throw new TypeError("no\\x1b[31m such thing"); };\n\n  deep();';
  using host = hostWith({ "mine.ts": "type T = string;\n" + thrown });
  const failure = await failureOf("provider_module", () => load(host, "./mine.ts"));
  assertEquals(failure.message, "Cannot load ./mine.ts: it threw TypeError: no [31m such thing");
  assertStringIncludes(failure.details.join(), "./mine.ts, line 2");
});

Deno.test("loadModule() says where the syntax of a module is wrong", async () => {
  await forEachCase({
    "for the library": "type T = string;\n\nconst x: T = ;\n",
    "for the engine alone": "type T = string;\n\nlet xxx = 1; let xxx = 2;\n",
    "in a file that it imports": 'import "./other.js";',
  }, async (source) => {
    using host = hostWith({ "mine.ts": source, "other.js": "\n\nlet a = 1; let a = 2;" });
    const failure = await failureOf("provider_module", () => load(host, "./mine.ts"));
    const file = source.includes("other") ? "./other.js" : "./mine.ts";
    assertStringIncludes(toldBy(failure), file);
    assertStringIncludes(toldBy(failure), "line 3, column 1");
    assertNotMatch(toldBy(failure), /data:/);
  });
});

Deno.test("loadModule() calls files by their names when an import of them fails", async () => {
  using host = hostWith({
    "mine.ts": 'import { T } from "./types.ts";\nexport default T;',
    "types.ts": "export type T = string;",
  });
  const failure = await failureOf("provider_module", () => load(host, "./mine.ts"));
  assertStringIncludes(failure.message, "'./types.ts' does not provide an export named 'T'");
  assertEquals(failure.hint, "If it is a type, use import type.");
  assertNotMatch(toldBy(failure), /data:/);
});

Deno.test("loadModule() ends the worker of a module that cannot be used", async () => {
  using host = hostWith({ "mine.js": "export default {};" });
  const { startWorker } = host;
  let stopped = 0;
  host.startWorker = async (source) => {
    const worker = await startWorker(source);
    const { stop } = worker;
    worker.stop = () => {
      stopped++;
      stop();
    };
    return worker;
  };
  await failureOf("provider_module", () => load(host, "./mine.js"));
  assertEquals(stopped, 1);
});

Deno.test("loadModule() shows a path on one harmless line", async () => {
  using host = fakeHost();
  const path = `./\x1b[31m\n${"x".repeat(1000)}.ts`;
  const { message } = await failureOf("provider_module", () => load(host, path));
  assertOneLine(message);
  assert(message.length < 400);
});

/** What is printed when a module and its import are loaded. */
async function warnings(world: FakeWorld): Promise<string> {
  const source = moduleSource("", 'import "./lib/util.ts";');
  const files = { "/here/a b/it's.ts": source, "/here/a b/lib/util.ts": "" };
  using host = fakeHost({ files, ...world });
  await load(host, "./a b/it's.ts");
  return host.stderr;
}

const warningFor = (path: string, quoted = `'${path}'`) =>
  `gettoken: warning: any user of this machine can change the provider module: ${path}` +
  ` is writable for all → chmod o-w ${quoted}\n`;

Deno.test("loadModule() warns of each file and folder that all users may write to, once", async () => {
  assertEquals(await warnings({ writable: ["/elsewhere", "/here/other"] }), "");
  assertEquals(
    await warnings({ writable: ["/here", "/"] }),
    warningFor("/here", "/here") + warningFor("/", "/"),
  );
  const quoted = String.raw`'/here/a b/it'\''s.ts'`;
  const writable = ["/here/a b/it's.ts", "/here/a b/lib", "/here/a b/lib/util.ts"];
  const warned = await warnings({ writable });
  const expected = warningFor("/here/a b/it's.ts", quoted) +
    warningFor("/here/a b/lib/util.ts") + warningFor("/here/a b/lib");
  assertEquals(warned.split("\n").sort(), expected.split("\n").sort());
});

Deno.test("loadModule() warns of the file and the folder that a link leads to", async () => {
  const links = { "/here/a b/it's.ts": "/there/x.ts" };
  assertEquals(
    await warnings({ links, writable: ["/there/x.ts", "/there"] }),
    warningFor("/there/x.ts", "/there/x.ts") + warningFor("/there", "/there"),
  );
});

Deno.test("loadModule() shows control characters of a writable path as spaces", async () => {
  const path = "/x\u001b[31m\n.ts";
  using host = fakeHost({ files: { [path]: moduleSource() }, writable: [path] });
  await load(host, path);
  assertEquals(host.stderr, warningFor("/x [31m .ts"));
});

Deno.test("a function reads a setting that is not declared: an error with its name", async () => {
  using host = hostWith({
    "mine.ts": moduleSource("endpoint: ({ domian }) => ({ tokenEndpoint: `${domian}/token` })"),
    "also.ts": moduleSource(
      "endpoint: (all) => ({ tokenEndpoint: `${JSON.stringify({ ...all })}${all.scope}` })",
    ),
  });
  const provider = await load(host, "./mine.ts");
  const failure = await failureOf("provider_module", () => provider.endpoint(settings));
  assertEquals(
    failure.message,
    './mine.ts: endpoint() threw TypeError: the provider has no setting "domian"',
  );
  // One that is declared and not set is undefined.
  const also = await load(host, "./also.ts");
  const unusable = await failureOf("provider_module", () => also.endpoint(settings));
  assertStringIncludes(unusable.message, "whose value is not a URL");
});

Deno.test("loadModule(), a module that extends a built-in provider: loaded, secrets marked", async () => {
  using host = hostWith({
    "mine.ts":
      'export default { apiVersion: 1, name: "mine", extends: "acme", defaults: { domain: "https://id.mine.example" }, settings: { apiKey: {} }, headers: () => ({ "X-Key": { secret: "apiKey" } }) };',
    "other.ts": 'export default { apiVersion: 1, name: "other", extends: "toString" };',
  });
  const provider = await load(host, "./mine.ts");
  assertEquals(provider.settings.domain?.default, "https://id.mine.example");
  assertEquals(provider.settings.apiKey?.secret, true);
  assertEquals(await provider.endpoint(settings), { tokenEndpoint: "https://id.example/token" });
  assertEquals(await provider.headers?.({}), { "X-Key": { secret: "apiKey" } });
  const { details } = await failureOf("provider_module", () => load(host, "./other.ts"));
  assertEquals(details, ["extends must be the name of a built-in provider, such as oidc"]);
});
