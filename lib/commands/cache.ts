/**
 * The `cache` command: shows the status of the token cache, or clears it. It decrypts no token.
 *
 * @module
 */

import { Command } from "@cliffy/command";
import { inWords } from "../core/clock.ts";
import { commandGroup } from "../cli/cliffy.ts";
import { requireCacheFolder } from "../platform/user_folders.ts";
import { GettokenError } from "../core/errors.ts";
import type { FolderContent, Host } from "../core/host.ts";
import { isSealName } from "../cache/seal.ts";
import { printable, printableJson, writeWrapped } from "../core/text.ts";

/** The command. */
export function cacheCommand({ host }: { readonly host: Host }): Command {
  return commandGroup(
    host,
    "Show or clear the token cache.",
    { status: statusCommand(host), clear: clearCommand(host) },
  );
}

function statusCommand(host: Host): Command {
  return new Command()
    .description("Show where tokens are cached, how many, and who can read them.")
    .option("--json", "Print the status as JSON")
    .action(async ({ json }) => {
      const folder = requireCacheFolder(host);
      const status = await statusOf(host, folder);
      host.dropWritePermission();
      const { access, ...printed } = status;
      if (json) await host.writeStdout(printableJson(JSON.stringify(printed)) + "\n");
      else await writeWrapped(host, describeStatus(printed, access));
    }) as unknown as Command;
}

function clearCommand(host: Host): Command {
  return new Command()
    .description("Remove all cached tokens.")
    .option("--json", "Print the result as JSON")
    .action(async ({ json }) => {
      const folder = requireCacheFolder(host);
      const { files = [] } = await host.lookInto(folder) ?? {};
      const own = files.filter(({ name }) => isOwnFile(name));
      await host.changeFiles(folder, own.map(({ name }) => ({ path: name })));
      const count = own.filter(({ name }) => isSealName(name)).length;
      if (json) {
        const result = printableJson(JSON.stringify({ folder, removed: count }));
        return await host.writeStdout(`${result}\n`);
      }
      await writeWrapped(host, `Removed ${counted(count)} from ${printable(folder, 300)}\n`);
    }) as unknown as Command;
}

/** A token, its lock, or a temporary file that a run left behind. */
function isOwnFile(name: string): boolean {
  return isSealName(name.replace(/\.lock$/, "")) || /^[0-9a-f-]{36}\.part$/.test(name);
}

/** The status, as printed with `--json`. */
interface CacheStatus {
  readonly folder: string;
  /** `null` if the folder does not exist, and on Windows, where folders have no modes. */
  readonly private: boolean | null;
  /** Why the folder cannot be used, if so. */
  readonly problem: string | null;
  /** Newest first; the age is in seconds. */
  readonly tokens: readonly { readonly bytes: number; readonly age: number }[];
}

/** The status, and who can read the folder, in words. */
async function statusOf(
  host: Host,
  folder: string,
): Promise<CacheStatus & { readonly access: string }> {
  let content: FolderContent | undefined;
  try {
    content = await host.lookInto(folder);
  } catch (error) {
    if (!(error instanceof GettokenError)) throw error;
    const problem = printable([error.message, error.hint].filter(Boolean).join(" → "));
    return { folder, private: false, problem, tokens: [], access: "" };
  }
  const tokens = (content?.files ?? []).filter(({ name }) => isSealName(name))
    .map(({ size, written }) => ({
      bytes: size,
      age: Math.max(0, Math.round((host.now() - written) / 1000)),
    }))
    .sort((a, b) => a.age - b.age);
  const isPrivate = content?.isPrivate ?? null;
  return { folder, private: isPrivate, problem: null, tokens, access: accessTo(content) };
}

function accessTo(content: FolderContent | undefined): string {
  if (content === undefined) return "not created yet";
  if (content.isPrivate === undefined) return "readable by those who can read the folder above it";
  return content.isPrivate
    ? "private (only you can read it)"
    : "readable by other users until the next run with --cache";
}

function describeStatus({ folder, problem, tokens }: CacheStatus, access: string): string {
  if (problem !== null) return `${problem}\n`;
  return [
    `${printable(folder, 300)}: ${access}`,
    counted(tokens.length),
    ...tokens.map(({ bytes, age }) => `  ${bytes} bytes, ${inWords(age)} old`),
    "",
  ].join("\n");
}

function counted(tokens: number): string {
  return tokens === 1 ? "1 token" : `${tokens} tokens`;
}
