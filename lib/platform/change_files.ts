/**
 * Writes and removes files below one folder, with as little permission as Deno can give.
 *
 * Deno judges a path by its letters and follows links wherever they lead, so the worker that makes
 * the changes looks for those itself.
 *
 * @module
 */

import type { FileChange } from "../core/host.ts";
import { type WorkerScope, WritingWorker } from "./writing_worker.ts";

/**
 * Changes files below a folder, once in the life of the program. A file appears complete or not at
 * all, and none appears before all could be written. Files get mode 0600 unless they use the umask;
 * folders that are created get 0700.
 *
 * @param folder An absolute path.
 * @throws {GettokenError} `output_failed`
 */
export async function changeFiles(folder: string, changes: readonly FileChange[]): Promise<void> {
  const worker = startWriter(folder);
  try {
    await worker.ask({ folder, changes });
  } finally {
    worker.stop();
  }
}

/** A worker that may write below a folder. The program may write nowhere from now on. */
function startWriter(folder: string): WritingWorker {
  try {
    return new WritingWorker(makeChanges, { read: [folder], write: [folder] }, folder);
  } finally {
    Deno.permissions.revokeSync({ name: "write" });
  }
}

/** What the worker does. Its text is all that goes there, so it uses nothing from outside. */
function makeChanges(scope: WorkerScope): void {
  scope.onmessage = ({ data: { folder, changes } }) => {
    const parts = new Map<FileChange, string>();
    let path = folder;
    try {
      for (const change of changes) {
        path = `${folder}/${change.path}`;
        refuseLinks(folder, change.path.split("/"));
        const there = look(path);
        if (there && change.isNew) throw problem("exists");
        if (there?.isDirectory && change.content !== undefined) throw problem("EISDIR");
      }
      for (const change of changes) {
        path = `${folder}/${change.path}`;
        if (change.content !== undefined) parts.set(change, write(path, change));
      }
      for (const change of changes) {
        path = `${folder}/${change.path}`;
        const part = parts.get(change);
        if (part !== undefined) Deno.renameSync(part, path);
        else if (look(path)) Deno.removeSync(path, { recursive: true });
        parts.delete(change);
      }
      scope.postMessage(undefined);
    } catch (error) {
      for (const part of parts.values()) Deno.removeSync(part);
      const { code, name } = error as Error & { code?: string };
      scope.postMessage({ path, reason: code ?? name });
    }
  };

  /** What is at a path, be it a link that leads nowhere. */
  function look(path: string): Deno.FileInfo | undefined {
    try {
      return Deno.lstatSync(path);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    }
  }

  /** A link in place of a folder would lead out of the one that may be changed. */
  function refuseLinks(folder: string, names: readonly string[]): void {
    for (const index of names.keys()) {
      const above = [folder, ...names.slice(0, index)].join("/");
      if (index > 0 && look(above)?.isSymlink) throw problem("link");
    }
  }

  /** Writes a file beside the place where it belongs. */
  function write(path: string, { content = "", useUmask }: FileChange): string {
    const folder = path.replace(/\/[^/]*$/, "");
    const part = `${folder}/.${crypto.randomUUID()}`;
    Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
    try {
      // With a mode, the runtime sets exactly that mode; without one, the umask applies.
      const mode = useUmask ? {} : { mode: 0o600 };
      Deno.writeTextFileSync(part, content, { createNew: true, ...mode });
    } catch (error) {
      if (look(part)) Deno.removeSync(part);
      throw error;
    }
    return part;
  }

  function problem(code: string): Error {
    return Object.assign(new Error(), { code });
  }
}
