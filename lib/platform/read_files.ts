/**
 * Lists folders. Synchronous, because that is faster for the few names that gettoken's folders have.
 *
 * @module
 */

/** The names of the folders in a folder, in order; none if there is no such folder. */
export function foldersIn(path: string): readonly string[] {
  return namesIn(path, ({ isDirectory }) => isDirectory);
}

/** The names of the regular files in a folder, in order; none if there is no such folder. */
export function filesIn(path: string): readonly string[] {
  return namesIn(path, ({ isFile }) => isFile);
}

function namesIn(path: string, isWanted: (entry: Deno.DirEntry) => boolean): readonly string[] {
  try {
    return [...Deno.readDirSync(path)].filter(isWanted).map(({ name }) => name).sort();
  } catch {
    return [];
  }
}
