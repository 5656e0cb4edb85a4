/**
 * Reads pipes and stdin, whose length nobody knows before their end.
 *
 * @module
 */

import { FileProblem } from "../core/host.ts";

/**
 * The bytes of a pipe that is open already, to its end.
 *
 * @param limit The most bytes it may have.
 * @throws {FileProblem} `too_large`, and what the runtime throws.
 */
export async function readPipe(path: string, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  using pipe = await Deno.open(path);
  return await readToEnd(pipe, limit);
}

/**
 * The bytes of stdin, to its end.
 *
 * @param limit The most bytes it may have.
 * @throws {FileProblem} if it is too large or unreadable.
 */
export async function readStdin(limit: number): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await readToEnd(Deno.stdin, limit);
  } catch (error) {
    throw error instanceof FileProblem ? error : new FileProblem("unreadable");
  }
}

/** Reads to the end, and no more than is allowed. */
async function readToEnd(
  source: Pick<Deno.FsFile, "read">,
  limit: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(limit + 1);
  for (let length = 0; length <= limit;) {
    const count = await source.read(bytes.subarray(length));
    if (count === null) return bytes.slice(0, length);
    length += count;
  }
  throw new FileProblem("too_large");
}
