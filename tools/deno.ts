import { runProgram } from "./run_program.ts";
import { ToolError } from "./tool.ts";

/**
 * Runs a command of Deno.
 *
 * @param env replaces the environment of this process
 * @throws {ToolError} when it fails
 */
export async function runDeno(
  deno: string,
  args: readonly string[],
  env?: Record<string, string>,
): Promise<void> {
  const { success } = await new Deno.Command(deno, {
    args: [...args],
    ...(env && { env, clearEnv: true }),
    stdin: "null",
    stdout: "null",
  }).spawn().status;
  if (!success) throw new ToolError(`Cannot compile: deno ${args[0]} failed`);
}

/** The folder where Deno keeps what it downloads. */
export async function denoDir(): Promise<string> {
  const { stdout } = await runProgram(Deno.execPath(), ["info", "--json"]);
  return JSON.parse(stdout).denoDir;
}
