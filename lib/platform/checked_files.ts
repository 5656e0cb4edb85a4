/**
 * Reads a file that may be anything, after a look at what it is.
 *
 * @module
 */

import { FileProblem } from "../core/host.ts";
import type { PipeReader } from "./read_pipes.ts";
import { waiting } from "./signals.ts";

/** Stdin, and the path that a shell passes for `<(command)`. The runtime does not stat them. */
const descriptor = /^\/(?:dev\/stdin|(?:dev|proc\/self)\/fd\/\d+)$/;

let pipes: Promise<PipeReader> | undefined;

/** Reads pipes. Each of them is read only once. */
export function pipeReader(): Promise<PipeReader> {
  return pipes ??= waiting(import("./read_pipes.ts")).then(({ PipeReader }) => new PipeReader());
}

/**
 * Reads a regular file, a pipe or a device.
 *
 * @param stat Synchronous, because the asynchronous one takes three times as long.
 * @param mayBePipe Whether a named pipe or a device may be opened, which may block.
 */
export async function readChecked(
  path: string,
  limit: number,
  stat: typeof Deno.statSync,
  mayBePipe = false,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    if (descriptor.test(path)) {
      return await (await pipeReader()).readPipe(path, { limit, awaitWriter: false });
    }
    const info = stat(path);
    if (mayBePipe && (info.isFifo || info.isCharDevice)) {
      return await (await pipeReader()).readPipe(path, {
        limit,
        awaitWriter: info.isFifo ?? false,
      });
    }
    return readRegular(path, limit, info);
  } catch (error) {
    // `./.env` is usually missing.
    if (error instanceof Deno.errors.NotFound) throw new FileProblem("missing");
    throw (await import("./read_failure.ts")).readProblem(error, path);
  }
}

/** Synchronous, because to start a thread takes longer than to read a small file. */
function readRegular(
  path: string,
  limit: number,
  { isFile, isDirectory, size }: Deno.FileInfo,
): Uint8Array<ArrayBuffer> {
  if (isDirectory) throw new FileProblem("not_a_file", "it is a folder");
  if (!isFile) throw new FileProblem("not_a_file");
  if (size > limit) throw new FileProblem("too_large");
  return Deno.readFileSync(path);
}
