/**
 * What the program says about itself: its help as data, completion scripts, folders, exit statuses.
 *
 * @module
 */
import type { HelpPage, HelpRow } from "../../lib/cli/help.ts";
import { rootHelp } from "../../lib/quick/root_help.ts";
import { runCli } from "../../lib/commands/run_cli.ts";
import type { Host } from "../../lib/core/host.ts";
import { Log } from "../../lib/core/log.ts";
import { cacheFolder, configFolder } from "../../lib/platform/user_folders.ts";
import { builtIn } from "../../providers/mod.ts";
import { project } from "./project.ts";

/** Completion scripts: the shell that gettoken knows, and the usual name of the file. */
export const completionFiles = {
  bash: "gettoken.bash",
  zsh: "_gettoken",
  fish: "gettoken.fish",
  powershell: "gettoken.ps1",
} as const;

/** The completion script for a shell. */
export async function completionScript(shell: keyof typeof completionFiles): Promise<string> {
  const written: string[] = [];
  const host = machine("linux", (text) => written.push(text));
  const program = { host, catalog: builtIn, version: project.version };
  const status = await runCli(["completions", shell], program);
  if (status !== 0 || written.length === 0) throw new Error(`No completions for ${shell}`);
  return written.join("");
}

/** The help that `gettoken --help` prints for a user who has added no provider. */
export function longHelp(): Promise<HelpPage> {
  const host = machine("linux");
  const context = { host, log: new Log(host), catalog: builtIn, version: project.version };
  return rootHelp(context, true);
}

/** The folders that gettoken uses on Linux and macOS. */
export function folders(): HelpRow[] {
  const home = (os: string, folder: typeof configFolder) => folder(machine(os))?.slice(1) ?? "";
  return [
    [configFolder, "Profiles and added providers"] as const,
    [cacheFolder, "Cached tokens, encrypted"] as const,
  ].map(([folder, text]) => ({
    term: home("linux", folder),
    text: `${text}. On macOS: ${home("darwin", folder)}`,
  }));
}

/** The exit statuses in the table of README.md. */
export function exitStatuses(readme: string): HelpRow[] {
  const [, table = ""] = readme.split(/^## Exit status\n/m);
  const rows = table.split(/^## /m)[0]!.matchAll(/^\| (\d\S*) +\| (.+?) +\|/gm);
  return [...rows].map(([, term = "", text = ""]) => ({ term, text: text.replaceAll("`", "") }));
}

/** A machine whose user has no files. It has only what the functions above use. */
function machine(os: string, write: (text: string) => void = () => {}): Host {
  const host: Partial<Host> = {
    os,
    env: (name) => name === "HOME" ? "/~" : undefined,
    filesIn: () => Promise.resolve([]),
    foldersIn: () => Promise.resolve([]),
    dropWritePermission: () => {},
    isTerminal: () => false,
    columns: () => undefined,
    writeStdout: (text) => Promise.resolve(write(text)),
    writeStderr: (text) => write(text),
  };
  return host as Host;
}
