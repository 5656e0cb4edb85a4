/**
 * Writes and removes files with as little permission as Deno can give.
 *
 * A permission that is granted for everything cannot be narrowed to a folder later, but a worker
 * can be started with less than the program has. So the changes are made by a worker that may read
 * and write below one folder, and the program itself gives its permission up. Deno judges a path by
 * its letters and follows links wherever they lead, so the worker looks for those itself.
 *
 * @module
 */

import { GettokenError } from "./errors.ts";
import type { FileChange } from "./host.ts";
import { moduleUrl } from "./module_url.ts";
import { printable } from "./text.ts";

/**
 * Changes files below a folder, once in the life of the program. A file appears complete or not at
 * all, and none appears before all could be written; a folder that is made is its owner's alone.
 *
 * @param folder An absolute path.
 * @throws {GettokenError} `output_failed`
 */
export async function changeFiles(folder: string, changes: readonly FileChange[]): Promise<void> {
  const worker = startWriter(folder);
  try {
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => {
      event.preventDefault();
      resolve({ path: folder, reason: "Error" });
    };
    worker.postMessage({ folder, changes });
    const outcome = await promise;
    if (outcome) throw failure(outcome);
  } finally {
    worker.terminate();
  }
}

/** A worker that may write below a folder. The program may write nowhere from now on. */
function startWriter(folder: string): Worker {
  try {
    return new Worker(moduleUrl(`(${makeChanges})(self)`), {
      type: "module",
      deno: { permissions: { read: [folder], write: [folder] } },
    });
  } catch {
    // Nobody can hand on what they do not have.
    throw failure({ path: folder, reason: "NotCapable" });
  } finally {
    Deno.permissions.revokeSync({ name: "write" });
  }
}

/** What went wrong, if anything. */
type Outcome = { readonly path: string; readonly reason: string } | undefined;

/** What the worker does. Its text is all that goes there, so it uses nothing from outside. */
function makeChanges(scope: Pick<Worker, "onmessage" | "postMessage">): void {
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
        if (change.content !== undefined) parts.set(change, write(path, change.content));
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
  function write(path: string, content: string): string {
    const folder = path.replace(/\/[^/]*$/, "");
    const part = `${folder}/.${crypto.randomUUID()}`;
    Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
    try {
      Deno.writeTextFileSync(part, content, { createNew: true });
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

const reasons: Readonly<Record<string, string>> = {
  EACCES: "this account may not write there",
  EDQUOT: "the account has no space left",
  EEXIST: "a part of its path is no folder",
  EISDIR: "it is a folder",
  ENAMETOOLONG: "its name is too long",
  ENOENT: "there is no such folder",
  ENOSPC: "the disk is full",
  ENOTDIR: "a part of its path is no folder",
  EPERM: "this account may not write there",
  EROFS: "the file system can only be read",
  exists: "it exists already",
  link: "a part of its path is a link",
  NotCapable: "gettoken runs without the permission to write there",
};

function failure({ path, reason }: NonNullable<Outcome>): GettokenError {
  return new GettokenError(
    "output_failed",
    `Cannot write ${printable(path, 300)}: ${reasons[reason] ?? "the system refuses it"}`,
    reason === "exists" ? { hint: "Nothing was changed." } : {},
  );
}
