/**
 * The lines of a private key, for searching output and files for them.
 *
 * @module
 */

/** The secret lines of a PEM key. No output may contain one. */
export function linesOf(pem: string): string[] {
  return pem.slice(pem.indexOf("PRIVATE KEY")).split("\n").filter((line) => line.length > 40);
}
