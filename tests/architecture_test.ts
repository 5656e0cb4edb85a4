/**
 * Enforces the rules of the sources: which file may import what, and which may use what. Each rule is
 * also tested with sources that break it.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { rooms } from "./rooms.ts";

/** Sources by path from the project's folder: `lib/errors.ts`. */
type Sources = Readonly<Record<string, string>>;

/** The files and folders of the program. */
const programSources = [
  "main.ts",
  "program.ts",
  "quick.ts",
  "quick_help.ts",
  "mod.ts",
  "lib",
  "providers",
];

Deno.test("lib/: a file imports only from its own room and the rooms below", async () => {
  assertEquals(roomProblems(await sourcesIn("lib")), []);
  assertEquals(
    roomProblems({
      "lib/core/errors.ts": 'import { words } from "./text.ts";',
      "lib/core/log.ts": 'import type { Run } from "../net/http.ts";',
      "lib/net/http.ts": 'import type { Log } from "../core/log.ts";',
      "lib/cli/x.ts": 'const { discover } = await import("../plugins/sandbox.ts");',
      "lib/attic.ts": "",
      "lib/cellar/x.ts": "",
    }),
    [
      "lib/core/log.ts imports lib/net/http.ts: core may not import from net",
      "lib/cli/x.ts imports lib/plugins/sandbox.ts: cli may not import from plugins",
      "lib/attic.ts is in no room",
      "lib/cellar/x.ts is in no room",
    ],
  );
});

function roomProblems(sources: Sources): string[] {
  const roomOf = (path: string) => /^lib\/([a-z]+)\/[^/]+\.(?:ts|json)$/.exec(path)?.[1] ?? "";
  const outside = Object.keys(sources).filter((path) => rooms[roomOf(path)] === undefined);
  const wrong = importsIn(sources)
    .filter(({ by, from }) => !outside.includes(by) && from.startsWith("lib/"))
    .map(({ by, from }) => ({ by, from, room: roomOf(by), other: roomOf(from) }))
    .filter(({ room, other }) => room !== other && !rooms[room]?.includes(other))
    .map(({ by, from, room, other }) =>
      `${by} imports ${from}: ${room} may not import from ${other}`
    );
  return [...wrong, ...outside.map((path) => `${path} is in no room`)];
}

Deno.test("lib/: a room has 25 files at most", async () => {
  const files = Object.keys(await sourcesIn("lib"));
  assertEquals(fullRooms(files), []);
  const planted = Array.from({ length: 26 }, (_, index) => `lib/net/${index}.ts`);
  assertEquals(fullRooms([...planted, "lib/core/text.ts"]), ["net"]);
});

/** The rooms with more files than one can survey. */
function fullRooms(files: readonly string[]): string[] {
  return Object.keys(rooms).filter((room) =>
    files.filter((path) => path.startsWith(`lib/${room}/`)).length > 25
  );
}

Deno.test("no file imports itself through others", async () => {
  const all = await Promise.all(
    ["tools", "tests", "examples", ...programSources].map(sourcesIn),
  );
  assertEquals(findCircle(Object.assign({}, ...all)), undefined);

  const planted = {
    "lib/main.ts": 'import "./a.ts";',
    "lib/a.ts": 'import type { B } from "./b.ts";\nexport * from "./c.ts";',
    "lib/b.ts": 'const { a } = await import("./a.ts");',
    "lib/c.ts": "",
  };
  assertEquals(findCircle(planted), "lib/a.ts -> lib/b.ts -> lib/a.ts");
  assertEquals(findCircle({ ...planted, "lib/b.ts": "" }), undefined);
  assertEquals(findCircle({ "a.ts": 'import "./a.ts";' }), "a.ts -> a.ts");
});

/** The first import cycle: `a.ts -> b.ts -> a.ts`. */
function findCircle(sources: Sources): string | undefined {
  const imports = Map.groupBy(importsIn(sources), ({ by }) => by);
  const done = new Set<string>();
  function follow(path: string, way: readonly string[]): string | undefined {
    if (way.includes(path)) return [...way.slice(way.indexOf(path)), path].join(" -> ");
    if (done.has(path)) return undefined;
    for (const { from } of imports.get(path) ?? []) {
      const circle = follow(from, [...way, path]);
      if (circle) return circle;
    }
    done.add(path);
  }
  for (const path of Object.keys(sources)) {
    const circle = follow(path, []);
    if (circle) return circle;
  }
}

Deno.test("no package is loaded by every run: it would start slower", async () => {
  const all = Object.assign({}, ...await Promise.all(programSources.map(sourcesIn)));
  assertEquals(packagesOfEveryRun(all, ["main.ts", "program.ts"]), []);
  const planted = {
    "main.ts": 'import { run } from "./lib/run.ts";',
    "lib/run.ts": 'import type { C } from "cliffy";\nimport "./a.ts";\nawait import("./b.ts");',
    "lib/a.ts": 'import { sign } from "jose";',
    "lib/b.ts": 'import { Command } from "cliffy";',
  };
  assertEquals(packagesOfEveryRun(planted, ["main.ts"]), ["lib/a.ts imports jose"]);
});

/** The packages that files import, directly or through others, but not when it is needed. */
function packagesOfEveryRun(sources: Sources, files: readonly string[]): string[] {
  const found = new Set(files);
  const problems: string[] = [];
  for (const by of found) {
    const source = sources[by]?.replaceAll("import(", "load(") ?? "";
    for (const { from, typesOnly } of importsIn({ [by]: source })) {
      if (typesOnly) continue;
      if (isPackage(from)) problems.push(`${by} imports ${from}`);
      else found.add(from);
    }
  }
  return problems;
}

Deno.test("lib/: a file imports packages and files of lib/ only", async () => {
  assertEquals(outsideProblems(await sourcesIn("lib")), []);
  assertEquals(
    outsideProblems({
      "lib/a.ts": 'import { builtIn } from "../providers/mod.ts";\nimport "@std/dotenv/parse";',
      "lib/b.ts": 'await import("../tools/mirror.ts");',
      "lib/c.ts": 'import { x } from "https://evil.example/x.ts";',
    }),
    [
      "lib/a.ts imports providers/mod.ts",
      "lib/b.ts imports tools/mirror.ts",
      "lib/c.ts imports https://evil.example/x.ts",
    ],
  );
});

function outsideProblems(sources: Sources): string[] {
  return importsIn(sources)
    .filter(({ from }) => !from.startsWith("lib/") && !isPackage(from))
    .map(({ by, from }) => `${by} imports ${from}`);
}

/** Whether it is a package by its bare name, as in deno.json, or a module of the runtime. */
function isPackage(specifier: string): boolean {
  return /^(@[a-z-]+\/)?[a-z-]+(\/[a-z_-]+)*$|^node:/.test(specifier);
}

Deno.test("providers/: a file imports types of the contract and other providers only", async () => {
  const providers = { ...await sourcesIn("providers"), ...await sourcesIn("examples/acme.ts") };
  assertEquals(providerProblems(providers), []);
  assertEquals(
    providerProblems({
      "providers/a.ts": 'import type { Provider } from "../lib/contract/provider.ts";',
      "providers/b.ts":
        'import { type Provider } from "../lib/contract/provider.ts";\nimport "./a.ts";',
      "providers/c.ts": 'import { words } from "../lib/core/text.ts";',
      "providers/d.ts": 'import type { Log } from "../lib/core/log.ts";',
      "providers/e.ts": 'import "../lib/contract/provider.ts";',
      "providers/f.ts": 'import { readFile } from "node:fs";',
      "providers/g.ts": 'const { jwtVerify } = await import("jose");',
    }),
    [
      "providers/c.ts imports lib/core/text.ts",
      "providers/d.ts imports lib/core/log.ts",
      "providers/e.ts imports lib/contract/provider.ts",
      "providers/f.ts imports node:fs",
      "providers/g.ts imports jose",
    ],
  );
});

function providerProblems(sources: Sources): string[] {
  return importsIn(sources)
    .filter(({ from, typesOnly }) =>
      !from.startsWith("providers/") && !(from === "lib/contract/provider.ts" && typesOnly)
    )
    .map(({ by, from }) => `${by} imports ${from}`);
}

Deno.test("mod.ts: what a program loads with it uses no module of Node", async () => {
  const all = await Promise.all(["mod.ts", "lib", "providers"].map(sourcesIn));
  assertEquals(nodeProblems(Object.assign({}, ...all)), []);
  assertEquals(
    nodeProblems({
      "mod.ts": 'import { a } from "./a.ts";\nimport type { B } from "./b.ts";\nimport "./d.ts";',
      "a.ts": 'import "node:fs";\nconst { c } = await import("./c.ts");',
      "b.ts": 'import "node:net";',
      "c.ts": 'import "node:net";',
      "d.ts": 'const { e } = await import("node:tls");',
    }),
    ["a.ts imports node:fs"],
  );
});

/** The modules of Node that mod.ts imports, itself or through others, before any code runs. */
function nodeProblems(sources: Sources): string[] {
  const atOnce = importsIn(sources).filter(({ typesOnly, isDynamic }) => !typesOnly && !isDynamic);
  const imports = Map.groupBy(atOnce, ({ by }) => by);
  const loaded = new Set(["mod.ts"]);
  // A set also has what is added meanwhile.
  for (const path of loaded) for (const { from } of imports.get(path) ?? []) loaded.add(from);
  return atOnce.filter(({ by, from }) => loaded.has(by) && from.startsWith("node:"))
    .map(({ by, from }) => `${by} imports ${from}`);
}

interface Privilege {
  readonly pattern: RegExp;
  /** The files and folders of the program that may do it. */
  readonly files: readonly string[];
  /** Examples of sources that do it. */
  readonly doing: readonly string[];
}

const privileges: Readonly<Record<string, Privilege>> = {
  "use Deno": {
    pattern: /(?<!")\bDeno\b/,
    files: [
      ...["lib/platform/", "main.ts"],
      ...["lib/runtimes/runtimes.ts", "lib/runtimes/tls_connections.ts"],
    ],
    doing: ["Deno.cwd();", "globalThis.Deno", 'const d = Deno["env"];'],
  },
  "end the program": {
    pattern: /\bexit\(|\bexitCode\b/,
    files: ["lib/platform/signals.ts", "main.ts"],
    doing: ["Deno.exit(1);", "process.exit(0)", "Deno.exitCode = 1;"],
  },
  "import a computed path": {
    pattern: /\bimport\((?!\s*")/,
    files: ["lib/plugins/sandbox_worker.ts"],
    doing: ["await import(url)", "await import(`./x.ts`)"],
  },
  "reveal a secret": {
    pattern: /\breveal\(/,
    files: [
      ...["lib/keys/", "lib/oauth/", "lib/cache/", "lib/output/", "lib/flow/"],
      ...["lib/core/secret.ts", "lib/core/redaction.ts", "lib/settings/resolve.ts"],
      ...["lib/inspect/read_token.ts", "lib/inspect/verify_token.ts"],
    ],
    doing: ["secret.reveal()"],
  },
  "call what Node 22 does not have": {
    pattern:
      /\.(toHex|toBase64)\(|\bUint8Array\.from(Hex|Base64)\b|\b(RegExp\.escape|Promise\.try)\(/,
    files: ["lib/core/encodings.ts"],
    doing: ["bytes.toHex()", 'Uint8Array.fromBase64("")', "Promise.try(work)"],
  },
  "declare with using, which Node 22 does not have": {
    pattern: /^\s*(await )?using \w/m,
    files: ["lib/platform/read_pipes.ts", "lib/platform/tls_probe.ts"],
    doing: ["  using file = open();", "await using pipe = open();"],
  },
  "write unprintable characters": {
    pattern: /\.(writeUnchanged|sendToTerminal)\(/,
    files: ["lib/output/", "lib/cli/help.ts", "lib/platform/deno_host.ts"],
    doing: ['host.writeUnchanged("x")', "machine.sendToTerminal(sequence)"],
  },
  "ask which provider it is": {
    pattern: /\bprovider\.name\s*[!=]==|switch \(provider\.name\)/,
    files: [],
    doing: ['if (provider.name === "entra") {', "switch (provider.name) {"],
  },
};

for (const [deed, { pattern, files, doing }] of Object.entries(privileges)) {
  const who = files.length > 0 ? `only ${files.join(", ")}` : "nobody";
  Deno.test(`${who} may ${deed}`, async () => {
    const program = await Promise.all(programSources.map(sourcesIn));
    const saying = filesSaying(pattern, Object.assign({}, ...program));
    assertEquals(saying.filter((path) => !files.some((file) => path.startsWith(file))), []);

    const planted = Object.fromEntries(doing.map((source) => [source, source]));
    assertEquals(filesSaying(pattern, planted), doing);
    const talk = '/** Deno.exit(1), reveal() */\n// Deno.cwd()\nSymbol.for("Deno.customInspect")';
    assertEquals(filesSaying(pattern, { talk }), []);
  });
}

function filesSaying(pattern: RegExp, sources: Sources): string[] {
  return Object.entries(sources)
    .filter(([, source]) => pattern.test(withoutComments(source)))
    .map(([path]) => path);
}

Deno.test("lib/: every file with code has a test file", async () => {
  const tested = new Set(Object.keys(await sourcesIn("tests/lib")));
  const untested = Object.entries(await sourcesIn("lib"))
    .filter(([path]) => !tested.has(`tests/${path.replace(".ts", "_test.ts")}`))
    .filter(([, source]) => /^(export )?(async )?(function|class|const|let)/m.test(source))
    .map(([path]) => path);
  // An interface with one error class, and prompts: tests/e2e/ tests them in a terminal.
  assertEquals(untested.sort(), ["lib/core/host.ts", "lib/platform/prompts.ts"]);
});

interface Import {
  /** The file that imports. */
  readonly by: string;
  /** The file or package that is imported. */
  readonly from: string;
  readonly typesOnly: boolean;
  /** Whether it is imported only when code runs. */
  readonly isDynamic: boolean;
}

const statement =
  /^(?:import|export)\s(?<names>[^;"'`]*?\sfrom\s)?\s*"(?<specifier>[^"]+)"|\bimport\(\s*"(?<dynamic>[^"]+)",?\s*\)/gm;

function importsIn(sources: Sources): Import[] {
  return Object.entries(sources).flatMap(([by, source]) =>
    [...withoutComments(source).matchAll(statement)].map(({ groups = {} }) => {
      const { names = "", specifier = groups.dynamic ?? "" } = groups;
      const isDynamic = groups.dynamic !== undefined;
      return { by, from: resolve(specifier, by), typesOnly: isTypesOnly(names), isDynamic };
    })
  );
}

/** Whether an import has types only: `type { A }`, `{ type A, type B }`. */
function isTypesOnly(names: string): boolean {
  return /^type\s/.test(names) || /^\{(\s*type\s+\w+( as \w+)?,?)+\s*\}/.test(names);
}

function resolve(specifier: string, by: string): string {
  return specifier.startsWith(".")
    ? new URL(specifier, `file:///${by}`).pathname.slice(1)
    : specifier;
}

Deno.test("importsIn(): recognises every form of import", () => {
  const source = `
    /** import { a } from "./comment.ts"; */
import a from "./default.ts";
import {
  b,
  type C,
} from "../lib/lines.ts";
import type { D } from "./types.ts";
import { type E, type F as G } from "./inline_types.ts";
import "./effect.ts";
import config from "../deno.json" with { type: "json" };
export { h } from "./again.ts";
export * from "./all.ts";
export const i = 1; // import "./behind.ts"
export const text = 'import "./text.ts"';
  const { j } = await import("./dynamic.ts");
import { k } from "@std/assert";
`;
  assertEquals(
    importsIn({ "lib/x.ts": source }).map(({ from, typesOnly }) => typesOnly ? [from] : from),
    [
      "lib/default.ts",
      "lib/lines.ts",
      ["lib/types.ts"],
      ["lib/inline_types.ts"],
      "lib/effect.ts",
      "deno.json",
      "lib/again.ts",
      "lib/all.ts",
      "lib/dynamic.ts",
      "@std/assert",
    ],
  );
});

/** A source without its comments. The // of a URL in a string has no white space before it. */
function withoutComments(source: string): string {
  return source.replace(/\/\*[^]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "$1");
}

/** The TypeScript sources of the project at a path, a file or a folder. */
async function sourcesIn(path: string): Promise<Sources> {
  const url = new URL(`../${path}`, import.meta.url);
  if (path.endsWith(".ts")) return { [path]: await Deno.readTextFile(url) };
  const sources = [];
  for await (const { name, isDirectory } of Deno.readDir(url)) {
    if (isDirectory || name.endsWith(".ts")) sources.push(sourcesIn(`${path}/${name}`));
  }
  return Object.assign({}, ...await Promise.all(sources));
}
