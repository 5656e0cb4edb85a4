/**
 * The working directory of a run.
 *
 * @module
 */

import { dirname } from "node:path";

/** A file in the working directory: its content, and its mode (default: 0600). */
export type TestFile =
  | string
  | Uint8Array
  | { readonly content: string | Uint8Array; readonly mode: number };

/** Files by relative path, each with its content. */
export type Files = ReadonlyMap<string, string>;

/** Writes files into a folder. */
export async function writeFiles(
  folder: string,
  files: Readonly<Record<string, TestFile>>,
): Promise<void> {
  for (const [path, file] of Object.entries(files)) {
    const plain = typeof file === "string" || file instanceof Uint8Array;
    const { content, mode } = plain ? { content: file, mode: 0o600 } : file;
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    await Deno.mkdir(dirname(`${folder}/${path}`), { recursive: true });
    await Deno.writeFile(`${folder}/${path}`, bytes, { mode: 0o600 });
    // Independent of the umask.
    await Deno.chmod(`${folder}/${path}`, mode);
  }
}

/** The files below a folder. The content of anything but a regular file is empty. */
export async function filesIn(folder: string, prefix = ""): Promise<Files> {
  const files = new Map<string, string>();
  for await (const { name, isDirectory, isFile } of Deno.readDir(`${folder}/${prefix}`)) {
    const path = prefix + name;
    if (isDirectory) {
      for (const [below, content] of await filesIn(folder, `${path}/`)) files.set(below, content);
    } else {
      const bytes = isFile ? await Deno.readFile(`${folder}/${path}`) : new Uint8Array();
      files.set(path, new TextDecoder().decode(bytes));
    }
  }
  return files;
}

/** New files, and files whose content has changed. */
export function changedFiles(before: Files, after: Files): Files {
  return new Map([...after].filter(([path, content]) => before.get(path) !== content));
}
