/**
 * Output files (`--out`, GitHub Actions). They are checked before the token is requested and written
 * afterwards.
 *
 * @module
 */

import { dirname, join, resolve } from "node:path";
import type { FileWriter, TargetFile } from "../core/host.ts";
import { printable } from "../core/text.ts";
import { infoOf, reasonOf, writeFailure } from "./write_failure.ts";
import { type FileTask, WritingWorker } from "./writing_worker.ts";

interface Target extends FileTask {
  readonly folder: string;
}

/**
 * Checks that files can be written, and prepares that. A file to replace gets mode 0600; a file to
 * append to must exist. Both must be regular files, not symbolic links.
 *
 * @throws {GettokenError} `output_failed`
 */
export function prepareFiles(files: readonly TargetFile[]): FileWriter {
  const targets = files.map(targetOf);
  for (const target of targets) refuseUnfit(target);
  // The worker starts while the program waits for the network.
  const worker = new WritingWorker({
    read: targets.map(({ path, part, append }) => append ? path : part),
    write: targets.flatMap(({ path, part, append }) => append ? [path] : [path, part]),
  }, targets.map(({ name }) => name).join(", "));
  return async (content) => {
    try {
      for (const target of targets) refuseUnfit(target);
      await worker.run({ tasks: targets.map((target) => ({ ...target, content })) });
    } finally {
      worker.stop();
    }
  };
}

function targetOf({ path, namedBy, append }: TargetFile): Target {
  const absolute = resolve(path);
  // A trailing slash names a folder, even if it does not exist.
  const folder = /[/\\]$/.test(path) ? absolute : dirname(absolute);
  return {
    // Truncated here, so that `namedBy` still fits after a long path.
    name: `${printable(path, 200)} (${namedBy})`,
    path: absolute,
    folder,
    part: join(folder, `.${crypto.randomUUID()}`),
    append,
  };
}

function refuseUnfit(target: Target): void {
  const reason = problemWith(target);
  if (reason !== undefined) throw writeFailure({ path: target.name, reason });
}

function problemWith({ path, folder, append }: Target): string | undefined {
  try {
    if (!Deno.statSync(folder).isDirectory) return "ENOTDIR";
    const existing = infoOf(path);
    if (existing === undefined) return append ? "absent" : undefined;
    if (existing.isSymlink) return "isLink";
    if (existing.isDirectory) return "EISDIR";
    return existing.isFile ? undefined : "special";
  } catch (error) {
    return reasonOf(error);
  }
}
