/**
 * A folder that is open for writing while the program itself may write nowhere.
 *
 * @module
 */

import type { FileStore } from "./host.ts";
import { type WorkerScope, WritingWorker } from "./writing_worker.ts";

/** What the worker is asked to write. */
interface Task {
  readonly folder: string;
  readonly name: string;
  readonly content: Uint8Array<ArrayBuffer>;
}

/**
 * Opens a folder, for as long as the program runs.
 *
 * @param folder An absolute path.
 * @throws {GettokenError} `output_failed` if the program has given up writing.
 */
export function openFileStore(folder: string): FileStore {
  const worker = new WritingWorker(keepFiles, { read: [folder], write: [folder] }, folder);
  return {
    async write(name, content) {
      await worker.ask({ folder, name, content } satisfies Task);
    },
  };
}

/** What the worker does. Its text is all that goes there, so it uses nothing from outside. */
function keepFiles(scope: WorkerScope): void {
  const day = 24 * 60 * 60 * 1000;
  const ownName = /^[0-9a-f-]{36,64}(\.lock|\.part)?$/;
  scope.onmessage = ({ data: { folder, name, content } }: MessageEvent<Task>) => {
    try {
      write(folder, name, content);
      removeOld(folder);
      scope.postMessage(undefined);
    } catch (error) {
      const { code, name: kind } = error as Error & { code?: string };
      scope.postMessage({ path: `${folder}/${name}`, reason: code ?? kind });
    }
  };

  function write(folder: string, name: string, content: Uint8Array<ArrayBuffer>): void {
    Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
    const part = `${folder}/${crypto.randomUUID()}.part`;
    try {
      Deno.writeFileSync(part, content, { createNew: true, mode: 0o600 });
      Deno.renameSync(part, `${folder}/${name}`);
    } catch (error) {
      ifThere(() => Deno.removeSync(part));
      throw error;
    }
  }

  /** Removes what nobody has written to for a day: old files, and parts of some never finished. */
  function removeOld(folder: string): void {
    for (const { name, isFile } of Deno.readDirSync(folder)) {
      const path = `${folder}/${name}`;
      if (isFile && ownName.test(name)) {
        ifThere(() => {
          const { mtime } = Deno.lstatSync(path);
          if (mtime && Date.now() - mtime.getTime() > day) Deno.removeSync(path);
        });
      }
    }
  }

  /** Another run may have been quicker. */
  function ifThere(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}
