/**
 * Writes `.env` files such that their values are read back exactly.
 *
 * @module
 */

/** A line that sets a variable. The value may hold anything but NUL. */
export function envLine(name: string, value: string): string {
  return `${name}=${quoted(value)}\n`;
}

function quoted(value: string): string {
  if (/^[\w./:@%+,~?&=-]+$/.test(value)) return value;
  // In single quotes everything is literal, but a line break of Windows would become another.
  if (!/['\r\n]/.test(value)) return `'${value}'`;
  return `"${value.replace(/[\\"\n\r\t]/g, (character) => escapes[character] ?? character)}"`;
}

const escapes: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  '"': '\\"',
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};
