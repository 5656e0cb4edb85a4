/**
 * Runs gettoken as a user would: a process of its own, in a folder of its own, with no environment
 * but the one that it is given. Each test runs the program from source and compiled.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { dirname } from "node:path";
import { outputFor } from "../../tools/compile.ts";
import { environment, PLACES } from "../../tools/environment.ts";
import { sourceArguments } from "../../tools/source.ts";
import { formEncode } from "../../lib/secret.ts";

/** The two ways in which people run gettoken. */
export type Front = "source" | "compiled";

/** How to run it. */
export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Files in its working directory, by relative path. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /**
   * A working directory of the caller's, which stays and may change. Without it, the program gets
   * one of its own, and must leave nothing there.
   */
  readonly folder?: string;
  /** Whether stdout may have something although the run ends with a failure: a report on it. */
  readonly reports?: boolean;
  /** Values that must show up nowhere but, if it is a token, on stdout. */
  readonly secrets?: readonly string[];
}

/** How a run ended. */
export interface RunResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A run that goes on. */
export interface RunningProgram {
  readonly result: Promise<RunResult>;
  kill(signal: Deno.Signal): void;
}

/** Declares a test for each front. */
export function testProgram(
  name: string,
  test: (gettoken: Program) => Promise<void>,
): void {
  for (const front of ["source", "compiled"] as const) {
    Deno.test(`${name} (${front})`, () => test(new Program(front)));
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

  /** Runs it with its stdout sent to a file, by way of a shell. */
  async runInto(
    file: string,
    args: readonly string[],
    options: RunOptions = {},
  ): Promise<RunResult> {
    const command = [...await this.#command(), ...args];
    const shell = ["sh", "-c", 'out=$1; shift; exec "$@" > "$out"', "sh", file] as const;
    return await (await this.#spawn(shell, command, options)).result;
  }

  /** Starts it. */
  async start(args: readonly string[], options: RunOptions = {}): Promise<RunningProgram> {
    return await this.#spawn(await this.#command(), args, options);
  }

  async #spawn(
    [command, ...first]: readonly [string, ...string[]],
    args: readonly string[],
    options: RunOptions,
  ): Promise<RunningProgram> {
    const { env = {}, files = {} } = options;
    const folder = options.folder ?? await Deno.makeTempDir();
    for (const [path, content] of Object.entries(files)) {
      await Deno.mkdir(dirname(`${folder}/${path}`), { recursive: true });
      if (typeof content === "string") await Deno.writeTextFile(`${folder}/${path}`, content);
      else await Deno.writeFile(`${folder}/${path}`, content);
    }
    const child = new Deno.Command(command, {
      args: [...first, ...args],
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
    return {
      result: finish(child, options, options.folder ? undefined : { folder, files }),
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
  return { ...environment(PLACES), DENO_DIR: await cacheFolder };
}

let cacheFolder: Promise<string> | undefined;

async function findCacheFolder(): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  return JSON.parse(new TextDecoder().decode(stdout)).denoDir;
}

async function finish(
  child: Deno.ChildProcess,
  { secrets = [], reports = false }: RunOptions,
  own?: { readonly folder: string; readonly files: Readonly<Record<string, unknown>> },
): Promise<RunResult> {
  const output = await child.output();
  const result = {
    status: output.code,
    stdout: new TextDecoder().decode(output.stdout),
    stderr: new TextDecoder().decode(output.stderr),
  };
  if (own) {
    const left = await filesIn(own.folder);
    await Deno.remove(own.folder, { recursive: true });
    assertEquals(left, Object.keys(own.files).sort(), "gettoken must not write files");
  }
  if (result.status !== 0 && !reports) {
    assertEquals(result.stdout, "", "a failed run prints nothing on stdout");
  }
  assertClean(result, secrets);
  return result;
}

/** The files below a folder, by relative path. */
async function filesIn(folder: string, prefix = ""): Promise<string[]> {
  const files: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(`${folder}/${prefix}`)) {
    if (isDirectory) files.push(...await filesIn(folder, `${prefix}${name}/`));
    else files.push(prefix + name);
  }
  return files.sort();
}

/** What holds for every run, whatever happens in it. */
function assertClean({ stdout, stderr }: RunResult, secrets: readonly string[]): void {
  for (const secret of secrets) {
    for (const form of [secret, encodeURIComponent(secret), formEncode(secret), btoa(secret)]) {
      assert(!stderr.includes(form), `a secret stands on stderr:\n${stderr}`);
      assert(!stdout.includes(form), "a secret stands on stdout");
    }
  }
  const token = /eyJ[\w-]+\.[\w-]+\.[\w-]+/.exec(stdout)?.[0];
  if (token) assert(!stderr.includes(token), "the token stands on stderr");
  // deno-lint-ignore no-control-regex -- these are what it is about
  assert(!/[\x00-\x09\x0b-\x1f\x7f-\x9f]/.test(stderr), `a control character on stderr`);
  assert(!/\bat .*:\d+:\d+/.test(stderr), `a stack trace on stderr:\n${stderr}`);
  for (const line of stderr.split("\n")) assert(line.length <= 2048, "a line is too long");
}
