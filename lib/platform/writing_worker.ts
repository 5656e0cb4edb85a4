/**
 * A worker that can write only the paths that it was started with.
 *
 * A permission for all paths cannot be narrowed later, but a worker can start with fewer permissions
 * than the program. So a worker writes, and the program drops its own write permission.
 *
 * @module
 */

import { moduleUrl } from "../core/encodings.ts";
import { writeFailure, type WriteProblem } from "./write_failure.ts";

/** A file to replace, to append to or, if it has no content, to remove. */
export interface FileTask {
  /** The path for messages. */
  readonly name: string;
  /** An absolute path. */
  readonly path: string;
  /** The temporary file that is written, then renamed to `path`. */
  readonly part: string;
  readonly content?: string | Uint8Array<ArrayBuffer> | undefined;
  readonly append?: boolean | undefined;
  /** Whether to fail if the file exists. */
  readonly isNew?: boolean | undefined;
  /** Whether the umask decides the mode of the file. Otherwise it is 0600. */
  readonly useUmask?: boolean | undefined;
}

/** Tasks to do together: no file is replaced unless all could be written. */
export interface WriteJob {
  readonly tasks: readonly FileTask[];
  /** A folder. Missing folders below it are created (mode 0700), and links below it are refused. */
  readonly below?: string;
  /** The cache folder as it was checked. It must still be the same, and old files are removed. */
  readonly cache?: Pick<Deno.FileInfo, "dev" | "ino"> & { readonly folder: string };
}

/** The paths that a worker may read and write, with everything below them. */
interface WorkerPaths {
  readonly read: string[];
  readonly write: string[];
}

/** Runs write jobs in a worker. */
export class WritingWorker {
  readonly #worker: Worker;
  readonly #subject: string;

  /**
   * Starts the worker.
   *
   * @param subject The name of its files in messages, if the worker itself fails.
   * @throws {GettokenError} `output_failed` if the program itself has no permission to write there.
   */
  constructor(paths: WorkerPaths, subject: string) {
    this.#subject = subject;
    try {
      this.#worker = new Worker(moduleUrl(source()), {
        type: "module",
        deno: { permissions: { ...paths } },
      });
    } catch {
      // A worker cannot have more permissions than the program.
      throw writeFailure({ path: subject, reason: "NotCapable" });
    }
  }

  /**
   * Runs a job.
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

/** The source of the worker: the functions below, which must not use anything else in this file. */
function source(): string {
  const functions = [
    ...[check, prepare, finish, look, sync, requireSame, removeOld, remove, problem],
    isCacheFile,
  ];
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

/** Refuses links: Deno follows them, so a link instead of a folder could lead out of `below`. */
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

/** Writes the new content to a temporary file in the same folder. */
function prepare({ part, content, append, useUmask }: FileTask, { below, cache }: WriteJob): void {
  if (content === undefined || append) return;
  if (below !== undefined) {
    Deno.mkdirSync(part.replace(/\/[^/]*$/, ""), { recursive: true, mode: 0o700 });
  }
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  // With a mode, the runtime sets exactly that; without one, the umask applies.
  Deno.writeFileSync(part, bytes, { createNew: true, ...(useUmask ? {} : { mode: 0o600 }) });
  if (!cache) sync(part);
}

function finish({ path, part, content, append }: FileTask, { cache }: WriteJob): void {
  if (append) {
    // Starts a new line if the last one has no line break.
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

/** What is at a path, which may be a broken link. */
function look(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.lstatSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Flushes a file to disk. Otherwise a crash could leave an empty file. */
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

/** Removes tokens, locks and temporary files that are older than a day. */
function removeOld(folder: string): void {
  for (const { name, isFile } of Deno.readDirSync(folder)) {
    // Another run may have removed the file.
    const written = isFile && isCacheFile(name) ? look(`${folder}/${name}`)?.mtime : undefined;
    if (written && Date.now() - written.getTime() > 86_400_000) remove(`${folder}/${name}`);
  }
}

/** Whether a name is that of a token, a lock or a temporary file. */
export function isCacheFile(name: string): boolean {
  return /^([0-9a-f]{64}(\.lock)?|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.part)$/.test(name);
}

/** Removes a file. Failures are ignored: another run may have removed it. */
function remove(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // Ignored, see above.
  }
}

function problem(code: string): Error {
  return Object.assign(new Error(), { code });
}
