import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Whether there is a file or folder at the path. */
export async function exists(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/**
 * When a file, or anything in a folder, was last changed.
 *
 * @returns milliseconds since 1970
 */
export async function lastChange(path: string): Promise<number> {
  const info = await Deno.stat(path);
  const inside = info.isDirectory ? await readdir(path, { recursive: true }) : [];
  const infos = await Promise.all(inside.map((name) => Deno.stat(join(path, name))));
  return Math.max(...[info, ...infos].map(({ mtime }) => mtime?.getTime() ?? 0));
}

/**
 * Makes a folder that appears whole or not at all: also when the run is
 * interrupted, or two runs make it at the same time.
 *
 * @param folder where it shall be; left alone if it is there
 * @param fill puts the content into the draft folder it is given
 */
export async function makeFolderOnce(
  folder: string,
  fill: (draft: string) => Promise<void>,
): Promise<void> {
  if (await exists(folder)) return;
  const draft = draftBeside(folder);
  await Deno.mkdir(draft, { recursive: true });
  try {
    await fill(draft);
    await Deno.rename(draft, folder);
  } catch (error) {
    await Deno.remove(draft, { recursive: true });
    // Another run was faster: what it made is as good.
    if (!await exists(folder)) throw error;
  }
}

/**
 * Gives a text file this content, in one step: no reader ever sees half of it.
 * Leaves the file alone when the content is the same.
 */
export async function replaceTextFile(
  path: string,
  text: string,
): Promise<void> {
  if (await exists(path) && await Deno.readTextFile(path) === text) return;
  const draft = draftBeside(path);
  await Deno.writeTextFile(draft, text);
  await Deno.rename(draft, path);
}

/** On the same disk, so that a rename is one step. */
function draftBeside(path: string): string {
  return join(dirname(path), `draft-${crypto.randomUUID()}`);
}
