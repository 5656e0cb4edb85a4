/**
 * Compiles gettoken into one executable file:
 *
 *     deno run -A tools/compile.ts [--target TRIPLE] [--output FILE]
 *
 * TRIPLE is Deno's name of a machine, or ours: `linux-arm64`. First the modules are bundled. Then
 * `deno compile` adds them to a base executable; compile/bases.ts says where it is from.
 *
 * @module
 */
import { readdir } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { baseFor, type BaseInfo } from "./compile/bases.ts";
import { buildInfo, writeBuildInfo } from "./compile/build_info.ts";
import { bundleDir, bundleGettoken } from "./compile/bundle.ts";
import { runDeno } from "./deno.ts";
import { environment, FOLDERS } from "./environment.ts";
import { exists, isCurrent } from "./files.ts";
import { projectDir } from "./paths.ts";
import { project } from "./release/project.ts";
import { namedTarget } from "./release/targets.ts";
import { runProgram } from "./run_program.ts";
import { PERMISSIONS } from "./source.ts";
import { runTool, say, ToolError } from "./tool.ts";

// Deno would store compiled bytecode under a guessable name in the shared temporary folder and run
// it unchecked. Another user could put a file there first, and so run code in our process.
const CODE_CACHE = ["--no-code-cache"];

// V8's baseline compiler makes long runs faster. In a run of 30 ms its thread costs about 2 ms.
const ENGINE = ["--v8-flags=--no-sparkplug"];

// 1 January 1980, the first date that a zip archive can have.
const CHANGE_TIME = new Date("1980-01-01T00:00:00Z");

// The sources of the compiled program.
const SOURCES = [
  ...[
    "deno.json",
    "main.ts",
    "program.ts",
    "quick.ts",
    "quick_help.ts",
    "lib",
    "providers",
    "examples",
  ],
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
  /** Whether the program says that it is from a release. */
  readonly isRelease: boolean;
}

/** Options of {@linkcode compile}. */
export interface CompileOptions extends Program {
  /** The main module. */
  entry: string;
  /** Flags for `deno compile`. */
  flags?: string[];
  /** Tries the program before it replaces the output, and throws if it does not work. */
  check?: ((program: string) => Promise<void>) | undefined;
}

/**
 * Compiles gettoken for this machine, unless its sources have not changed since.
 *
 * @throws {ToolError} when something is missing or Deno refuses the program
 */
export async function compileIfChanged(): Promise<void> {
  const output = outputFor();
  if (await isCurrent(output, SOURCES)) return;
  say(`\nCompiling ${output}`);
  await compileGettoken({ output });
}

/**
 * Bundles gettoken for tests that run it with this Deno, unless its sources have not changed since.
 *
 * @throws {ToolError} when a package is missing or Deno refuses the program
 */
export async function bundleIfChanged(): Promise<void> {
  if (await isCurrent(bundleDir, SOURCES)) return;
  if (await exists(bundleDir)) await Deno.remove(bundleDir, { recursive: true });
  await bundleGettoken(bundleDir);
}

/** Compiles gettoken for one machine; see {@linkcode compilePrograms}. */
export async function compileGettoken(program: Program): Promise<void> {
  await compilePrograms([program]);
}

/**
 * Compiles gettoken for several machines. Its modules are bundled once. The same sources, version of
 * Deno and base executables give the same bytes on each machine.
 *
 * @throws {ToolError} when something is missing, Deno refuses the program, or a program for this
 * machine does not run
 */
export async function compilePrograms(
  programs: readonly Program[],
  { isRelease = false }: BuildOptions = {},
): Promise<BuiltProgram[]> {
  const folder = await Deno.makeTempDir();
  try {
    const entry = await bundleGettoken(folder);
    const flags = [...PERMISSIONS, ...CODE_CACHE, ...ENGINE, "--deny-import", "--include", folder];
    const built: BuiltProgram[] = [];
    for (const { output, target = Deno.build.target } of programs) {
      const { info: base } = await baseFor(target);
      const info = await buildInfo({ target, base, isRelease });
      await writeBuildInfo(folder, info);
      await setChangeTimes(folder);
      const check = target === Deno.build.target ? requireVersion : undefined;
      await compile({ output, target, entry, flags, check });
      built.push({ output, target, base, isRelease: info.release });
    }
    return built;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/**
 * Runs a program that was just compiled. With a base executable that does not fit, it does nothing.
 *
 * @throws {ToolError} when it does not print its version
 */
export async function requireVersion(program: string): Promise<void> {
  const { status, stdout } = await runProgram(program, ["--version"]);
  if (status === 0 && stdout === `gettoken ${project.version}\n`) return;
  throw new ToolError("The compiled program does not print its version");
}

/** Sets the time of the last change of each file, because it becomes part of the program. */
async function setChangeTimes(folder: string): Promise<void> {
  for (const path of await readdir(folder, { recursive: true })) {
    await Deno.utime(join(folder, path), CHANGE_TIME, CHANGE_TIME);
  }
}

/**
 * Runs `deno compile`. Types are not checked. The output is replaced when the program is complete.
 *
 * @throws {ToolError} when something is missing, Deno refuses the program, or the check does
 */
export async function compile(options: CompileOptions): Promise<void> {
  const { entry, output, target = Deno.build.target, flags = [], check } = options;
  const { path, deno } = await baseFor(target);
  await Deno.mkdir(dirname(output), { recursive: true });
  // Beside the output, to rename it. Always of the same name, because that becomes part of the file.
  const draft = await Deno.makeTempDir({ dir: dirname(output), prefix: "draft-" });
  const program = join(draft, target.includes("windows") ? "program.exe" : "program");
  try {
    await runDeno(
      deno,
      [
        ...["compile", "--quiet", "--no-check", "--no-config", ...flags],
        ...["--target", target, "--output", program, entry],
      ],
      // Others would become part of the program: JSR_URL, DENO_TLS_CA_STORE, OTEL_DENO, DENO_COMPAT,
      // DENO_UNSTABLE_….
      { ...environment(FOLDERS), DENORT_BIN: path },
    );
    await check?.(resolve(program));
    await Deno.rename(program, output);
  } finally {
    await Deno.remove(draft, { recursive: true });
  }
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
  const target = values.target === undefined ? undefined : namedTarget(values.target).triple;
  const output = values.output ?? outputFor(target);
  say(`Compiling ${relative(Deno.cwd(), output)}`);
  await compileGettoken({ output, target });
}

if (import.meta.main) await runTool(main);
