/**
 * Compares the files beside the program in an archive with those that this checkout would put there.
 *
 * @module
 */
import { readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { sha256, sha256OfFile } from "../checksums.ts";
import { sharedFiles } from "./archive_files.ts";
import type { Checkout } from "./checkout.ts";

/**
 * What differs, one line for each file.
 *
 * @param unpacked a folder with the content of the archive and nothing else
 * @param program the path of the program, which is not compared
 * @param folder the folder that the archive should consist of
 */
export async function otherFilesDifferences(
  { unpacked, program, folder }: { unpacked: string; program: string; folder: string },
  checkout: Checkout,
): Promise<string[]> {
  const pathOf = (path: string) => relative(unpacked, path).replaceAll("\\", "/");
  const entries = await readdir(unpacked, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => path !== program);
  const found = paths.map(async (path) => [pathOf(path), await sha256OfFile(path)] as const);
  const expected = (await sharedFiles(checkout)).map(({ path, content }) =>
    [pathOf(join(folder, path)), sha256(content)] as const
  );
  return differences(new Map(await Promise.all(found)), new Map(expected));
}

/**
 * How files differ from what is expected.
 *
 * @param found hashes by path
 * @param expected hashes by path
 */
export function differences(
  found: ReadonlyMap<string, string>,
  expected: ReadonlyMap<string, string>,
): string[] {
  const lines = [...new Set([...expected.keys(), ...found.keys()])].sort().map((path) => {
    // The archive may be from a stranger.
    const name = /^[\w./-]+$/.test(path) ? path : JSON.stringify(path);
    if (!expected.has(path)) return `${name} is not one of its files`;
    if (!found.has(path)) return `${name} is missing`;
    return found.get(path) === expected.get(path) ? "" : `${name} differs`;
  });
  return lines.filter((line) => line !== "");
}
