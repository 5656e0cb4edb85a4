/**
 * Why the system refused to read a file. Imported on demand, because most runs read every file.
 *
 * @module
 */

import { FileProblem } from "../core/host.ts";

/** Reasons by the code of a system error (errno), for files that are read or written. */
export const systemReasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EBUSY: "the system is using it",
  EIO: "the disk reports an I/O error",
  EISDIR: "it is a folder",
  ELOOP: "its symbolic links lead back to themselves",
  EMFILE: "too many files are open in this process",
  ENAMETOOLONG: "its name is too long",
  ENFILE: "too many files are open on this machine",
  ENOTDIR: "part of its path is not a folder",
  EPERM: "permission denied",
  ESTALE: "the network file system does not find it any more",
};

/** The failure of a file that could not be read, by the error of the runtime. */
export function readProblem(error: unknown, path: string): FileProblem {
  if (error instanceof FileProblem) return error;
  if (path === "") return new FileProblem("missing", "its path is empty");
  const { code = "", name } = error as Error & { readonly code?: string };
  if (code === "ENOENT" || name === "NotFound") return new FileProblem("missing");
  if (name === "NotCapable") {
    return new FileProblem("unreadable", "gettoken has no permission to open files there");
  }
  const reason = systemReasons[code] ?? `the system refused${code && ` (${code})`}`;
  return new FileProblem("unreadable", reason);
}
