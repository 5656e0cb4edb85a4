/**
 * `gettoken cache`: what was kept, and away with it. No token is read for that.
 *
 * @module
 */

import { Command } from "@cliffy/command";
import { inWords } from "./clock.ts";
import { commandGroup } from "./command_group.ts";
import { requireCacheFolder } from "./config_folder.ts";
import type { FolderContent, Host } from "./host.ts";
import { isSealName } from "./seal.ts";
import { printable, printableJson } from "./text.ts";

/** The command. */
export function cacheCommand({ host }: { readonly host: Host }): Command {
  return commandGroup(
    host,
    "Look at the tokens that --cache keeps, from outside, or remove them.",
    { status: statusCommand(host), clear: clearCommand(host) },
  );
}

function statusCommand(host: Host): Command {
  const command = new Command()
    .description("Tell where tokens are kept, how many, and whether others can look there.")
    .option("--json", "Print that as JSON")
    .action(async ({ json }) => {
      host.renounceWriting();
      const folder = requireCacheFolder(host);
      const status = statusOf(folder, await host.lookInto(folder), host.now());
      await host.writeStdout(
        json ? printableJson(JSON.stringify(status)) + "\n" : describeCommand(status),
      );
    });
  return command as unknown as Command;
}

function clearCommand(host: Host): Command {
  const command = new Command()
    .description("Remove all tokens that were kept.")
    .action(async () => {
      const folder = requireCacheFolder(host);
      const { files = [] } = await host.lookInto(folder) ?? {};
      const own = files.filter(({ name }) => isOwnFile(name));
      await host.changeFiles(folder, own.map(({ name }) => ({ path: name })));
      const count = own.filter(({ name }) => isSealName(name)).length;
      await host.writeStdout(`Removed ${counted(count)} from ${printable(folder, 300)}\n`);
    });
  return command as unknown as Command;
}

/** A token, the lock beside it, or what was left of one that was being written. */
function isOwnFile(name: string): boolean {
  return isSealName(name.replace(/\.lock$/, "")) || /^[0-9a-f-]{36}\.part$/.test(name);
}

/** What can be told of the cache. */
interface CacheStatus {
  readonly folder: string;
  /** `null` if there is no such folder. */
  readonly private: boolean | null;
  /** The newest first. */
  readonly tokens: readonly {
    readonly bytes: number;
    /** In seconds. */
    readonly age: number;
  }[];
}

function statusOf(folder: string, content: FolderContent | undefined, now: number): CacheStatus {
  const tokens = (content?.files ?? []).filter(({ name }) => isSealName(name))
    .map(({ size, written }) => ({
      bytes: size,
      age: Math.max(0, Math.round((now - written) / 1000)),
    }))
    .sort((a, b) => a.age - b.age);
  return { folder, private: content?.isPrivate ?? null, tokens };
}

function describeCommand({ folder, tokens, ...status }: CacheStatus): string {
  const access = status.private === null
    ? "not there yet"
    : status.private
    ? "yours alone"
    : "others of this machine can look into it; the next run with --cache ends that";
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
