/** Links a module and the files that it imports into one `data:` URL. @module */

import type { GettokenError } from "../core/errors.ts";
import { cannotLoad } from "./find_imports.ts";
import type { ModuleFile } from "./module_graph.ts";
import { base64Of, sha256 } from "../core/encodings.ts";

/** The length limit of a linked module. */
const maxLinkedSize = 4 * 1024 * 1024;

/**
 * Makes one `data:` URL of a module, with the files that it imports inside.
 *
 * The URL of each file contains its number, from which {@linkcode placeIn} finds the file in the
 * stack of an error, although the runtime shortens such URLs.
 *
 * @param files Each after those that it imports, as {@linkcode readModule} returns them.
 * @throws {GettokenError} `provider_module` if it becomes too large.
 */
export async function linkModule(files: readonly ModuleFile[]): Promise<{ readonly url: string }> {
  const urls = new Map<ModuleFile, string>();
  let url = "";
  for (const [index, file] of files.entries()) {
    const { before, after } = guardFor(await sha256(file.code));
    const parts = [before, ...partsOf(file, urls), after];
    // Checked before they are joined: each level may double the size.
    if (parts.reduce((size, part) => size + part.length, 0) > maxLinkedSize) throw tooLarge(files);
    const code = new TextEncoder().encode(parts.join(""));
    url = `data:text/javascript;file=${index};base64,${base64Of(code)}`;
    urls.set(file, url);
  }
  if (url.length > maxLinkedSize) throw tooLarge(files);
  return { url };
}

/** The code of a file, with URLs instead of its import specifiers. */
function partsOf({ code, imports }: ModuleFile, urls: ReadonlyMap<ModuleFile, string>): string[] {
  const ends = [0, ...imports.map(({ end }) => end)];
  const between = ends.map((end, index) => code.slice(end, imports[index]?.start));
  return between.flatMap((text, index) => {
    const imported = imports[index];
    return imported ? [text, `"${urls.get(imported.file)}"`] : [text];
  });
}

/**
 * Code around that of a file. Whatever the file throws while it loads becomes the `suppressed` member
 * of a genuine SuppressedError: the runtime panics if it cannot read the members of the error that
 * rejects an `import()`.
 *
 * @param hash The hash of the code, so that the code cannot name the guard.
 */
function guardFor(hash: string): { readonly before: string; readonly after: string } {
  const guard = `_${hash}`;
  return {
    before: `using ${guard} = { [Symbol.dispose]() { if (!this.done) throw undefined; } };`,
    after: `\n${guard}.done = true;`,
  };
}

/** The number of columns by which the guard shifts the first line of a file. */
const guardLength = guardFor("0".repeat(64)).before.length;

function tooLarge(files: readonly ModuleFile[]): GettokenError {
  const hint = "A file counts once for each import of it. Import fewer files, and less deeply.";
  const reason = "it is larger than 4 MiB with its imports";
  return cannotLoad(`${files.at(-1)?.name}`, reason, [], hint);
}

/**
 * The first place in the stack of an error: `./acme.ts, line 3, column 14`. The column is
 * left out if the line had types in it.
 */
export function placeIn(files: readonly ModuleFile[], stack: string): string | undefined {
  const mark = /;file=(?<number>\d+);base64,[\w+/=.]*:(?<line>\d+):(?<column>\d+)/.exec(stack);
  const { number, line, column } = mark?.groups ?? {};
  const file = files[Number(number)];
  if (!file) return undefined;
  const [written, run] = [file.source, file.code]
    .map((text) => text.split(/\r\n?|\n/)[Number(line) - 1]);
  const offset = line === "1" ? guardLength : 0;
  return `${file.name}, line ${line}` +
    (written === run ? `, column ${Number(column) - offset}` : "");
}

/** The message of an error, with file names instead of URLs. */
export function withFileNames(files: readonly ModuleFile[], text: string): string {
  return text.replace(
    /data:text\/javascript;file=(\d+);base64,[\w+/=.]*/g,
    (url, number) => files[Number(number)]?.name ?? url,
  );
}
