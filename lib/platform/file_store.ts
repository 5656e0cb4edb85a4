/**
 * Reads, locks and writes files in the cache folder. A worker writes, so that the program can drop its
 * own write permission before it contacts a server.
 *
 * @module
 */

import type { FileStore } from "../core/flow_host.ts";
import { pathBelow } from "../core/paths.ts";
import { openPrivateFolder } from "./private_folder.ts";
import { infoOf, reasonOf, writeFailure } from "./write_failure.ts";
import type { WritingWorker } from "./writing_worker.ts";

/**
 * Opens the folder.
 *
 * @param folder An absolute path.
 * @param readFile Reads a regular file without following a symbolic link.
 * @throws {UnsafeFolder} if other users have access to it.
 * @throws {GettokenError} `output_failed` if it cannot be written to.
 */
export function openFileStore(folder: string, readFile: FileStore["read"]): FileStore {
  const { dev, ino } = openPrivateFolder(folder);
  const pathOf = (name: string) => pathBelow(Deno.build, folder, name);
  let worker: WritingWorker | undefined;
  return {
    read: (name, limit) => readFile(pathOf(name), limit),
    lock: (name) => lockFile(pathOf(`${name}.lock`)),
    async prepareWriting() {
      const { WritingWorker } = await import("./writing_worker.ts");
      worker = new WritingWorker({ read: [folder], write: [folder] }, folder);
    },
    async write(name, content) {
      const path = pathOf(name);
      const part = pathOf(`${crypto.randomUUID()}.part`);
      await worker?.run({
        tasks: [{ name: path, path, part, content }],
        cache: { folder, dev, ino },
      });
    },
  };
}

/**
 * Waits until no other process has locked a file, and locks it until the lock is disposed of. The
 * operating system releases it when this process ends, so there are no stale locks. Waiting blocks a
 * separate thread, so signals still end the process.
 *
 * @throws {GettokenError} `output_failed`
 */
export async function lockFile(path: string): Promise<Disposable> {
  try {
    // Opening a FIFO would block the whole process.
    if (infoOf(path)?.isFile === false) throw Object.assign(new Error(), { code: "special" });
    const file = await Deno.open(path, { create: true, write: true, mode: 0o600 });
    await file.lock(true);
    return file;
  } catch (error) {
    throw writeFailure({ path, reason: reasonOf(error) });
  }
}
