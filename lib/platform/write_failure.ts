/**
 * Helpers of the modules that write files: what is at a path, and the error for a failed write.
 *
 * @module
 */

import { GettokenError } from "../core/errors.ts";
import { printable } from "../core/text.ts";
import type { FolderSystem, PathInfo } from "./folder_system.ts";
import { systemReasons } from "./read_failure.ts";

/** A failed write: the path, and a system error code, an error name or one of our own reasons. */
export interface WriteProblem {
  readonly path: string;
  readonly reason: string;
}

const reasons: Readonly<Record<string, string>> = {
  ...systemReasons,
  EDQUOT: "disk quota exceeded",
  EEXIST: "part of its path is not a folder",
  ENOENT: "there is no such folder",
  ENOSPC: "the disk is full",
  EROFS: "the file system is read-only",
  absent: "there is no such file",
  exists: "it already exists",
  isLink: "it is a symbolic link",
  link: "part of its path is a symbolic link",
  NotCapable: "gettoken has no permission to write there",
  replaced: "it was replaced during this run",
  special: "it is not a regular file",
};

const hints: Readonly<Record<string, string>> = {
  ENOENT: "Create the folder first.",
  exists: "Nothing was changed.",
  isLink: "Name the file that the link points to.",
};

/** The reason for a {@linkcode WriteProblem}. */
export function reasonOf(error: unknown): string {
  const { code, name } = error as Error & { readonly code?: string };
  return code ?? name;
}

/** The error for a file that could not be written. */
export function writeFailure({ path, reason }: WriteProblem): GettokenError {
  return new GettokenError(
    "output_failed",
    `Cannot write ${printable(path, 300)}: ${reasons[reason] ?? "the system refused"}`,
    { hint: hints[reason] },
  );
}

/** What is at a path, which may be a broken link; `undefined` if nothing is. */
export function infoOf(path: string, system: FolderSystem = Deno): PathInfo | undefined {
  try {
    return system.lstatSync(path);
  } catch (error) {
    if (reasonOf(error) === "ENOENT") return undefined;
    throw error;
  }
}
