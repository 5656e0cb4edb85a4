/**
 * What the ways to publish a release have in common: they run the program of the place, and leave
 * alone what it has already. So a workflow that failed halfway can be repeated.
 *
 * @module
 */
import { ToolError } from "../tool.ts";

/** What a program said and how it ended. */
export interface Outcome {
  readonly success: boolean;
  readonly stdout: string;
}

/** Runs a program. Its messages go to stderr of this process. */
export type RunProgram = (program: string, args: readonly string[]) => Promise<Outcome>;

/** Runs a program of this machine. */
export async function runProgram(program: string, args: readonly string[]): Promise<Outcome> {
  const { success, stdout } = await new Deno.Command(program, {
    args: [...args],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).output();
  return { success, stdout: new TextDecoder().decode(stdout).trim() };
}

/**
 * Runs a program that must succeed, and returns what it printed on stdout.
 *
 * @throws {ToolError} when it fails
 */
export async function mustRun(
  run: RunProgram,
  program: string,
  args: readonly string[],
): Promise<string> {
  const { success, stdout } = await run(program, args);
  if (!success) throw new ToolError(`${program} ${args[0]} failed`);
  return stdout;
}

/** Whether a version is one to try, not to use: `1.2.3-rc.1`. */
export function isPrerelease(version: string): boolean {
  return version.includes("-");
}
