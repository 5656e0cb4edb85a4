/**
 * Holds the rules of the house: who may import whom, and who may do what. They are read off the
 * sources, and each rule is tried on sources that break it, too.
 *
 * @module
 */

import { assertEquals } from "@std/assert";

/** Sources by path from the project's folder: `lib/errors.ts`. */
type Sources = Readonly<Record<string, string>>;

/** The floors of lib/, from the ground up. A file imports only from floors below its own. */
const floors: readonly (readonly string[])[] = [
  [
    "env_text",
    "errors",
    "host",
    "http_date",
    "inspect/p521",
    "pem",
    "printed_text",
    "provider",
    "rate_limit",
    "sandbox_messages",
    "secret",
    "sha256",
    "signals",
    "signing_algorithms",
    "suggestion",
    "text",
    "version",
  ],
  [
    "binary_key",
    "certificates",
    "check/check",
    "check/required_settings",
    "check/watch_provider",
    "client_auth",
    "clipboard",
    "clock",
    "command_group",
    "config_folder",
    "credential_settings",
    "find_imports",
    "formats",
    "inspect/recognise",
    "jwk",
    "known_failure",
    "lone_certificate",
    "module_url",
    "parse_env_file",
    "pkcs8",
    "provider_names",
    "proxy_variables",
    "read_stream",
    "reading",
    "retry_after",
    "sandbox_worker",
    "sandboxed_values",
    "seal",
    "secret_prompt",
    "spinner",
    "time_limit",
    "tls_probe",
    "unusable",
    "usage_errors",
    "write_failure",
  ],
  [
    "cache_command",
    "check/assertion_problems",
    "check/idp_request",
    "check/sample_key",
    "choose_algorithm",
    "common_settings",
    "completions",
    "encrypted_pem",
    "env_file",
    "inspect/choose_issuer",
    "inspect/times",
    "isolated_worker",
    "lock_file",
    "new_provider",
    "option_types",
    "private_folder",
    "prompts",
    "proxy_failure",
    "redaction",
    "secret_file",
    "strip_types",
    "tls_failure",
    "token_endpoint",
    "writing_worker",
  ],
  [
    "change_files",
    "check/explanations",
    "check/sample_document",
    "check/secrets",
    "check_setting",
    "environment_only",
    "file_store",
    "folder_content",
    "log",
    "module_rules",
    "module_graph",
    "network_failure",
    "origin",
    "pkcs12",
    "prepared_files",
    "private_jwk",
    "private_pem",
    "profiles",
    "provider_help",
  ],
  [
    "deno_host",
    "link_module",
    "network_variables",
    "private_key",
    "profile_questions",
    "report_error",
    "setting_files",
    "setting_sources",
    "writable_by_all",
  ],
  [
    "ask_secret",
    "cache_options",
    "client_certificate",
    "credentials",
    "documents",
    "http",
    "misspelt_variables",
    "new_profile",
    "shared_stdin",
    "sign_jwt",
    "trust",
  ],
  [
    "client_assertion",
    "chosen_provider",
    "dpop",
    "given_settings",
    "incomplete_settings",
    "json",
    "retry",
    "server_certificate",
    "temporary_reply",
  ],
  [
    "contract_members",
    "discovery",
    "document_contract",
    "dpop_nonce",
    "federated_token",
    "guard_provider",
    "inspect/decode_token",
    "inspect/findings",
    "inspect/given_token",
    "json_file",
    "sandbox",
    "setting_contract",
    "settings",
    "token_response",
  ],
  [
    "added_providers",
    "check/idp",
    "check/sample_values",
    "connect",
    "dpop_advice",
    "endpoints",
    "expiry",
    "explained_settings",
    "github_actions",
    "given_key",
    "inspect/issuer_keys",
    "provider_contract",
    "refusal",
    "secret_warnings",
    "token_request",
    "token_warnings",
  ],
  [
    "assertion_maker",
    "check/sample_settings",
    "check/settings",
    "dpop_key",
    "failed_reply",
    "federated_proof",
    "inspect/verify_token",
    "kept_token",
    "load_module",
    "mutual_tls",
    "module_grants",
    "tool_forms",
  ],
  [
    "add_provider",
    "consent",
    "dpop_requests",
    "exchange",
    "inspect/show_token",
    "load_provider",
    "output",
    "proof",
    "token_cache",
  ],
  ["delivery", "get_token", "inspect/token_json", "providers_command", "write_profile"],
  ["arguments", "check/run", "explain", "inspect/inspect_token"],
  [
    "check/claims",
    "check/destination",
    "check/endpoint",
    "check/exchange",
    "check/refusals",
    "common_options",
    "explanation_json",
    "explanation_text",
    "inspect_command",
    "read_arguments",
  ],
  ["dry_run", "print_explanation", "provider_command", "show_profile"],
  ["check/command_line", "print_token", "profile_commands"],
  ["check/provider"],
  ["check/print_check"],
  ["provider_commands"],
  ["commands"],
  ["cli"],
];

Deno.test("lib/ imports only from a lower floor", async () => {
  assertEquals(floorProblems(await sourcesIn("lib")), []);
  assertEquals(
    floorProblems({
      "lib/errors.ts": 'import { words } from "./text.ts";',
      "lib/log.ts": 'import type { Run } from "./http.ts";',
      "lib/http.ts": 'import type { Log } from "./log.ts";',
      "lib/cli.ts": 'const { discover } = await import("./discovery.ts");',
      "lib/attic.ts": "",
    }),
    [
      "lib/errors.ts imports lib/text.ts, which is not on a lower floor",
      "lib/log.ts imports lib/http.ts, which is not on a lower floor",
      "lib/attic.ts is on no floor",
    ],
  );
});

function floorProblems(sources: Sources): string[] {
  const floorOf = (path: string) =>
    floors.findIndex((names) => names.some((name) => path === `lib/${name}.ts`));
  const homeless = Object.keys(sources).filter((path) => floorOf(path) === -1);
  const climbing = importsIn(sources)
    .filter(({ by, from }) => !homeless.includes(by) && floorOf(from) >= floorOf(by))
    .map(({ by, from }) => `${by} imports ${from}, which is not on a lower floor`);
  return [...climbing, ...homeless.map((path) => `${path} is on no floor`)];
}

Deno.test("nothing imports itself by way of others", async () => {
  const all = await Promise.all(
    ["lib", "providers", "tools", "tests", "examples", "main.ts"].map(sourcesIn),
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

/** The first circle of imports: `a.ts -> b.ts -> a.ts`. */
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

Deno.test("lib/ imports nothing from outside but packages", async () => {
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

/** A package by its bare name, as deno.json lists it, or a module of the runtime. */
function isPackage(specifier: string): boolean {
  return /^(@[a-z-]+\/)?[a-z-]+(\/[a-z_-]+)*$|^node:/.test(specifier);
}

Deno.test("a provider imports nothing but the types of the contract, and other providers' data", async () => {
  const providers = { ...await sourcesIn("providers"), ...await sourcesIn("examples") };
  assertEquals(providerProblems(providers), []);
  assertEquals(
    providerProblems({
      "providers/a.ts": 'import type { Provider } from "../lib/provider.ts";',
      "providers/b.ts": 'import { type Provider } from "../lib/provider.ts";\nimport "./a.ts";',
      "providers/c.ts": 'import { words } from "../lib/text.ts";',
      "providers/d.ts": 'import type { Log } from "../lib/log.ts";',
      "providers/e.ts": 'import "../lib/provider.ts";',
      "providers/f.ts": 'import { readFile } from "node:fs";',
      "providers/g.ts": 'const { jwtVerify } = await import("jose");',
    }),
    [
      "providers/c.ts imports lib/text.ts",
      "providers/d.ts imports lib/log.ts",
      "providers/e.ts imports lib/provider.ts",
      "providers/f.ts imports node:fs",
      "providers/g.ts imports jose",
    ],
  );
});

function providerProblems(sources: Sources): string[] {
  return importsIn(sources)
    .filter(({ from, typesOnly }) =>
      !from.startsWith("providers/") && !(from === "lib/provider.ts" && typesOnly)
    )
    .map(({ by, from }) => `${by} imports ${from}`);
}

interface Privilege {
  readonly pattern: RegExp;
  /** The files of the program that may do it. */
  readonly files: readonly string[];
  /** Sources that do it. */
  readonly doing: readonly string[];
}

const privileges: Readonly<Record<string, Privilege>> = {
  "speak to the runtime": {
    pattern: /(?<!")\bDeno\b/,
    files: [
      ...["lib/change_files.ts", "lib/deno_host.ts", "lib/file_store.ts", "lib/folder_content.ts"],
      ...["lib/isolated_worker.ts", "lib/lock_file.ts", "lib/prepared_files.ts"],
      ...["lib/private_folder.ts", "lib/read_stream.ts", "lib/secret_prompt.ts"],
      ...["lib/signals.ts", "lib/tls_probe.ts", "main.ts"],
    ],
    doing: ["Deno.cwd();", "globalThis.Deno", 'const d = Deno["env"];'],
  },
  "end the program": {
    pattern: /\bexit\(|\bexitCode\b/,
    files: ["lib/signals.ts", "main.ts"],
    doing: ["Deno.exit(1);", "process.exit(0)", "Deno.exitCode = 1;"],
  },
  "import what it computes": {
    pattern: /\bimport\((?!")/,
    files: ["lib/sandbox_worker.ts"],
    doing: ["await import(url)", "await import(`./x.ts`)"],
  },
  "reveal a secret": {
    pattern: /\breveal\(/,
    files: [
      ...["lib/assertion_maker.ts", "lib/settings.ts"],
      ...["lib/client_auth.ts", "lib/github_actions.ts", "lib/output.ts", "lib/print_token.ts"],
      ...["lib/client_certificate.ts", "lib/encrypted_pem.ts", "lib/mutual_tls.ts"],
      ...["lib/kept_token.ts", "lib/pkcs12.ts", "lib/private_key.ts", "lib/seal.ts"],
      ...["lib/inspect/decode_token.ts", "lib/inspect/verify_token.ts"],
      ...["lib/redaction.ts", "lib/secret.ts", "lib/token_request.ts", "lib/token_warnings.ts"],
      "lib/tool_forms.ts",
    ],
    doing: ["secret.reveal()"],
  },
  "write what is not printable": {
    pattern: /\.(writeUnchanged|sendToTerminal)\(/,
    files: ["lib/clipboard.ts", "lib/commands.ts", "lib/deno_host.ts", "lib/output.ts"],
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
    const program = await Promise.all(["lib", "providers", "main.ts"].map(sourcesIn));
    const saying = filesSaying(pattern, Object.assign({}, ...program));
    assertEquals(saying.filter((path) => !files.includes(path)), []);

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

Deno.test("every file of lib/ has its tests", async () => {
  const tested = new Set(Object.keys(await sourcesIn("tests/lib")));
  const untested = Object.keys(await sourcesIn("lib"))
    .filter((path) => !tested.has(`tests/${path.replace(".ts", "_test.ts")}`));
  // Contracts: there is nothing in them that runs.
  // Two need a terminal, which is a matter of tests/e2e/; the others are types.
  assertEquals(untested.sort(), [
    "lib/host.ts",
    "lib/prompts.ts",
    "lib/provider.ts",
    "lib/sandbox_messages.ts",
    "lib/secret_prompt.ts",
  ]);
});

interface Import {
  /** The file that imports. */
  readonly by: string;
  /** The file or package that is imported. */
  readonly from: string;
  readonly typesOnly: boolean;
}

const statement =
  /^(?:import|export)\s(?<names>[^;"'`]*?\sfrom\s)?\s*"(?<specifier>[^"]+)"|\bimport\("(?<dynamic>[^"]+)"\)/gm;

function importsIn(sources: Sources): Import[] {
  return Object.entries(sources).flatMap(([by, source]) =>
    [...withoutComments(source).matchAll(statement)].map(({ groups = {} }) => {
      const { names = "", specifier = groups.dynamic ?? "" } = groups;
      return { by, from: resolve(specifier, by), typesOnly: isTypesOnly(names) };
    })
  );
}

/** Whether an import vanishes when it is compiled: `type { A }`, `{ type A, type B }`. */
function isTypesOnly(names: string): boolean {
  return /^type\s/.test(names) || /^\{(\s*type\s+\w+( as \w+)?,?)+\s*\}/.test(names);
}

function resolve(specifier: string, by: string): string {
  return specifier.startsWith(".")
    ? new URL(specifier, `file:///${by}`).pathname.slice(1)
    : specifier;
}

Deno.test("imports are found however they are written", () => {
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

/** A source without its comments. An address in a text is none: no white space is before its //. */
function withoutComments(source: string): string {
  return source.replace(/\/\*[^]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "$1");
}

/** The TypeScript sources at a path of the project, be it a file or a folder. */
async function sourcesIn(path: string): Promise<Sources> {
  const url = new URL(`../${path}`, import.meta.url);
  if (path.endsWith(".ts")) return { [path]: await Deno.readTextFile(url) };
  const sources = [];
  for await (const { name, isDirectory } of Deno.readDir(url)) {
    if (isDirectory || name.endsWith(".ts")) sources.push(sourcesIn(`${path}/${name}`));
  }
  return Object.assign({}, ...await Promise.all(sources));
}
