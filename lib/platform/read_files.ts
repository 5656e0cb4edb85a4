/**
 * Lists folders. Imported on demand, because most runs list none.
 *
 * @module
 */

/** The names of the folders in a folder, in order; none if there is no such folder. */
export async function foldersIn(path: string): Promise<readonly string[]> {
  return await namesIn(path, ({ isDirectory }) => isDirectory);
}

/** The names of the regular files in a folder, in order; none if there is no such folder. */
export async function filesIn(path: string): Promise<readonly string[]> {
  return await namesIn(path, ({ isFile }) => isFile);
}

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
