import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { projectDir } from "./paths.ts";

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
 * Whether a file or folder was made after the last change of what it is made from.
 *
 * @param sources files and folders, relative to the project's folder
 */
export async function isCurrent(made: string, sources: readonly string[]): Promise<boolean> {
  if (!await exists(made)) return false;
  const changes = await Promise.all(sources.map((path) => lastChange(join(projectDir, path))));
  return await lastChange(made) >= Math.max(...changes);
}

/**
 * Creates a folder atomically, even if the run is interrupted or two runs create it at the same
 * time.
 *
 * @param folder the path; an existing folder is not changed
 * @param fill writes the content into a draft folder
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
    // Another run was faster, with the same content.
    if (!await exists(folder)) throw error;
  }
}

/** Replaces the content of a file atomically. Does not write if the content is the same. */
export async function replaceTextFile(
  path: string,
  text: string,
): Promise<void> {
  if (await exists(path) && await Deno.readTextFile(path) === text) return;
  const draft = draftBeside(path);
  await Deno.writeTextFile(draft, text);
  await Deno.rename(draft, path);
}

/** A path on the same disk, so that a rename is atomic. */
function draftBeside(path: string): string {
  return join(dirname(path), `draft-${crypto.randomUUID()}`);
}
