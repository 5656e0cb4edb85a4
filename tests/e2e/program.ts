/**
 * Runs gettoken as a user would: a process of its own, in a folder of its own, with no environment
 * but the one that it is given. Each test runs the program from source and compiled.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
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
    const { env = {}, files = {}, secrets = [] } = options;
    const folder = await Deno.makeTempDir();
    for (const [path, content] of Object.entries(files)) {
      if (typeof content === "string") await Deno.writeTextFile(`${folder}/${path}`, content);
      else await Deno.writeFile(`${folder}/${path}`, content);
    }
    const child = new Deno.Command(command, {
      args: [...first, ...args],
      cwd: folder,
      // From source, Deno must find its cache. Files for the shared temporary folder show up here.
      env: { ...(this.front === "source" ? environment(PLACES) : {}), TMPDIR: folder, ...env },
      clearEnv: true,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    return { result: finish(child, folder, files, secrets), kill: (signal) => child.kill(signal) };
  }

  async #command(): Promise<readonly [string, ...string[]]> {
    return this.front === "compiled"
      ? [outputFor()]
      : [Deno.execPath(), ...await sourceArguments()];
  }
}

async function finish(
  child: Deno.ChildProcess,
  folder: string,
  files: Readonly<Record<string, unknown>>,
  secrets: readonly string[],
): Promise<RunResult> {
  const output = await child.output();
  const left = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
  await Deno.remove(folder, { recursive: true });
  const result = {
    status: output.code,
    stdout: new TextDecoder().decode(output.stdout),
    stderr: new TextDecoder().decode(output.stderr),
  };
  assertEquals(left, Object.keys(files).sort(), "gettoken must not write files");
  assertClean(result, secrets);
  return result;
}

/** What holds for every run, whatever happens in it. */
function assertClean({ status, stdout, stderr }: RunResult, secrets: readonly string[]): void {
  if (status !== 0) assertEquals(stdout, "", "a failed run prints nothing on stdout");
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
