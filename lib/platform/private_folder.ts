/**
 * Checks that nobody but this user can put files into the cache folder, or read them there.
 *
 * @module
 */

import { GettokenError } from "../core/errors.ts";
import { printable, shellWord } from "../core/text.ts";
import { reasonOf, writeFailure } from "./write_failure.ts";

/** The folder exists, but other users have, or could get, access to it. */
export class UnsafeFolder extends GettokenError {}

/**
 * Opens a folder that only this user can enter. A missing one is created with mode 0700; that of an
 * existing one is corrected if the folder is this user's own.
 *
 * @throws {UnsafeFolder}
 * @throws {GettokenError} `output_failed` if it cannot be created or written to.
 */
export function openPrivateFolder(folder: string): Deno.FileInfo {
  return explained(folder, () => {
    if (!exists(folder)) Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
    const info = requireOwn(folder);
    if (info.mode !== null && (info.mode & 0o777) !== 0o700) Deno.chmodSync(folder, 0o700);
    return info;
  });
}

/**
 * Checks a folder, and changes nothing.
 *
 * @returns `undefined` if there is no such folder.
 * @throws as {@linkcode openPrivateFolder} does.
 */
export function checkPrivateFolder(folder: string): Deno.FileInfo | undefined {
  return explained(folder, () => exists(folder) ? requireOwn(folder) : undefined);
}

function explained<T>(folder: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof GettokenError) throw error;
    throw writeFailure({ path: folder, reason: reasonOf(error) });
  }
}

/** Whether there is something at a path, even a link that leads nowhere. */
function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function requireOwn(folder: string): Deno.FileInfo {
  const info = Deno.lstatSync(folder);
  if (info.isSymlink) throw unsafe(folder, "it is a link");
  if (!info.isDirectory) throw unsafe(folder, "it is not a folder");
  // No owners and modes on Windows: there, folders of a user are private unless shared on purpose.
  if (Deno.build.os === "windows") return info;
  for (let parent = above(folder);; parent = above(parent)) {
    const { mode } = Deno.statSync(parent);
    // With the sticky bit, only the owner of a folder can rename it.
    if (((mode ?? 0) & 0o1002) === 0o002) {
      throw new UnsafeFolder(
        "output_failed",
        `${cannotUse(folder)}: any user can replace it, as they can write to ${
          printable(parent, 300)
        }`,
        { hint: `chmod o-w ${shellWord(parent)}` },
      );
    }
    if (parent === "/") break;
  }
  if (info.uid !== uidOfNewFile(folder)) throw unsafe(folder, "it belongs to another user");
  return info;
}

/** The folder above. Not by node:path, which takes a while to load. */
function above(path: string): string {
  return path.replace(/\/[^/]*$/, "") || "/";
}

/** The user that this process creates files as. Asking the system needs a permission. */
function uidOfNewFile(folder: string): number | null {
  const path = `${folder}/${crypto.randomUUID()}.part`;
  try {
    using file = Deno.openSync(path, { createNew: true, write: true, mode: 0o600 });
    Deno.removeSync(path);
    return file.statSync().uid;
  } catch (error) {
    if (error instanceof Deno.errors.PermissionDenied) {
      throw unsafe(folder, "this account may not write there");
    }
    throw error;
  }
}

function unsafe(folder: string, reason: string): UnsafeFolder {
  const hint = "Remove it. The next run creates a folder there with mode 0700.";
  return new UnsafeFolder("output_failed", `${cannotUse(folder)}: ${reason}`, { hint });
}

function cannotUse(folder: string): string {
  return `Cannot use the cache folder ${printable(folder, 300)}`;
}
