/**
 * Runs gettoken as a user does: in a separate process, with its own working directory and only the
 * environment of the test. Each test runs the program as a bundle and compiled, and each run is
 * searched for secrets.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { outputFor } from "../../tools/compile.ts";
import { bundleDir, mainOf } from "../../tools/compile/bundle.ts";
import { denoDir } from "../../tools/deno.ts";
import { environment, PLACES } from "../../tools/environment.ts";
import { bundleArguments, sourceArguments } from "../../tools/source.ts";
import { assertReadable, assertSecretsKept } from "./every_run.ts";
import { changedFiles, type Files, filesIn, type TestFile, writeFiles } from "./folder.ts";
import { Overheard } from "./overheard.ts";

/**
 * How to run gettoken: from source, the bundle of its modules with this Deno, or compiled. A run of the
 * bundle takes a quarter of the time of one from source.
 */
export type Front = "source" | "bundle" | "compiled";

/** For tests that load a package: from source, it is loaded as its registry has it. */
export const FROM_SOURCE: readonly Front[] = ["source", "compiled"];

/** Options of a run. */
export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Files in its working directory, by relative path. */
  readonly files?: Readonly<Record<string, TestFile>>;
  /**
   * An existing working directory, which the run may change. Without it, the run gets a new one and
   * must leave no files there.
   */
  readonly folder?: string;
  /** Commands for a shell that then executes the program: `ulimit -n 16`, `exec >/dev/full`. */
  readonly shell?: string;
  /** Files that the run creates in the working directory. A folder ends with a slash. */
  readonly made?: readonly string[];
  /** Whether a failed run may print on stdout, such as a report. */
  readonly reports?: boolean;
  /** Values that no output or file may contain in any encoding. */
  readonly secrets?: readonly string[];
  /** Values that only stdout may contain. */
  readonly tokens?: readonly string[];
  /** Files in the working directory that may contain a token. */
  readonly tokenFiles?: readonly string[];
  /**
   * How many seconds the run may wait, in addition to {@linkcode spare}.
   * @default {0}
   */
  readonly seconds?: number;
}

/**
 * Seconds that a run may take besides waiting. Usually it takes less than one, but more if more
 * programs run than there are cores.
 */
const spare = 60;

/** The result of a run. */
export interface RunResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A run that has not ended. */
export interface RunningProgram {
  readonly result: Promise<RunResult>;
  /** Resolves when stderr matches, or rejects when the run ends before. */
  said(what: RegExp): Promise<void>;
  /** The same for stdout. */
  printed(what: RegExp): Promise<void>;
  kill(signal: Deno.Signal): void;
}

interface Spawned {
  readonly child: Deno.ChildProcess;
  readonly stdout: Overheard;
  readonly stderr: Overheard;
}

/** Options of {@linkcode testProgram}. */
export interface TestOptions {
  /** @default {["bundle", "compiled"]} */
  readonly fronts?: readonly Front[];
  /** Whether to skip the test, because this machine lacks what it needs. */
  readonly ignore?: boolean;
}

/** Declares a test for each front. */
export function testProgram(
  name: string,
  test: (gettoken: Program) => Promise<void>,
  { fronts = ["bundle", "compiled"], ignore = false }: TestOptions = {},
): void {
  for (const front of fronts) {
    Deno.test({ name: `${name} (${front})`, ignore, fn: () => test(new Program(front)) });
  }
}

/** gettoken, run in one of these ways. */
export class Program {
  readonly front: Front;

  constructor(front: Front) {
    this.front = front;
  }

  /** Runs it to its end, with the assertions for every run. */
  async run(args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
    return await (await this.start(args, options)).result;
  }

  /** Starts it. */
  async start(args: readonly string[], options: RunOptions = {}): Promise<RunningProgram> {
    const { env = {}, files = {}, shell } = options;
    const folder = options.folder ?? await Deno.makeTempDir();
    await writeFiles(folder, files);
    const before = await filesIn(folder);
    const command = [...await this.#command(), ...args] as const;
    const [first, ...rest] = shell === undefined
      ? command
      : ["sh", "-c", `${shell}\nexec "$@"`, "sh", ...command] as const;
    const child = new Deno.Command(first, {
      args: rest,
      cwd: folder,
      // Temporary files are then among the files that the test checks.
      env: {
        ...(this.front !== "compiled" ? await sourceEnvironment() : {}),
        TMPDIR: folder,
        ...env,
      },
      clearEnv: true,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const stdout = new Overheard(child.stdout);
    const stderr = new Overheard(child.stderr);
    return {
      result: finish({ child, stdout, stderr }, options, { folder, before }),
      said: (what) => stderr.said(what),
      printed: (what) => stdout.said(what),
      kill: (signal) => child.kill(signal),
    };
  }

  async #command(): Promise<readonly [string, ...string[]]> {
    if (this.front === "compiled") return [outputFor()];
    const isBundle = this.front === "bundle";
    const args = isBundle ? bundleArguments(mainOf(bundleDir)) : await sourceArguments();
    return [Deno.execPath(), ...args];
  }
}

/** Variables for Deno, so that it finds Deno's cache with any HOME. */
async function sourceEnvironment(): Promise<Record<string, string>> {
  cacheFolder ??= denoDir();
  // Deno must not check for updates on the network.
  const quiet = { DENO_NO_UPDATE_CHECK: "1" };
  return { ...environment(PLACES), ...quiet, DENO_DIR: await cacheFolder };
}

let cacheFolder: Promise<string> | undefined;

async function finish(
  { child, stdout, stderr }: Spawned,
  options: RunOptions,
  { folder, before }: { readonly folder: string; readonly before: Files },
): Promise<RunResult> {
  const [status, ...said] = await Promise.all([
    endOf(child, options.seconds),
    stdout.all,
    stderr.all,
  ]);
  const result = { status, stdout: said[0], stderr: said[1] };
  const after = await filesIn(folder);
  const written = changedFiles(before, after);
  if (options.folder === undefined) {
    await Deno.remove(folder, { recursive: true });
    const removed = [...before.keys()].filter((path) => !after.has(path));
    const made = options.made ?? [];
    const folders = made.filter((path) => path.endsWith("/"));
    const changed = [...removed, ...written.keys()]
      .filter((path) => !folders.some((folder) => path.startsWith(folder)));
    const expected = made.filter((path) => !folders.includes(path));
    assertEquals(changed.sort(), expected.sort(), "gettoken must not write files");
  }
  if (status !== 0 && !options.reports) {
    assertEquals(result.stdout, "", "a failed run prints nothing on stdout");
  }
  const { secrets = [], tokens = [], tokenFiles = [] } = options;
  assertSecretsKept({ ...result, written }, secrets, tokens, tokenFiles);
  assertReadable({ ...result, written });
  return result;
}

/** Waits for the end of a process, or fails after the time limit. */
async function endOf(child: Deno.ChildProcess, seconds = 0): Promise<number> {
  let isLate = false;
  const limit = setTimeout(() => {
    isLate = true;
    child.kill("SIGKILL");
  }, (seconds + spare) * 1000);
  const { code } = await child.status;
  clearTimeout(limit);
  assert(!isLate, `it did not end within ${seconds + spare} s`);
  return code;
}
