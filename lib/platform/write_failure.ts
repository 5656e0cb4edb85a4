/**
 * Why a file could not be written.
 *
 * @module
 */

import { GettokenError } from "../core/errors.ts";
import { printable } from "../core/text.ts";

/** Where writing failed, and why: a code of the system, the name of an error, or a word of ours. */
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

/** Why the system did not do something, as a {@linkcode WriteProblem} says it. */
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
