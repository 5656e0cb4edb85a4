/**
 * Locks that the operating system keeps, and takes back however a program ends. So none is left
 * behind by one that was killed, and nobody has to guess how old a lock may be.
 *
 * @module
 */

import { makePrivate } from "./private_folder.ts";
import { reasonOf, writeFailure } from "./write_failure.ts";

/** What is open is locked. */
const locked: Deno.FsFile[] = [];

/**
 * Waits until no other program has locked a name, and locks it until the program ends.
 *
 * @param folder An absolute path. It is made if there is none, and its owner's alone from then on.
 * @throws {GettokenError} `output_failed`
 */
export async function lockFile(folder: string, name: string): Promise<void> {
  const path = `${folder}/${name}.lock`;
  try {
    makePrivate(folder);
    const file = await Deno.open(path, { create: true, write: true, mode: 0o600 });
    locked.push(file);
    await file.lock(true);
  } catch (error) {
    throw writeFailure({ path, reason: reasonOf(error) });
  }
}
