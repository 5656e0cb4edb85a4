/**
 * SHA-256 of files, and the file `SHA256SUMS`, which `sha256sum -c` and `shasum -a 256 -c` read.
 *
 * @module
 */
import { createHash } from "node:crypto";

/** The SHA-256 hash: 64 lower-case hexadecimal digits. */
export function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** The SHA-256 hash of a file. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  using file = await Deno.open(path);
  for await (const chunk of file.readable) hash.update(chunk);
  return hash.digest("hex");
}

/**
 * The content of `SHA256SUMS`, sorted by name.
 *
 * @param sums hashes by file name
 */
export function checksumFile(sums: Readonly<Record<string, string>>): string {
  const lines = Object.entries(sums).map(([name, sum]) => `${sum}  ${name}\n`);
  return lines.sort((a, b) => a.slice(66) < b.slice(66) ? -1 : 1).join("");
}
