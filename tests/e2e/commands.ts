/**
 * Commands of a shell that use gettoken as a script does: by its name.
 *
 * @module
 */

import type { Program, RunOptions, RunResult } from "./program.ts";

/** Puts a program called gettoken on the path, which is what the shell was going to become. */
const onPath = `mkdir bin
  { printf '#!/bin/sh\\nexec'; printf " '%s'" "$@"; printf ' "$@"\\n'; } >bin/gettoken
  chmod +x bin/gettoken
  export PATH="$PWD/bin:$PATH"`;

/** What makes a run one of these commands, for which there is `gettoken` on the path. */
export function asCommands(
  commands: string,
  { files = {}, made = [] }: Pick<RunOptions, "files" | "made"> = {},
  shell = "sh",
): Pick<RunOptions, "files" | "made" | "shell"> & { readonly shell: string } {
  return {
    files: { ...files, "commands": commands },
    shell: `${onPath}\nset -- ${shell} commands`,
    made: ["bin/gettoken", ...made],
  };
}

/** Runs commands to their end, in this shell; checks what holds for every run. */
export function runCommands(
  gettoken: Program,
  commands: string,
  options: RunOptions,
  shell = "sh",
): Promise<RunResult> {
  return gettoken.run([], { ...options, ...asCommands(commands, options, shell) });
}

/** Whether this machine has a command, and it works. */
export async function canRun(command: string, ...args: readonly string[]): Promise<boolean> {
  try {
    const { success } = await new Deno.Command(command, { args: [...args], stdin: "null" })
      .output();
    return success;
  } catch {
    return false;
  }
}
