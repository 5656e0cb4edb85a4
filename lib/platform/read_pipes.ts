/**
 * Reads pipes, devices and stdin. Imported on demand, because most runs read regular files only.
 *
 * @module
 */

import { FileProblem } from "../core/host.ts";
import { readProblem } from "./read_failure.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** How long a pipe may take, in milliseconds. A password manager may wait for its user. */
const usualPatience = 30_000;

/** The time between two looks at a pipe without data, in milliseconds. */
const pollInterval = 10;

/** A path that means stdin. */
const stdinPath = /^\/(dev\/stdin|(dev|proc\/self)\/fd\/0)$/;

/** A pipe that is open for reading and never blocks. */
export interface OpenPipe extends AsyncDisposable {
  /** Reads bytes: 0 at the end or if it has no writer, `undefined` if its writer has not written. */
  read(into: Bytes): Promise<number | undefined>;
}

/** How a pipe is read. */
export interface PipeReading {
  /** The most bytes it may have. */
  readonly limit: number;
  /** Whether its writer may come later, as with a named pipe. */
  readonly awaitWriter: boolean;
}

/** Reads pipes, each once: what came is kept, because nothing comes a second time. */
export class PipeReader {
  readonly #contents = new Map<string, Promise<Bytes>>();
  readonly #patience: number;
  readonly #open: (path: string) => Promise<OpenPipe>;
  #stdinIsRead = false;

  /**
   * @param patience The time limit for each pipe, in milliseconds.
   */
  constructor(patience = usualPatience, open = openPipe) {
    this.#patience = patience;
    this.#open = open;
  }

  /**
   * The bytes of a pipe or device, to its end.
   *
   * @throws {FileProblem} `too_large`, `timed_out`; errors of the runtime.
   */
  async readPipe(path: string, reading: PipeReading): Promise<Bytes> {
    const { limit } = reading;
    const content = this.#contents.get(path) ??
      (stdinPath.test(path) ? this.readStdin(limit) : this.#openAndRead(path, reading));
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
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(new FileProblem("timed_out")), this.#patience);
    try {
      return await Promise.race([readToEnd(Deno.stdin, limit), late.promise]);
    } catch (error) {
      throw readProblem(error, "stdin");
    } finally {
      clearTimeout(timer);
    }
  }

  async #openAndRead(path: string, { limit, awaitWriter }: PipeReading): Promise<Bytes> {
    const end = performance.now() + this.#patience;
    await using pipe = await this.#open(path);
    let hasWriter = !awaitWriter;
    async function read(into: Bytes): Promise<number | null> {
      for (;;) {
        const count = await pipe.read(into);
        if (count === 0 && hasWriter) return null;
        hasWriter ||= count !== 0;
        if (count) return count;
        if (performance.now() >= end) throw new FileProblem("timed_out");
        await new Promise((done) => setTimeout(done, pollInterval));
      }
    }
    return await readToEnd({ read }, limit);
  }
}

/** Opens a pipe. Without O_NONBLOCK, the whole program would wait until the pipe has a writer. */
async function openPipe(path: string): Promise<OpenPipe> {
  const { constants, promises } = await import("node:fs");
  const pipe = await promises.open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return {
    async read(into) {
      try {
        return (await pipe.read(into, 0, into.length, null)).bytesRead;
      } catch (error) {
        if (error instanceof Error && "code" in error && error.code === "EAGAIN") return undefined;
        throw error;
      }
    },
    [Symbol.asyncDispose]: () => pipe.close(),
  };
}

async function readToEnd(
  source: { read(into: Bytes): Promise<number | null> },
  limit: number,
): Promise<Bytes> {
  const bytes = new Uint8Array(limit + 1);
  for (let length = 0; length <= limit;) {
    const count = await source.read(bytes.subarray(length));
    if (count === null) return bytes.slice(0, length);
    length += count;
  }
  throw new FileProblem("too_large");
}
