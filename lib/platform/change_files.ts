/**
 * Writes and removes files below one folder, once per process. Used to add providers, write profiles
 * and clear the cache.
 *
 * @module
 */

import type { FileChange } from "../core/host.ts";
import { pathBelow } from "../core/paths.ts";
import { type FileTask, WritingWorker } from "./writing_worker.ts";

/**
 * Changes files below a folder. Each file appears complete or not at all, and no file appears unless
 * all could be written. Afterwards the program has no write permission.
 *
 * @param folder An absolute path.
 * @throws {GettokenError} `output_failed`
 */
export async function changeFiles(folder: string, changes: readonly FileChange[]): Promise<void> {
  const worker = startWorker(folder);
  try {
    await worker.run({ tasks: changes.map((change) => taskFor(folder, change)), below: folder });
  } finally {
    worker.stop();
  }
}

function startWorker(folder: string): WritingWorker {
  try {
    return new WritingWorker({ read: [folder], write: [folder] }, folder);
  } finally {
    Deno.permissions.revokeSync({ name: "write" });
  }
}

function taskFor(folder: string, change: FileChange): FileTask {
  const path = `${folder}/${change.path}`;
  const part = path.replace(/[^/]*$/, `.${crypto.randomUUID()}`);
  return { ...change, name: pathBelow(Deno.build, folder, change.path), path, part };
}
