/**
 * What is in a folder of this machine.
 *
 * @module
 */

import type { FolderContent } from "./host.ts";

/** The names of the folders in a folder; none if there is no such folder. */
export async function foldersIn(path: string): Promise<readonly string[]> {
  return await namesIn(path, ({ isDirectory }) => isDirectory);
}

/** The names of the regular files in a folder; none if there is no such folder. */
export async function filesIn(path: string): Promise<readonly string[]> {
  return await namesIn(path, ({ isFile }) => isFile);
}

/** What is in a folder, and who may look at it; `undefined` if there is no telling. */
export async function lookInto(folder: string): Promise<FolderContent | undefined> {
  try {
    const { mode } = await Deno.stat(folder);
    const entries = await Array.fromAsync(Deno.readDir(folder));
    const names = entries.filter(({ isFile }) => isFile).map(({ name }) => name);
    const files = await Promise.all(names.map(async (name) => {
      const { size, mtime } = await Deno.lstat(`${folder}/${name}`);
      return { name, size, written: mtime?.getTime() ?? 0 };
    }));
    // No mode on Windows: there, folders of a user are private unless shared on purpose.
    return { isPrivate: ((mode ?? 0) & 0o077) === 0, files };
  } catch {
    return undefined;
  }
}

/** The names of some of what is in a folder, in order. */
async function namesIn(
  path: string,
  isWanted: (entry: Deno.DirEntry) => boolean,
): Promise<readonly string[]> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(path));
    return entries.filter(isWanted).map(({ name }) => name).sort();
  } catch {
    return [];
  }
}
