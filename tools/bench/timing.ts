/**
 * Runs programs and measures their time and memory. For the benchmark.
 *
 * @module
 */

import { ToolError } from "../tool.ts";
import { type Figures, median } from "./figures.ts";

/** Length of the server's tokens. */
const tokenLength = 1200;

/** Runs before the first that counts. */
const warmUps = 3;

/** A program to measure. */
export interface Program {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** What it prints. Default: a token. */
  readonly prints?: "text" | "nothing";
}

/** How often programs run. */
export interface Rounds {
  /** To measure the time. */
  readonly time: number;
  /** To measure the memory. */
  readonly memory: number;
}

/** A command that runs a program with its own environment only. */
export function commandFor(
  { command, args, env = {}, cwd }: Program,
  options: Deno.CommandOptions = {},
): Deno.Command {
  return new Deno.Command(command, {
    args: [...args],
    env,
    clearEnv: true,
    ...(cwd && { cwd }),
    stdin: "null",
    ...options,
  });
}

/**
 * Runs a program and returns the milliseconds it took.
 *
 * @throws {ToolError} when it fails or does not print what it should
 */
export async function timed(program: Program): Promise<number> {
  const start = performance.now();
  const { success, stdout, stderr } = await commandFor(program).output();
  const wall = performance.now() - start;
  const least = { token: tokenLength, text: 1, nothing: 0 }[program.prints ?? "token"];
  if (!success || stdout.length < least) {
    const what = program.prints ?? "token";
    throw new ToolError(
      `${program.name} failed, or printed no ${what}: ${new TextDecoder().decode(stderr)}`,
    );
  }
  return wall;
}

/**
 * Measures programs. They take turns in a random order, so that other load on the machine affects
 * all of them.
 *
 * @throws {ToolError} when one fails
 */
export async function measure(programs: readonly Program[], rounds: Rounds): Promise<Figures[]> {
  const walls = new Map(programs.map(({ name }) => [name, [] as number[]]));
  const peaks = new Map(programs.map(({ name }) => [name, [] as number[]]));
  for (let round = -warmUps; round < rounds.time; round++) {
    for (const program of shuffled(programs)) {
      const wall = await timed(program);
      if (round >= 0) walls.get(program.name)?.push(wall);
    }
  }
  // Separate runs, because measuring the memory slows down a run.
  for (let round = 0; round < rounds.memory; round++) {
    for (const program of programs) {
      const peak = await peakMemory(program);
      if (peak !== undefined) peaks.get(program.name)?.push(peak);
    }
  }
  return programs.map(({ name }) => ({
    name,
    wall: median(walls.get(name) ?? []) ?? NaN,
    memory: median(peaks.get(name) ?? []),
  }));
}

function shuffled<T>(values: readonly T[]): T[] {
  return values.map((value) => ({ value, key: Math.random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ value }) => value);
}

/** Peak memory of a run in MiB, from Linux's `VmHWM`. */
async function peakMemory(program: Program): Promise<number | undefined> {
  if (Deno.build.os !== "linux") return undefined;
  const child = commandFor(program, { stdout: "null", stderr: "null" }).spawn();
  let running = true;
  child.status.then(() => running = false);
  let peak: number | undefined;
  while (running) {
    const status = await Deno.readTextFile(`/proc/${child.pid}/status`).catch(() => "");
    const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
    if (kibibytes !== undefined) peak = Number(kibibytes) / 1024;
  }
  return peak;
}
