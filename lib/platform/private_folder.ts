/**
 * Creates and lists the cache folder, and checks that only this user can access it. Windows has no
 * owners and modes in this sense: there, the folder gets the access rights of the one above it, which
 * is in the user's profile.
 *
 * @module
 */

import { GettokenError } from "../core/errors.ts";
import type { FolderContent } from "../core/host.ts";
import { printable, shellWord } from "../core/text.ts";
import type { FolderSystem, PathInfo } from "./folder_system.ts";
import { infoOf, reasonOf, writeFailure } from "./write_failure.ts";

/** Whether folders have modes and owners. */
function hasModes({ build }: FolderSystem): boolean {
  return build.os !== "windows";
}

/** Thrown if other users have, or could get, access to the folder. */
export class UnsafeFolder extends GettokenError {}

/**
 * Opens the folder. A missing folder is created with mode 0700. If this user owns an existing one, its
 * mode is corrected.
 *
 * @throws {UnsafeFolder}
 * @throws {GettokenError} `output_failed` if it cannot be created or written to.
 */
export function openPrivateFolder(folder: string, system: FolderSystem = Deno): PathInfo {
  return explained(folder, () => {
    if (!infoOf(folder, system)) system.mkdirSync(folder, { recursive: true, mode: 0o700 });
    const info = requireOwn(folder, system);
    const isOpen = hasModes(system) && ((info.mode ?? 0) & 0o777) !== 0o700;
    if (isOpen) system.chmodSync(folder, 0o700);
    return info;
  });
}

/**
 * Lists the regular files in the folder without changing it; `undefined` if it does not exist.
 *
 * @throws as {@linkcode openPrivateFolder} does.
 */
export async function lookInto(folder: string): Promise<FolderContent | undefined> {
  const info = explained(folder, () => infoOf(folder) && requireOwn(folder, Deno));
  if (info === undefined) return undefined;
  const { filesIn } = await import("./read_files.ts");
  const files = (await filesIn(folder)).flatMap((name) => {
    // Another run may have removed the file.
    const file = infoOf(`${folder}/${name}`);
    return file ? [{ name, size: file.size, written: file.mtime?.getTime() ?? 0 }] : [];
  });
  return hasModes(Deno) ? { isPrivate: ((info.mode ?? 0) & 0o077) === 0, files } : { files };
}

function explained<T>(folder: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof GettokenError) throw error;
    throw writeFailure({ path: folder, reason: reasonOf(error) });
  }
}

function requireOwn(folder: string, system: FolderSystem): PathInfo {
  const info = system.lstatSync(folder);
  const refuse = (reason: string) => unsafe(folder, reason, system);
  if (info.isSymlink) throw refuse("it is a symbolic link");
  if (!info.isDirectory) throw refuse("it is not a folder");
  if (!hasModes(system)) return info;
  for (let parent = above(folder);; parent = above(parent)) {
    const { mode } = system.statSync(parent);
    // With the sticky bit, only the owner of a folder can rename it.
    if (((mode ?? 0) & 0o1002) === 0o002) {
      throw new UnsafeFolder(
        "output_failed",
        `${cannotUse(folder)}: any user can replace it, because ${
          printable(parent, 300)
        } is world-writable`,
        { hint: `chmod o-w ${shellWord(parent)}` },
      );
    }
    if (parent === "/") break;
  }
  if (info.uid !== uidOfNewFile(folder, system)) throw refuse("it belongs to another user");
  return info;
}

/** The parent folder. `node:path` is slow to load. */
function above(path: string): string {
  return path.replace(/\/[^/]*$/, "") || "/";
}

/** The owner of files that this process creates. `Deno.uid()` would need a permission. */
function uidOfNewFile(folder: string, system: FolderSystem): number | null {
  const path = `${folder}/${crypto.randomUUID()}.part`;
  try {
    // Not with `using`, which Node 22 does not know.
    const file = system.openSync(path, { createNew: true, write: true, mode: 0o600 });
    try {
      system.removeSync(path);
      return file.statSync().uid;
    } finally {
      file[Symbol.dispose]();
    }
  } catch (error) {
    if (/^E(ACCES|PERM)$/.test(reasonOf(error))) throw unsafe(folder, "permission denied", system);
    throw error;
  }
}

function unsafe(folder: string, reason: string, system: FolderSystem): UnsafeFolder {
  const mode = hasModes(system) ? " with mode 0700" : "";
  const hint = `Remove it. The next run creates a new folder${mode}.`;
  return new UnsafeFolder("output_failed", `${cannotUse(folder)}: ${reason}`, { hint });
}

function cannotUse(folder: string): string {
  return `Cannot use the cache folder ${printable(folder, 300)}`;
}
