/**
 * The cache folder: reads, locks and writes files in it. A worker does the writing, so that the
 * program itself can give up its permission to write before it contacts a server.
 *
 * @module
 */

import { FileProblem, type FileStore } from "../core/host.ts";
import { lockFile } from "./lock_file.ts";
import { openPrivateFolder } from "./private_folder.ts";
import type { WorkerScope, WritingWorker } from "./writing_worker.ts";

/** What the worker is asked to write, and the folder that was checked. */
interface Task extends Pick<Deno.FileInfo, "dev" | "ino"> {
  readonly folder: string;
  readonly name: string;
  readonly content: Uint8Array<ArrayBuffer>;
}

/**
 * Opens a folder, for as long as the program runs.
 *
 * @param folder An absolute path.
 * @throws {UnsafeFolder} if other users have access to it.
 * @throws {GettokenError} `output_failed` if it cannot be written to.
 */
export function openFileStore(folder: string): FileStore {
  const { dev, ino } = openPrivateFolder(folder);
  let worker: WritingWorker | undefined;
  return {
    async read(name, limit) {
      const path = `${folder}/${name}`;
      try {
        requireRegular(path, limit);
        return await Deno.readFile(path);
      } catch (error) {
        if (error instanceof FileProblem) throw error;
        throw new FileProblem(error instanceof Deno.errors.NotFound ? "missing" : "unreadable");
      }
    },
    async lock(name) {
      return await lockFile(`${folder}/${name}.lock`);
    },
    async prepareWriting() {
      const { WritingWorker } = await import("./writing_worker.ts");
      worker = new WritingWorker(writeFiles, { read: [folder], write: [folder] }, folder);
    },
    async write(name, content) {
      await worker?.ask({ folder, dev, ino, name, content } satisfies Task);
    },
  };
}

/** To open a FIFO would block the whole process. */
function requireRegular(path: string, limit: number): void {
  const { isFile, size } = Deno.lstatSync(path);
  if (!isFile) throw new FileProblem("not_a_file");
  if (size > limit) throw new FileProblem("too_large");
}

/** What the worker does. Only its source code is sent there, so it uses nothing from outside. */
function writeFiles(scope: WorkerScope): void {
  const day = 24 * 60 * 60 * 1000;
  const uuid = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
  const ownName = new RegExp(`^([0-9a-f]{64}(\\.lock)?|${uuid}\\.part)$`);
  scope.onmessage = ({ data: task }: MessageEvent<Task>) => {
    const { folder, name } = task;
    try {
      requireSame(task);
      write(task);
      requireSame(task);
      removeOld(folder);
      scope.postMessage(undefined);
    } catch (error) {
      const { code, name: kind } = error as Error & { code?: string };
      scope.postMessage({ path: `${folder}/${name}`, reason: code ?? kind });
    }
  };

  /** The folder may have been replaced since it was checked. */
  function requireSame({ folder, dev, ino }: Task): void {
    const now = Deno.lstatSync(folder);
    if (!now.isDirectory || now.dev !== dev || now.ino !== ino) {
      throw Object.assign(new Error(), { code: "replaced" });
    }
  }

  function write({ folder, name, content }: Task): void {
    const part = `${folder}/${crypto.randomUUID()}.part`;
    try {
      Deno.writeFileSync(part, content, { createNew: true, mode: 0o600 });
      Deno.renameSync(part, `${folder}/${name}`);
    } catch (error) {
      remove(part);
      throw error;
    }
  }

  /** Removes tokens, locks and unfinished files that nobody has written to for a day. */
  function removeOld(folder: string): void {
    for (const { name, isFile } of Deno.readDirSync(folder)) {
      const path = `${folder}/${name}`;
      if (isFile && ownName.test(name) && isOld(path)) remove(path);
    }
  }

  function isOld(path: string): boolean {
    try {
      const { mtime } = Deno.lstatSync(path);
      return mtime !== null && Date.now() - mtime.getTime() > day;
    } catch {
      // Another run has removed it.
      return false;
    }
  }

  function remove(path: string): void {
    try {
      Deno.removeSync(path);
    } catch {
      // Another run has removed it, or the system does not allow it.
    }
  }
}
