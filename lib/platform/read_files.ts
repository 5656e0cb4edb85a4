/**
 * Reads pipes, stdin and folders. Imported on demand, because most runs read none of them.
 *
 * @module
 */

import { FileProblem } from "../core/host.ts";

/**
 * The bytes of a pipe that is already open for writing, to its end.
 *
 * @param limit The most bytes it may have.
 * @throws {FileProblem} `too_large`; errors of the runtime.
 */
export async function readPipe(path: string, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  using pipe = await Deno.open(path);
  return await readToEnd(pipe, limit);
}

/**
 * The bytes of stdin, to its end.
 *
 * @param limit The most bytes it may have.
 * @throws {FileProblem} if it is too large or unreadable.
 */
export async function readStdin(limit: number): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await readToEnd(Deno.stdin, limit);
  } catch (error) {
    throw error instanceof FileProblem ? error : new FileProblem("unreadable");
  }
}

async function readToEnd(
  source: Pick<Deno.FsFile, "read">,
  limit: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(limit + 1);
  for (let length = 0; length <= limit;) {
    const count = await source.read(bytes.subarray(length));
    if (count === null) return bytes.slice(0, length);
    length += count;
  }
  throw new FileProblem("too_large");
}

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
