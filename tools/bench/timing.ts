/**
 * Runs programs and measures the time. For the benchmarks.
 *
 * @module
 */

import { ToolError } from "../tool.ts";

/** Length of the server's tokens. */
export const tokenLength = 1200;

/** A program to measure. */
export interface Program {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Whether it prints nothing. */
  readonly isSilent?: boolean;
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

/** Runs a program, checks that it printed a token, and returns the milliseconds it took. */
export async function timed(program: Program): Promise<number> {
  const start = performance.now();
  const { stdout, stderr } = await commandFor(program).output();
  const wall = performance.now() - start;
  if (!program.isSilent && stdout.length < tokenLength) {
    throw new ToolError(`${program.name} printed no token: ${new TextDecoder().decode(stderr)}`);
  }
  return wall;
}

/** Whether this machine has the command. */
export async function isInstalled(command: string): Promise<boolean> {
  try {
    await new Deno.Command(command, { args: ["--version"], stdout: "null" }).output();
    return true;
  } catch {
    return false;
  }
}

/** The median, or the mean of the two middle values. */
export function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : mean(sorted[middle - 1], sorted[middle]);
}

function mean(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : (a + b) / 2;
}
