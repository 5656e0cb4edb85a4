/**
 * What is in a folder of this machine.
 *
 * @module
 */

import type { FolderContent } from "../core/host.ts";
import { checkPrivateFolder } from "./private_folder.ts";

/** The names of the folders in a folder; none if there is no such folder. */
export async function foldersIn(path: string): Promise<readonly string[]> {
  return await namesIn(path, ({ isDirectory }) => isDirectory);
}

/** The names of the regular files in a folder; none if there is no such folder. */
export async function filesIn(path: string): Promise<readonly string[]> {
  return await namesIn(path, ({ isFile }) => isFile);
}

/**
 * The regular files in the cache folder; `undefined` if there is no such folder.
 *
 * @throws as {@linkcode checkPrivateFolder} does.
 */
export async function lookInto(folder: string): Promise<FolderContent | undefined> {
  const info = checkPrivateFolder(folder);
  if (info === undefined) return undefined;
  const files = await Promise.all((await filesIn(folder)).map(async (name) => {
    // Another run may have removed it.
    const file = await Deno.lstat(`${folder}/${name}`).catch(() => undefined);
    return file ? [{ name, size: file.size, written: file.mtime?.getTime() ?? 0 }] : [];
  }));
  // No mode on Windows: there, folders of a user are private unless shared on purpose.
  return { isPrivate: ((info.mode ?? 0) & 0o077) === 0, files: files.flat() };
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
