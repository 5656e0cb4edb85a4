/**
 * Compiles gettoken into one executable file:
 *
 *     deno run -A tools/compile.ts [--target TRIPLE] [--output FILE]
 *
 * First its modules are bundled. Then `deno compile` packs them. Where only npm answers, Deno's base
 * executable cannot be downloaded, and npm_compiler.ts provides one.
 *
 * @module
 */
import { readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { bundleGettoken } from "./compile/bundle.ts";
import { runDeno } from "./deno.ts";
import { environment, PLACES } from "./environment.ts";
import { exists, lastChange } from "./files.ts";
import { packageFlags } from "./mirror.ts";
import { npmCompiler } from "./npm_compiler.ts";
import { projectDir } from "./paths.ts";
import { PERMISSIONS } from "./source.ts";
import { runTool, say } from "./tool.ts";

// Deno would store compiled bytecode under a guessable name in the shared temporary folder and run
// it unchecked. Another user could put a file there first, and so run code in our process.
const CODE_CACHE = ["--no-code-cache"];

// V8's baseline compiler makes long runs faster. In a run of 30 ms its thread costs about 2 ms.
const ENGINE = ["--v8-flags=--no-sparkplug"];

// Variables that Deno needs to download its base executable. No others are passed, because some
// (OTEL_DENO, DENO_COMPAT, DENO_UNSTABLE_…) would become part of the executable.
const NETWORK = [
  ...["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"],
  ...["http_proxy", "https_proxy", "all_proxy", "no_proxy"],
  ...["DENO_CERT", "DENO_TLS_CA_STORE", "NODE_EXTRA_CA_CERTS"],
  ...["SSL_CERT_FILE", "SSL_CERT_DIR", "DENORT_BIN"],
];

// 1 January 1980, the first date that a zip archive can have.
const CHANGE_TIME = new Date("1980-01-01T00:00:00Z");

// The sources of the compiled program.
const SOURCES = [
  ...["deno.json", "main.ts", "lib", "providers", "examples"],
  ...["tools/compile.ts", "tools/compile", "tools/source.ts"],
];

/** A program to compile. */
export interface Program {
  /** The file to write. On Windows it has to end in `.exe`. */
  readonly output: string;
  /** The machine to compile for, as Deno names it. Default: this one. */
  readonly target?: string | undefined;
}

/** What the programs say about their origin. */
export interface BuildOptions {
  /** Whether they are built for a release, from a clean checkout of its tag. Default: no. */
  readonly isRelease?: boolean;
}

/** A program that was compiled. */
export interface BuiltProgram {
  readonly output: string;
  readonly target: string;
  /** The executable that the program was added to. */
  readonly base: BaseInfo;
}

/** Where the base executable of a program is from. */
export interface BaseInfo {
  /** The version of Deno. */
  readonly version: string;
  /** The hash of the base executable, 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  /** Whether it is from Deno's own release. */
  readonly isOfficial: boolean;
}

/** Options of {@linkcode compile}. */
export interface CompileOptions extends Program {
  /** The main module. */
  entry: string;
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

/** Compiles gettoken once; see {@linkcode compilePrograms}. */
export async function compileGettoken(program: Program): Promise<BuiltProgram> {
  const [built] = await compilePrograms([program]);
  return built!;
}

/**
 * Compiles gettoken for several machines. Its modules are bundled once.
 *
 * @throws {ToolError} when something is missing or Deno refuses the program
 */
export async function compilePrograms(
  programs: readonly Program[],
  _build: BuildOptions = {},
): Promise<BuiltProgram[]> {
  const folder = await Deno.makeTempDir();
  try {
    const entry = await bundleGettoken(folder);
    await setChangeTimes(folder);
    const flags = [...PERMISSIONS, ...CODE_CACHE, ...ENGINE, "--include", folder];
    const built: BuiltProgram[] = [];
    for (const program of programs) {
      await compile({ ...program, entry, flags });
      built.push({
        output: program.output,
        target: program.target ?? Deno.build.target,
        base: { version: "2.6.10", sha256: "0".repeat(64), isOfficial: false },
      });
    }
    return built;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Sets the time of the last change of each file, because it becomes part of the program. */
async function setChangeTimes(folder: string): Promise<void> {
  for (const path of await readdir(folder, { recursive: true })) {
    await Deno.utime(join(folder, path), CHANGE_TIME, CHANGE_TIME);
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
  await runDeno(deno, [
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

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { target: { type: "string" }, output: { type: "string" } },
  });
  const output = values.output ?? outputFor(values.target);
  say(`Compiling ${relative(Deno.cwd(), output)}`);
  await compileGettoken({ output, target: values.target });
}

if (import.meta.main) await runTool(main);
