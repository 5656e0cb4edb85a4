/**
 * What files that write have in common: what is at a path, and why a file could not be written.
 *
 * @module
 */

import { GettokenError } from "../core/errors.ts";
import { printable } from "../core/text.ts";

/** Where writing failed, and why: a system error code, the name of an error, or a word of ours. */
export interface WriteProblem {
  readonly path: string;
  readonly reason: string;
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "this account may not write there",
  EDQUOT: "the account has no space left",
  EEXIST: "a part of its path is no folder",
  EISDIR: "it is a folder",
  ENAMETOOLONG: "its name is too long",
  ENOENT: "there is no such folder",
  ENOSPC: "the disk is full",
  ENOTDIR: "a part of its path is no folder",
  EPERM: "this account may not write there",
  EROFS: "the file system can only be read",
  absent: "there is no such file",
  exists: "it exists already",
  isLink: "it is a link",
  link: "a part of its path is a link",
  NotCapable: "gettoken runs without the permission to write there",
  replaced: "it was replaced during this run",
  special: "it is no regular file",
};

const hints: Readonly<Record<string, string>> = {
  ENOENT: "gettoken makes no folder for it.",
  exists: "Nothing was changed.",
  isLink: "Name the file that it leads to.",
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
    `Cannot write ${printable(path, 300)}: ${reasons[reason] ?? "the system refuses it"}`,
    { hint: hints[reason] },
  );
}

/** What is at a path, even a link that leads nowhere; `undefined` if there is nothing. */
export function infoOf(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.lstatSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
