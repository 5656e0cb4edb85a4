/**
 * Archives in memory. The same content gives the same bytes on every machine: order, times, owners
 * and modes are fixed, and the compressor is JavaScript, because the result of the native one depends
 * on the processor.
 *
 * @module
 */
// deno-lint-ignore no-import-prefix -- the program does not need it
import { gzipSync, type Zippable, zipSync } from "npm:fflate@0.8.3";

// deno-lint-ignore no-import-prefix -- the program does not need it
import { packTar } from "npm:modern-tar@0.8.6";

/** A file in an archive. */
export interface ArchiveEntry {
  /** With `/`, without a slash at the beginning. */
  readonly path: string;
  readonly content: Uint8Array<ArrayBuffer>;
  /** Whether the file is a program. */
  readonly executable?: boolean | undefined;
}

/** How an archive is made. */
export interface ArchiveOptions {
  /** The time of all files. A zip file stores the day. */
  readonly time: Date;
  /** 0 (stored) to 9 (smallest). */
  readonly level: CompressionLevel;
}

/** How much an archive is compressed: 0 is not at all. */
export type CompressionLevel = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;

/** A gzipped tar file (ustar) of these files, owned by root. */
export async function tarGz(
  entries: readonly ArchiveEntry[],
  { time, level }: ArchiveOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const tar = await packTar(entries.map(({ path, content, executable }) => ({
    header: {
      ...{ name: path, size: content.length, mtime: time, mode: mode(executable) },
      ...{ uid: 0, gid: 0, uname: "root", gname: "root", type: "file" },
    },
    body: content,
  })));
  // 0 means that gzip stores no time.
  return gzipSync(tar, { level, mtime: 0 }) as Uint8Array<ArrayBuffer>;
}

/** A zip file of these files, with Unix modes. */
export function zip(
  entries: readonly ArchiveEntry[],
  { time, level }: ArchiveOptions,
): Uint8Array<ArrayBuffer> {
  const UNIX = 3;
  const files: Zippable = {};
  for (const { path, content, executable } of entries) {
    const attrs = (0o100000 | mode(executable)) * 2 ** 16;
    files[path] = [content, { level, mtime: noonOf(time), os: UNIX, attrs }];
  }
  return zipSync(files) as Uint8Array<ArrayBuffer>;
}

/**
 * Noon of the day of a date in UTC, as local time, because zip files have no time zone. Each time zone
 * has a noon on every day, but some hours are left out where summer time starts.
 */
function noonOf(date: Date): Date {
  return new Date(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate(), 12);
}

function mode(executable = false): number {
  return executable ? 0o755 : 0o644;
}
