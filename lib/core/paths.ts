/**
 * Paths with the separators of the operating system. Most runs need no more, and `node:path` is slow
 * to load.
 *
 * @module
 */

import type { Host } from "./host.ts";

/** A path in which `/` is written as the operating system does: `\` on Windows. */
export function nativePath({ os }: Pick<Host, "os">, path: string): string {
  return os === "windows" ? path.replaceAll("/", "\\") : path;
}

/** The path of a file below a folder. `below` has `/` on every system: `profiles/prod.env`. */
export function pathBelow(host: Pick<Host, "os">, folder: string, below: string): string {
  return `${folder}${nativePath(host, `/${below}`)}`;
}
