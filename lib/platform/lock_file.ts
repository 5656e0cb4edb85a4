/**
 * Locks that the operating system releases when the process that holds them ends, even if it is
 * killed. So there are no stale locks.
 *
 * @module
 */

import { reasonOf, writeFailure } from "./write_failure.ts";

/**
 * Waits until no other process has locked a file, and locks it until the lock is disposed of or
 * this process ends. The waiting blocks a thread of its own: signals still end the process.
 *
 * @param path A file in a folder that only this user can write to. It is created if missing.
 * @throws {GettokenError} `output_failed`
 */
export async function lockFile(path: string): Promise<Disposable> {
  try {
    const file = open(path);
    await file.lock(true);
    return file;
  } catch (error) {
    throw writeFailure({ path, reason: reasonOf(error) });
  }
}

/** Opens a regular file. To open a FIFO would block the whole process. */
function open(path: string): Deno.FsFile {
  try {
    if (!Deno.lstatSync(path).isFile) throw Object.assign(new Error(), { code: "special" });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return Deno.openSync(path, { create: true, write: true, mode: 0o600 });
}
