/**
 * Runs gettoken as a user would: a process of its own, in a folder of its own, with no environment
 * but the one that it is given. Each test runs the program from source and compiled, and each run
 * is searched for secrets.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { outputFor } from "../../tools/compile.ts";
import { environment, PLACES } from "../../tools/environment.ts";
import { sourceArguments } from "../../tools/source.ts";
import { assertReadable, assertSecretsKept } from "./every_run.ts";
import { changedFiles, type Files, filesIn, type TestFile, writeFiles } from "./folder.ts";
import { Overheard } from "./overheard.ts";

/** The two ways in which people run gettoken. */
export type Front = "source" | "compiled";

/** How to run it. */
export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Files in its working directory, by relative path. */
  readonly files?: Readonly<Record<string, TestFile>>;
  /**
   * A working directory of the caller's, which stays and may change. Without it, the program gets
   * one of its own, and must leave nothing there.
   */
  readonly folder?: string;
  /** Commands for a shell, which then becomes the program: `ulimit -n 16`, `exec >/dev/full`. */
  readonly shell?: string;
  /** Files that the run leaves in the working directory; with a slash at the end, a folder. */
  readonly made?: readonly string[];
  /** Whether stdout may have something although the run ends with a failure: a report on it. */
  readonly reports?: boolean;
  /** Values that must show up nowhere, in no encoding. */
  readonly secrets?: readonly string[];
  /** Values that must show up nowhere but on stdout. */
  readonly tokens?: readonly string[];
  /** Files in its working directory that it may write a token into. */
  readonly tokenFiles?: readonly string[];
  /**
   * How many seconds it may wait for something. What it does itself may take {@linkcode spare}.
   * @default {0}
   */
  readonly seconds?: number;
}

/**
 * Seconds that a run may take besides waiting. A fraction of one is usual, but not where more
 * programs run than there are cores. Messages say how long the program itself waited.
 */
const spare = 60;

/** How a run ended. */
export interface RunResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A run that goes on. */
export interface RunningProgram {
  readonly result: Promise<RunResult>;
  /** Settles when it has said something on stderr, or fails when it ends without. */
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

/** Where a test can be run. */
export interface TestOptions {
  /** @default {["source", "compiled"]} */
  readonly fronts?: readonly Front[];
  /** Whether this machine lacks what the test needs. */
  readonly ignore?: boolean;
}

/** Declares a test for each front. */
export function testProgram(
  name: string,
  test: (gettoken: Program) => Promise<void>,
  { fronts = ["source", "compiled"], ignore = false }: TestOptions = {},
): void {
  for (const front of fronts) {
    Deno.test({ name: `${name} (${front})`, ignore, fn: () => test(new Program(front)) });
  }
}

/** Gettoken, from source or compiled. */
export class Program {
  readonly front: Front;

  constructor(front: Front) {
    this.front = front;
  }

  /** Runs it to its end, and checks what holds for every run. */
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
      // Files for the shared temporary folder show up here.
      env: {
        ...(this.front === "source" ? await sourceEnvironment() : {}),
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
    return this.front === "compiled"
      ? [outputFor()]
      : [Deno.execPath(), ...await sourceArguments()];
  }
}

/** From source, Deno must find its cache, were the home folder another. */
async function sourceEnvironment(): Promise<Record<string, string>> {
  cacheFolder ??= findCacheFolder();
  // Nor must it look on the network for a newer version of itself.
  const quiet = { DENO_NO_UPDATE_CHECK: "1" };
  return { ...environment(PLACES), ...quiet, DENO_DIR: await cacheFolder };
}

let cacheFolder: Promise<string> | undefined;

async function findCacheFolder(): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  return JSON.parse(new TextDecoder().decode(stdout)).denoDir;
}

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

/** Waits for the end of a process, which has to come in time. */
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
