/**
 * A worker that may write the paths it was started with and nothing else.
 *
 * A permission that is granted for everything cannot be narrowed later, but a worker can be started
 * with less than the program has. So a worker writes, and the program drops its own permission.
 *
 * @module
 */

import { moduleUrl } from "../core/encodings.ts";
import { writeFailure, type WriteProblem } from "./write_failure.ts";

/** A file to replace, to append to or, without a content, to remove. */
export interface FileTask {
  /** What messages call it. */
  readonly name: string;
  /** An absolute path. */
  readonly path: string;
  /** Where the new content is written before it is renamed. */
  readonly part: string;
  readonly content?: string | Uint8Array<ArrayBuffer> | undefined;
  readonly append?: boolean | undefined;
  /** Whether to fail if the file exists. */
  readonly isNew?: boolean | undefined;
  /** Whether the umask decides the mode of the file. Otherwise it is 0600. */
  readonly useUmask?: boolean | undefined;
}

/** What a worker does at once: no file is replaced before all could be written. */
export interface WriteJob {
  readonly tasks: readonly FileTask[];
  /** A folder: missing ones below it are created (mode 0700), and links below it are refused. */
  readonly below?: string;
  /** The cache folder as it was checked. It must not have been replaced, and is cleaned up. */
  readonly cache?: Pick<Deno.FileInfo, "dev" | "ino"> & { readonly folder: string };
}

/** What a worker may read and write: these paths and all below them. */
interface WorkerPaths {
  readonly read: string[];
  readonly write: string[];
}

/** Writes in a worker of its own. */
export class WritingWorker {
  readonly #worker: Worker;
  readonly #subject: string;

  /**
   * Starts the worker.
   *
   * @param subject What messages call its files if it fails as a whole.
   * @throws {GettokenError} `output_failed` if the program may not write there itself.
   */
  constructor(paths: WorkerPaths, subject: string) {
    this.#subject = subject;
    try {
      this.#worker = new Worker(moduleUrl(source()), {
        type: "module",
        deno: { permissions: { ...paths } },
      });
    } catch {
      // A worker cannot have a permission that the program does not have.
      throw writeFailure({ path: subject, reason: "NotCapable" });
    }
  }

  /**
   * Does a job.
   *
   * @throws {GettokenError} `output_failed`
   */
  async run(job: WriteJob): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<WriteProblem | undefined>();
    this.#worker.onmessage = ({ data }) => resolve(data);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      resolve({ path: this.#subject, reason: "Error" });
    };
    this.#worker.postMessage(job);
    const problem = await promise;
    if (problem) throw writeFailure(problem);
  }

  stop(): void {
    this.#worker.terminate();
  }
}

/** The module that the worker runs. The functions below use nothing but each other. */
function source(): string {
  const functions = [check, prepare, finish, look, sync, requireSame, removeOld, remove, problem];
  return `${functions.join("\n")}\nonmessage = ({ data }) => postMessage((${runJob})(data));`;
}

function runJob(job: WriteJob): WriteProblem | undefined {
  const steps = [check, prepare, finish].flatMap((step) =>
    job.tasks.map((task) => ({ step, task }))
  );
  for (const { step, task } of steps) {
    try {
      step(task, job);
    } catch (error) {
      for (const { part } of job.tasks) remove(part);
      const { code, name } = error as Error & { code?: string };
      return { path: task.name, reason: code ?? name };
    }
  }
}

/** Deno follows links wherever they lead, so one in place of a folder would lead out of `below`. */
function check({ path, content, isNew }: FileTask, { below, cache }: WriteJob): void {
  if (cache) requireSame(cache);
  if (below === undefined) return;
  const names = path.slice(below.length + 1).split("/");
  for (let count = 1; count < names.length; count++) {
    if (look([below, ...names.slice(0, count)].join("/"))?.isSymlink) throw problem("link");
  }
  const existing = look(path);
  if (existing && isNew) throw problem("exists");
  if (existing?.isDirectory && content !== undefined) throw problem("EISDIR");
}

/** Writes a new content beside the file that it is for. */
function prepare({ part, content, append, useUmask }: FileTask, { below, cache }: WriteJob): void {
  if (content === undefined || append) return;
  if (below !== undefined) {
    Deno.mkdirSync(part.replace(/\/[^/]*$/, ""), { recursive: true, mode: 0o700 });
  }
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  // With a mode, the runtime sets exactly that mode; without one, the umask applies.
  Deno.writeFileSync(part, bytes, { createNew: true, ...(useUmask ? {} : { mode: 0o600 }) });
  if (!cache) sync(part);
}

function finish({ path, part, content, append }: FileTask, { cache }: WriteJob): void {
  if (append) {
    // On a line of its own: the last line may have no line break.
    const before = Deno.readTextFileSync(path);
    const lineBreak = before === "" || before.endsWith("\n") ? "" : "\n";
    Deno.writeTextFileSync(path, `${lineBreak}${content}`, { append, create: false });
    sync(path);
  } else if (content !== undefined) {
    Deno.renameSync(part, path);
  } else if (look(path)) {
    Deno.removeSync(path, { recursive: true });
  }
  if (!cache) return;
  requireSame(cache);
  removeOld(cache.folder);
}

/** What is at a path, even a link that leads nowhere. */
function look(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.lstatSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Else a crash of the machine could leave a new name with nothing in it. */
function sync(path: string): void {
  const file = Deno.openSync(path, { write: true });
  try {
    file.syncDataSync();
  } finally {
    file.close();
  }
}

function requireSame({ folder, dev, ino }: NonNullable<WriteJob["cache"]>): void {
  const now = Deno.lstatSync(folder);
  if (!now.isDirectory || now.dev !== dev || now.ino !== ino) throw problem("replaced");
}

/** Removes tokens, locks and unfinished files that were not written to for a day. */
function removeOld(folder: string): void {
  const ownName = /^([0-9a-f]{64}(\.lock)?|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.part)$/;
  for (const { name, isFile } of Deno.readDirSync(folder)) {
    // Another run may have removed it.
    const written = isFile && ownName.test(name) ? look(`${folder}/${name}`)?.mtime : undefined;
    if (written && Date.now() - written.getTime() > 86_400_000) remove(`${folder}/${name}`);
  }
}

/** Removes a file, unless another run has done so or the system does not allow it. */
function remove(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // See above.
  }
}

function problem(code: string): Error {
  return Object.assign(new Error(), { code });
}
