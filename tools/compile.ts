/**
 * Compiles gettoken into one executable file:
 *
 *     deno run -A tools/compile.ts [--target TRIPLE] [--output FILE]
 *
 * First its modules are bundled into a few files, since a program starts slower with each module
 * that it loads. Then `deno compile` packs them. Where only npm answers, Deno's base executable
 * cannot be downloaded, and npm_compiler.ts provides one.
 *
 * @module
 */
import { dirname, join, relative } from "node:path";
import { parseArgs } from "node:util";
import type { OwnFile } from "../lib/core/host.ts";
import { environment, PLACES } from "./environment.ts";
import { exists, lastChange } from "./files.ts";
import { joinStart } from "./join_start.ts";
import { packageFlags } from "./mirror.ts";
import { npmCompiler } from "./npm_compiler.ts";
import { projectDir } from "./paths.ts";
import { PERMISSIONS } from "./source.ts";
import { runTool, say, ToolError } from "./tool.ts";

// Deno would store compiled bytecode under a guessable name in the shared temporary folder and run
// it unchecked. Another user could put a file there first, and so run code in our process.
const CODE_CACHE = ["--no-code-cache"];

// V8's baseline compiler makes long runs faster. In a run of 30 ms its thread costs about 2 ms.
const ENGINE = ["--v8-flags=--no-sparkplug"];

// Files that `provider new` writes. They have the same relative path in the compiled program as in
// the project.
const OWN_FILES: readonly OwnFile[] = ["lib/contract/provider.ts", "examples/acme.ts"];

// Variables that Deno needs to download its base executable. No others are passed, because some
// (OTEL_DENO, DENO_COMPAT, DENO_UNSTABLE_…) would become part of the executable.
const NETWORK = [
  ...["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"],
  ...["http_proxy", "https_proxy", "all_proxy", "no_proxy"],
  ...["DENO_CERT", "DENO_TLS_CA_STORE", "NODE_EXTRA_CA_CERTS"],
  ...["SSL_CERT_FILE", "SSL_CERT_DIR", "DENORT_BIN"],
];

// The sources of the compiled program.
const SOURCES = [
  ...["deno.json", "main.ts", "lib", "providers", "examples"],
  ...["tools/compile.ts", "tools/source.ts"],
];

/** Options of {@linkcode compile}. */
export interface CompileOptions {
  /** The main module. */
  entry: string;
  /** The file to write. On Windows it has to end in `.exe`. */
  output: string;
  /** The machine to compile for, as Deno names it. Default: this one. */
  target?: string | undefined;
  /** Flags for `deno compile`. */
  flags?: string[];
}

/**
 * Compiles gettoken for this machine, unless its sources have not changed since.
 *
 * @throws {ToolError} when something is missing or Deno refuses the program
 */
export async function compileIfChanged(): Promise<void> {
  const output = outputFor();
  const sources = SOURCES.map((path) => join(projectDir, path));
  const changes = await Promise.all(sources.map(lastChange));
  if (await exists(output) && await lastChange(output) >= Math.max(...changes)) return;
  say(`\nCompiling ${output}`);
  await compileGettoken({ output });
}

/**
 * Compiles gettoken.
 *
 * @throws {ToolError} when something is missing or Deno refuses the program
 */
export async function compileGettoken(options: Omit<CompileOptions, "entry">): Promise<void> {
  const folder = await Deno.makeTempDir();
  // At the same depth as the sources, because the program finds its files by relative paths.
  const bundle = join(folder, "lib", "program");
  try {
    // With the whole environment, because it may contain credentials for npm. `deno compile` then
    // downloads no packages.
    await run(Deno.execPath(), [
      ...["bundle", "--quiet", "--minify", "--code-splitting"],
      ...await packageFlags(),
      ...["--outdir", bundle, join(projectDir, "main.ts")],
    ]);
    await loadNodeLater(bundle);
    await joinStart(bundle, bundleFile);
    for (const file of OWN_FILES) {
      await Deno.mkdir(dirname(join(folder, file)), { recursive: true });
      await Deno.copyFile(join(projectDir, file), join(folder, file));
    }
    await compile({
      ...options,
      entry: join(bundle, "main.js"),
      flags: [...PERMISSIONS, ...CODE_CACHE, ...ENGINE, "--include", folder],
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function bundleFile(from: string, to: string, external: readonly string[]): Promise<void> {
  await run(Deno.execPath(), [
    ...["bundle", "--quiet", "--minify"],
    ...external.flatMap((name) => ["--external", name]),
    ...["--output", to, from],
  ]);
}

/**
 * Loads Node's built-in modules when they are needed. Because one package may call `require`, the
 * bundler makes every file load Node's module system at the start, which takes 2 ms.
 */
async function loadNodeLater(bundle: string): Promise<void> {
  const loader =
    /import\{createRequire as (\w+)\} from "node:module";var (\w+)=\1\(import\.meta\.url\);/;
  for await (const { name } of Deno.readDir(bundle)) {
    const path = join(bundle, name);
    const source = await Deno.readTextFile(path);
    const later = source.replace(loader, "var $2=name=>process.getBuiltinModule(name);");
    if (later !== source) await Deno.writeTextFile(path, later);
  }
}

/**
 * Runs `deno compile`, also where only npm answers. Types are not checked.
 *
 * @throws {ToolError} when something is missing or Deno refuses the program
 */
export async function compile(options: CompileOptions): Promise<void> {
  const { entry, output, target, flags = [] } = options;
  const isNpmOnly = (await packageFlags()).length > 0;
  const { deno, env } = isNpmOnly ? await npmCompiler(target) : { deno: Deno.execPath(), env: {} };
  await run(deno, [
    ...["compile", "--quiet", "--no-check", "--no-config", ...flags],
    ...(target ? ["--target", target] : []),
    ...["--output", output, entry],
  ], { ...environment([...PLACES, ...NETWORK]), ...env });
}

/** The path of the compiled program: `dist/gettoken` for this machine. */
export function outputFor(target?: string): string {
  const name = target ? `gettoken-${target}` : "gettoken";
  const isWindows = (target ?? Deno.build.target).includes("windows");
  return join(projectDir, "dist", isWindows ? `${name}.exe` : name);
}

async function run(
  deno: string,
  args: string[],
  env?: Record<string, string>,
): Promise<void> {
  const { success } = await new Deno.Command(deno, {
    args,
    ...(env && { env, clearEnv: true }),
    stdin: "null",
    stdout: "null",
  }).spawn().status;
  if (!success) throw new ToolError(`Cannot compile: deno ${args[0]} failed`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { target: { type: "string" }, output: { type: "string" } },
  });
  const output = values.output ?? outputFor(values.target);
  say(`Compiling ${relative(Deno.cwd(), output)}`);
  await compileGettoken({ output, target: values.target });
}

if (import.meta.main) await runTool(main);
