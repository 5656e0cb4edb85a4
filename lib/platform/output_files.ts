/**
 * Files that are named before there is a token, and written when there is one.
 *
 * The worker that writes them may write these files and nothing else, so the program can give its
 * own permission up while it still waits for the network.
 *
 * @module
 */

import { dirname, join, resolve } from "node:path";
import type { FileWriter, TargetFile } from "../core/host.ts";
import { printable } from "../core/text.ts";
import { writeFailure } from "./write_failure.ts";
import { type WorkerScope, WritingWorker } from "./writing_worker.ts";

/** A file, with all that is needed to write it. */
interface Target {
  /** What messages call it. */
  readonly name: string;
  readonly path: string;
  readonly folder: string;
  /** Where a new content is made before it takes the place of the old one. */
  readonly part: string;
  readonly append: boolean;
}

/**
 * Makes ready to write files, and looks whether that can be done.
 *
 * A file that is replaced is its owner's alone (mode 0600), and complete or as it was before. One
 * that is appended to has to be there. Neither may be a link, nor anything else but a regular file.
 *
 * @throws {GettokenError} `output_failed`
 */
export function prepareFiles(files: readonly TargetFile[]): FileWriter {
  const targets = files.map(targetOf);
  for (const target of targets) refuseUnfit(target);
  // It starts while the program waits for the network.
  const worker = new WritingWorker(writeTargets, {
    read: targets.map(({ path, part, append }) => append ? path : part),
    write: targets.flatMap(({ path, part, append }) => append ? [path] : [path, part]),
  }, targets.map(({ name }) => name).join(", "));
  return {
    async write(text) {
      try {
        for (const target of targets) refuseUnfit(target);
        await worker.ask({ targets, text });
      } finally {
        worker.stop();
      }
    },
  };
}

function targetOf({ path, namedBy, append }: TargetFile): Target {
  const absolute = resolve(path);
  // What ends like a folder is none of ours, whether there is one or not.
  const folder = /[/\\]$/.test(path) ? absolute : dirname(absolute);
  return {
    // Cut here, so that a long path leaves room for who named it.
    name: `${printable(path, 200)} (${namedBy})`,
    path: absolute,
    folder,
    part: join(folder, `.${crypto.randomUUID()}`),
    append,
  };
}

/** Looks what is there now. Synchronous, since there is nothing to do meanwhile. */
function refuseUnfit(target: Target): void {
  const reason = reasonAgainst(target);
  if (reason !== undefined) throw writeFailure({ path: target.name, reason });
}

function reasonAgainst({ path, folder, append }: Target): string | undefined {
  try {
    if (!Deno.statSync(folder).isDirectory) return "ENOTDIR";
    const there = fileAt(path);
    if (there === undefined) return append ? "absent" : undefined;
    if (there.isSymlink) return "isLink";
    if (there.isDirectory) return "EISDIR";
    return there.isFile ? undefined : "special";
  } catch (error) {
    const { code, name } = error as Error & { code?: string };
    return code ?? name;
  }
}

function fileAt(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.lstatSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** What the worker does. Its text is all that goes there, so it uses nothing from outside. */
function writeTargets(scope: WorkerScope): void {
  scope.onmessage = ({ data: { targets, text } }) => {
    let name = "";
    try {
      for (const target of targets as readonly Target[]) {
        name = target.name;
        (target.append ? append : replace)(target, text);
      }
      scope.postMessage(undefined);
    } catch (error) {
      const { code, name: kind } = error as Error & { code?: string };
      scope.postMessage({ path: name, reason: code ?? kind });
    }
  };

  function replace({ path, part }: Target, text: string): void {
    const file = Deno.openSync(part, { write: true, createNew: true, mode: 0o600 });
    try {
      // Whatever the umask took from it.
      Deno.chmodSync(part, 0o600);
      writeAll(file, text);
      Deno.renameSync(part, path);
    } catch (error) {
      Deno.removeSync(part);
      throw error;
    }
  }

  /** On a line of its own: what wrote there before may have left its last line open. */
  function append({ path }: Target, text: string): void {
    const content = Deno.readFileSync(path);
    const isOpen = content.length > 0 && content.at(-1) !== 0x0a;
    writeAll(Deno.openSync(path, { append: true }), isOpen ? "\n" + text : text);
  }

  function writeAll(file: Deno.FsFile, text: string): void {
    try {
      const bytes = new TextEncoder().encode(text);
      for (let rest = bytes; rest.length > 0;) rest = rest.subarray(file.writeSync(rest));
      // Else a crash of the machine could leave a new name with nothing in it.
      file.syncDataSync();
    } finally {
      file.close();
    }
  }
}
