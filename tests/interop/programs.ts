/**
 * Programs of the machine that servers and cases need.
 *
 * @module
 */

import { delimiter, join } from "node:path";
import { ToolError } from "../../tools/tool.ts";

/** The path of a program on PATH, with links resolved. */
export async function findProgram(name: string): Promise<string | undefined> {
  for (const folder of (Deno.env.get("PATH") ?? "").split(delimiter)) {
    const path = await Deno.realPath(join(folder, name)).catch(() => undefined);
    if (path !== undefined) return path;
  }
}

/** Options of {@linkcode runProgram}. */
export interface ProgramOptions extends Pick<Deno.CommandOptions, "cwd" | "env"> {
  /** Ends the program if the run is interrupted. */
  readonly cleanup: AsyncDisposableStack;
}

/**
 * Runs a program to its end.
 *
 * @throws {ToolError} if it fails, with what it printed
 */
export async function runProgram(
  path: string,
  args: readonly string[],
  { cleanup, ...options }: ProgramOptions,
): Promise<void> {
  const child = new Deno.Command(path, {
    args: [...args],
    ...options,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  cleanup.defer(() => endProcess(child));
  const { success, stdout, stderr } = await child.output();
  if (success) return;
  const said = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("");
  throw new ToolError(`${path} ${args[0] ?? ""} failed:\n${said.trim()}`);
}

/** Ends a process at once, if it has not ended. */
export async function endProcess(child: Deno.ChildProcess): Promise<void> {
  try {
    child.kill("SIGKILL");
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  await child.status;
}
