/**
 * Reads files as all runtimes of the library can: with `node:fs`. Imported on demand.
 *
 * @module
 */

import { readFile as readWhole, stat } from "node:fs/promises";
import { FileProblem } from "../core/host.ts";
import { readProblem } from "../platform/read_failure.ts";
import { systemOf } from "./runtimes.ts";

/**
 * The bytes of a regular file.
 *
 * @param limit The most bytes it may have.
 * @param look `lstat` to refuse a symbolic link.
 * @throws {FileProblem}
 */
export async function readFile(
  path: string,
  limit: number,
  look = stat,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const info = await look(path);
    if (info.isDirectory()) throw new FileProblem("not_a_file", "it is a folder");
    if (!info.isFile()) throw new FileProblem("not_a_file");
    if (info.size > limit) throw new FileProblem("too_large");
    return Uint8Array.from(await readWhole(path));
  } catch (error) {
    if ((error as Error).name === "NotCapable") {
      const reason = "Deno has no permission to read it (--allow-read)";
      throw new FileProblem("unreadable", reason);
    }
    throw readProblem(error, path);
  }
}

/** Whether other users of this machine may read a file; `false` if that is unknown. */
export async function othersMayRead(path: string): Promise<boolean> {
  // Windows has no modes.
  if (systemOf() === "windows") return false;
  try {
    return ((await stat(path)).mode & 0o044) !== 0;
  } catch {
    return false;
  }
}
