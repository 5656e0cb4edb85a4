/**
 * Runs programs that import the library: in Deno from its sources, in Node 22 and Bun as the npm
 * package. `deno task runtimes` installs Node and Bun; without them their tests are skipped.
 *
 * @module
 */

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import config from "../../../deno.json" with { type: "json" };
import { denoDir } from "../../../tools/deno.ts";
import { environment } from "../../../tools/environment.ts";
import { libraryDir, libraryIfChanged } from "../../../tools/library.ts";
import { packageFlags } from "../../../tools/mirror.ts";
import { projectDir } from "../../../tools/paths.ts";
import { type Ended, runProgram } from "../../../tools/run_program.ts";
import { installedRuntime } from "../../../tools/runtimes.ts";
import { assertSecretsKept } from "../every_run.ts";
import { changedFiles, filesIn, type TestFile, writeFiles } from "../folder.ts";

/** What runs a program. */
export type RuntimeName = "Deno" | "Node" | "Bun";

/** Options of a run. */
export interface LibraryRunOptions {
  /** The environment, besides what the runtime needs. `HOME` is the working directory. */
  readonly env?: Readonly<Record<string, string>>;
  /** Other files in the working directory, by relative path: modules that the program imports. */
  readonly files?: Readonly<Record<string, TestFile>>;
  /**
   * An existing working directory, below {@linkcode newFolder}, which the run may change. Without it,
   * the run gets a new one.
   */
  readonly folder?: string;
  /** Whether it contains tests, for the test runner of the runtime. */
  readonly isTest?: boolean;
  /** Permissions in Deno besides `--allow-net`: `--allow-env`. */
  readonly permissions?: readonly string[];
  /** Values that no output or new file may contain in any encoding. */
  readonly secrets?: readonly string[];
  /** Values that only stdout may contain. */
  readonly tokens?: readonly string[];
}

/** A runtime of the library. */
export interface LibraryRuntime {
  readonly name: RuntimeName;
  /**
   * Runs a program in TypeScript to its end. It imports the library as `gettoken`, and has only syntax
   * that Node can erase.
   */
  run(program: string, options?: LibraryRunOptions): Promise<Ended>;
}

const programs: Readonly<Record<RuntimeName, string | undefined>> = {
  Deno: Deno.execPath(),
  Node: await installedRuntime("node"),
  Bun: await installedRuntime("bun"),
};

/** Declares a test for each runtime. */
export function testInRuntimes(
  name: string,
  test: (runtime: LibraryRuntime) => Promise<void>,
  names: readonly RuntimeName[] = ["Deno", "Node", "Bun"],
): void {
  for (const runtime of names) {
    const executable = programs[runtime];
    Deno.test({
      name: `${name} (${runtime})`,
      ignore: executable === undefined,
      fn: () => test({ name: runtime, run: (...args) => run(runtime, executable!, ...args) }),
    });
  }
}

/** An empty working directory for several runs, until it is disposed. */
export async function newFolder(): Promise<{ path: string } & AsyncDisposable> {
  await prepared();
  const path = await Deno.makeTempDir({ dir: libraryDir, prefix: "run-" });
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

async function run(
  runtime: RuntimeName,
  executable: string,
  program: string,
  options: LibraryRunOptions = {},
): Promise<Ended> {
  await using folder = options.folder === undefined ? await newFolder() : undefined;
  const cwd = options.folder ?? folder!.path;
  const file = options.isTest ? "program_test.ts" : "program.ts";
  await writeFiles(cwd, { [file]: program, ...options.files });
  const before = await filesIn(cwd);
  const { flags, env } = await prepared();
  const ended = await runProgram(executable, [
    ...commands[runtime][options.isTest ? "test" : "run"],
    ...(runtime === "Deno" ? [...flags, ...options.permissions ?? []] : []),
    `./${file}`,
  ], { cwd, env: { ...env, HOME: cwd, USERPROFILE: cwd, ...options.env }, clearEnv: true });
  const written = changedFiles(before, await filesIn(cwd));
  assertSecretsKept({ ...ended, written }, options.secrets ?? [], options.tokens ?? []);
  return ended;
}

/** How each runtime runs a program, and tests. */
const commands = {
  Deno: { run: ["run"], test: ["test"] },
  Node: { run: [], test: ["--test"] },
  Bun: { run: ["run", "--no-install"], test: ["test"] },
} as const;

/** What all runs have. */
interface Prepared {
  readonly env: Readonly<Record<string, string>>;
  /** The arguments of Deno. */
  readonly flags: readonly string[];
}

let preparing: Promise<Prepared> | undefined;

function prepared(): Promise<Prepared> {
  return preparing ??= prepare();
}

async function prepare(): Promise<Prepared> {
  await libraryIfChanged();
  // Test files that run at the same time share a process, and each removes its own.
  const map = join(libraryDir, `import_map_${crypto.randomUUID()}.json`);
  await Deno.writeTextFile(map, JSON.stringify(await importMap()));
  globalThis.addEventListener("unload", () => Deno.removeSync(map));
  return {
    flags: [
      ...["--quiet", "--no-prompt", "--no-check", "--no-config", "--no-lock"],
      ...["--cached-only", `--import-map=${map}`, "--allow-net"],
    ],
    env: {
      ...environment(["PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP", "JSR_URL"]),
      // Deno gets its packages from its cache, and not those of npm for the other runtimes.
      ...{ DENO_DIR: await denoDir(), DENO_NO_PACKAGE_JSON: "1", NO_COLOR: "1" },
      // Bun's cache of modules is large, and each new file is searched for secrets.
      BUN_RUNTIME_TRANSPILER_CACHE_PATH: "0",
    },
  };
}

/** The packages of the sources, and the library under its name on npm. */
async function importMap(): Promise<{ imports: Record<string, string> }> {
  const flag = (await packageFlags()).find((flag) => flag.startsWith("--import-map="));
  const path = flag?.slice("--import-map=".length);
  const { imports } = path ? JSON.parse(await Deno.readTextFile(path)) : config;
  const entries = Object.entries<string>(imports).map(([name, address]) => [
    name,
    address.startsWith("./") ? new URL(address, pathToFileURL(path!)).href : address,
  ]);
  const library = pathToFileURL(join(projectDir, "mod.ts")).href;
  return { imports: { ...Object.fromEntries(entries), [config.project.npm]: library } };
}
