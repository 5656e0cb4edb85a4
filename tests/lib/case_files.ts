/**
 * Files in `tests/cases`: inputs that people really have. Keys among them were made for these tests.
 *
 * @module
 */

function urlOf(path: string): URL {
  return new URL(`../cases/${path}`, import.meta.url);
}

/** The bytes of a file. */
export async function caseBytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
  return await Deno.readFile(urlOf(path));
}

/** The content of a file, as a string. */
export async function caseText(path: string): Promise<string> {
  return await Deno.readTextFile(urlOf(path));
}

/** The names of the files in a folder. */
export async function casesIn(folder: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(urlOf(folder)));
  return entries.map(({ name }) => name).sort();
}
