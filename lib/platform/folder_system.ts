/**
 * The functions that the checks of the cache folder need: those of Deno in the program, of `node:fs` in
 * the library.
 *
 * @module
 */

/** What is known of a file or folder. */
export interface PathInfo {
  readonly isFile: boolean;
  readonly isDirectory: boolean;
  readonly isSymlink: boolean;
  readonly dev: number;
  readonly ino: number | null;
  readonly mode: number | null;
  readonly uid: number | null;
  readonly size: number;
  readonly mtime: Date | null;
}

/** A part of `Deno`. Errors have the system's code (errno), or are called `NotCapable`. */
export interface FolderSystem {
  readonly build: { readonly os: string };
  lstatSync(path: string): PathInfo;
  statSync(path: string): PathInfo;
  mkdirSync(path: string, options: { readonly recursive: true; readonly mode: number }): void;
  chmodSync(path: string, mode: number): void;
  openSync(
    path: string,
    options: { readonly createNew: true; readonly write: true; readonly mode: number },
  ): { statSync(): Pick<PathInfo, "uid"> } & Disposable;
  removeSync(path: string): void;
}
