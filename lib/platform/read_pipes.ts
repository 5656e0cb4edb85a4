/**
 * Reads pipes, devices and stdin. Imported on demand, because most runs read regular files only.
 *
 * @module
 */

import { FileProblem } from "../core/host.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** How long a pipe may take, in milliseconds. A password manager may wait for its user. */
const usualPatience = 30_000;

/** A path that means stdin. */
const stdinPath = /^\/(dev\/stdin|(dev|proc\/self)\/fd\/0)$/;

/** Reads pipes, each once: what came is kept, because nothing comes a second time. */
export class PipeReader {
  readonly #contents = new Map<string, Promise<Bytes>>();
  readonly #patience: number;
  #stdinIsRead = false;

  constructor(patience = usualPatience) {
    this.#patience = patience;
  }

  /**
   * The bytes of a pipe or device, to its end.
   *
   * @param limit The most bytes it may have.
   * @throws {FileProblem} `too_large`, `timed_out`; errors of the runtime.
   */
  async readPipe(path: string, limit: number): Promise<Bytes> {
    const content = this.#contents.get(path) ??
      (stdinPath.test(path) ? this.readStdin(limit) : this.#inTime(openAndRead(path, limit)));
    this.#contents.set(path, content);
    const bytes = await content;
    if (bytes.length > limit) throw new FileProblem("too_large");
    return bytes;
  }

  /**
   * The bytes of stdin, to its end.
   *
   * @param limit The most bytes it may have.
   * @throws {FileProblem} `too_large`, `timed_out`, `unreadable`; `already_read` the second time.
   */
  async readStdin(limit: number): Promise<Bytes> {
    if (this.#stdinIsRead) throw new FileProblem("already_read");
    this.#stdinIsRead = true;
    try {
      return await this.#inTime(readToEnd(Deno.stdin, limit));
    } catch (error) {
      throw error instanceof FileProblem ? error : new FileProblem("unreadable");
    }
  }

  async #inTime(work: Promise<Bytes>): Promise<Bytes> {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(new FileProblem("timed_out")), this.#patience);
    try {
      return await Promise.race([work, late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Opening a pipe waits until a program opens it for writing. */
async function openAndRead(path: string, limit: number): Promise<Bytes> {
  using pipe = await Deno.open(path);
  return await readToEnd(pipe, limit);
}

async function readToEnd(source: Pick<Deno.FsFile, "read">, limit: number): Promise<Bytes> {
  const bytes = new Uint8Array(limit + 1);
  for (let length = 0; length <= limit;) {
    const count = await source.read(bytes.subarray(length));
    if (count === null) return bytes.slice(0, length);
    length += count;
  }
  throw new FileProblem("too_large");
}
