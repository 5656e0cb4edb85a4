/**
 * Runs shell commands that call `gettoken` by its name, as scripts do.
 *
 * @module
 */

import type { Program, RunOptions, RunResult } from "./program.ts";

/** Puts a program called gettoken on PATH, which runs the command in `$@`. */
const onPath = `mkdir bin
  { printf '#!/bin/sh\\nexec'; printf " '%s'" "$@"; printf ' "$@"\\n'; } >bin/gettoken
  chmod +x bin/gettoken
  export PATH="$PWD/bin:$PATH"`;

/** Options for a run that executes these commands, with `gettoken` on PATH. */
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

/** Runs commands in this shell, with the assertions for every run. */
export function runCommands(
  gettoken: Program,
  commands: string,
  options: RunOptions,
  shell = "sh",
): Promise<RunResult> {
  return gettoken.run([], { ...options, ...asCommands(commands, options, shell) });
}

/** Whether this machine has a command, and it exits with 0. */
export async function canRun(command: string, ...args: readonly string[]): Promise<boolean> {
  try {
    const { success } = await new Deno.Command(command, { args: [...args], stdin: "null" })
      .output();
    return success;
  } catch {
    return false;
  }
}
