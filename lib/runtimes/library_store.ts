/**
 * The cache folder as the library uses it, in Deno, Node and Bun: with `node:fs`, and the checks of the
 * program. No permission of the calling program is dropped.
 *
 * @module
 */

import * as fs from "node:fs";
import { lstat, readdir, rename, rm, writeFile } from "node:fs/promises";
import type { FileStore } from "../core/flow_host.ts";
import { pathBelow } from "../core/paths.ts";
import type { FolderSystem, PathInfo } from "../platform/folder_system.ts";
import { readFile } from "./node_files.ts";
import { openPrivateFolder } from "../platform/private_folder.ts";
import { runtimeOf, systemOf } from "./runtimes.ts";
import { reasonOf, writeFailure } from "../platform/write_failure.ts";
import { isCacheFile } from "../platform/writing_worker.ts";

/**
 * Opens the folder.
 *
 * @param folder An absolute path.
 * @throws {UnsafeFolder} if other users have access to it.
 * @throws {GettokenError} `output_failed` if it cannot be written to.
 */
export function openLibraryStore(folder: string): FileStore {
  const system = nodeSystem();
  const opened = openPrivateFolder(folder, system);
  const pathOf = (name: string) => pathBelow(system.build, folder, name);

  async function requireSame(): Promise<void> {
    const { dev, ino } = await lstat(folder);
    if (dev !== opened.dev || ino !== opened.ino) {
      throw Object.assign(new Error(), { code: "replaced" });
    }
  }

  async function replace(path: string, content: Uint8Array): Promise<void> {
    const part = pathOf(`${crypto.randomUUID()}.part`);
    try {
      await requireSame();
      await writeFile(part, content, { flag: "wx", mode: 0o600 });
      await rename(part, path);
    } catch (error) {
      await rm(part, { force: true }).catch(() => {});
      throw writeFailure({ path, reason: reasonOf(error) });
    }
  }

  return {
    read: (name, limit) => readFile(pathOf(name), limit, lstat),
    lock: (name) => lock(pathOf(`${name}.lock`)),
    prepareWriting: () => Promise.resolve(),
    async write(name, content) {
      await replace(pathOf(name), content);
      await removeOld(folder, pathOf);
    },
  };
}

/** Node and Bun have no locks between processes: there, two may request a token at the same time. */
async function lock(path: string): Promise<Disposable> {
  if (runtimeOf() !== "deno") return { [Symbol.dispose]() {} };
  const { lockFile } = await import("../platform/file_store.ts");
  return await lockFile(path);
}

/** Removes tokens, locks and temporary files that are older than a day, if possible. */
async function removeOld(folder: string, pathOf: (name: string) => string): Promise<void> {
  try {
    for (const name of (await readdir(folder)).filter(isCacheFile)) {
      const { mtimeMs } = await lstat(pathOf(name));
      if (Date.now() - mtimeMs > 86_400_000) await rm(pathOf(name));
    }
  } catch {
    // Another process may have removed the file.
  }
}

function nodeSystem(): FolderSystem {
  return {
    build: { os: systemOf() },
    lstatSync: (path) => infoFrom(fs.lstatSync(path)),
    statSync: (path) => infoFrom(fs.statSync(path)),
    mkdirSync: (path, options) => void fs.mkdirSync(path, options),
    chmodSync: (path, mode) => fs.chmodSync(path, mode),
    openSync(path, { mode }) {
      const file = fs.openSync(path, "wx", mode);
      return {
        statSync: () => infoFrom(fs.fstatSync(file)),
        [Symbol.dispose]: () => fs.closeSync(file),
      };
    },
    removeSync: (path) => fs.rmSync(path),
  };
}

function infoFrom(stats: fs.Stats): PathInfo {
  const { dev, ino, mode, uid, size, mtime } = stats;
  const isFile = stats.isFile();
  const isDirectory = stats.isDirectory();
  return {
    ...{ isFile, isDirectory, isSymlink: stats.isSymbolicLink() },
    ...{ dev, ino, mode, uid, size, mtime },
  };
}
