/**
 * What gives a key away wherever it stands.
 *
 * @module
 */

/** The lines of a key in PEM: none may show up anywhere. */
export function linesOf(pem: string): string[] {
  return pem.slice(pem.indexOf("PRIVATE KEY")).split("\n").filter((line) => line.length > 40);
}
