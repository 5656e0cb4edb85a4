/**
 * Output that is made when the program is built: the version, the help of the program, the scripts
 * for completions. `runCli()` understands the same command lines and prints the same.
 *
 * @module
 */

import { completionScripts } from "../cli/completion_scripts.ts";
import type { Host } from "../core/host.ts";
import { providersFolder } from "../platform/user_folders.ts";

/** What is printed, and where. */
export interface ReadyTexts {
  readonly host: Host;
  readonly version: string;
  /** The help of the program with the built-in providers, for a file or a pipe: `-h` and `--help`. */
  readonly rootHelp: { readonly short: string; readonly long: string };
}

/**
 * Prints a text, if it is all that a command line asks for.
 *
 * @returns Whether it was.
 */
export async function printReadyText(
  args: readonly string[],
  { host, version, rootHelp }: ReadyTexts,
): Promise<boolean> {
  const text = /^(-V|--version)$/.test(args.join(" "))
    ? `gettoken ${version}\n`
    : script(args) ?? await help(args, host, rootHelp);
  if (text !== undefined) await host.writeStdout(text);
  return text !== undefined;
}

function script([command, shell = "", ...others]: readonly string[]): string | undefined {
  const isScript = command === "completions" && others.length === 0 &&
    Object.hasOwn(completionScripts, shell);
  return isScript ? completionScripts[shell as keyof typeof completionScripts] : undefined;
}

async function help(
  args: readonly string[],
  host: Host,
  { short, long }: ReadyTexts["rootHelp"],
): Promise<string | undefined> {
  const [asked = ""] = args;
  const isHelp = args.length === 1 && /^(-h|--help|help)$/.test(asked);
  // A terminal has bold titles and a width. Windows has other command lines.
  if (!isHelp || host.isTerminal("stdout") || host.os === "windows") return undefined;
  const folder = providersFolder(host);
  const hasAdded = folder !== undefined && (await host.foldersIn(folder)).length > 0;
  return hasAdded ? undefined : asked === "-h" ? short : long;
}
