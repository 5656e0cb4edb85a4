/**
 * Strings for terminals and logs: removal of unsafe characters, truncation, quoting, wrapping.
 *
 * @module
 */

import type { Host } from "./host.ts";

/**
 * A regular expression class of characters that can change how the characters around them are
 * shown: controls (C0, C1), line and paragraph separators, bidirectional marks, zero-width and other
 * invisible characters, lone surrogates.
 */
export const unsafeCharacters = String
  .raw`\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}`;

let unsafePattern: RegExp | undefined;

/** Compiled on demand: that takes a millisecond, and nearly all strings are plain ASCII. */
function unsafe(): RegExp {
  return unsafePattern ??= new RegExp(`[${unsafeCharacters}]+`, "gu");
}

const plain = /^[\x20-\x7e]*$/;

/**
 * One printable line, truncated to `limit` characters. Every run of unsafe characters, including
 * line breaks, becomes one space.
 */
export function printable(text: string, limit = 2000): string {
  const line = plain.test(text) ? text : text.replace(unsafe(), " ");
  const characters = [...line.trim()];
  return characters.length <= limit
    ? characters.join("")
    : characters.slice(0, limit - 1).join("") + "…";
}

/** The same, but with leading spaces preserved. */
export function printableIndented(text: string, limit?: number): string {
  return (/^ */.exec(text)?.[0] ?? "") + printable(text, limit);
}

/** Printable lines: each run of unsafe characters other than line breaks becomes one space. */
export function printableLines(text: string): string {
  return text.split("\n")
    .map((line) => plain.test(line) ? line : line.replace(unsafe(), " "))
    .join("\n");
}

/** Equivalent JSON in which unsafe characters are escaped. */
export function printableJson(json: string): string {
  if (plain.test(json)) return json;
  const escaped = (unit: string) => "\\u" + unit.charCodeAt(0).toString(16).padStart(4, "0");
  return json.replace(unsafe(), (run) => run.split("").map(escaped).join(""));
}

/** Truncates a string to `limit` bytes of UTF-8. */
export function withinBytes(text: string, limit: number): string {
  // A UTF-16 unit takes at most three bytes.
  if (text.length * 3 <= limit) return text;
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(limit));
  if (read === text.length) return text;
  const end = new TextEncoder().encodeInto(text, new Uint8Array(limit - 3)).read;
  return text.slice(0, end) + "…";
}

/** Whether a string contains a character that {@linkcode printable} would replace. */
export function hasUnsafeCharacters(text: string): boolean {
  return !plain.test(text) && text.search(unsafe()) !== -1;
}

/** Removes leading and trailing line breaks, such as editors add. */
export function withoutOuterBreaks(text: string): string {
  // The lookbehind prevents quadratic time on a long run of line breaks in the middle.
  return text.replace(/^[\r\n]+|(?<![\r\n])[\r\n]+$/g, "");
}

/** `clientSecret` as words joined by a separator: `client-secret`, `client_secret`. */
export function words(camelCase: string, separator: string): string {
  return camelCase.replace(/[A-Z]/g, (letter) => separator + letter.toLowerCase());
}

/** A path of Windows that POSIX shells, PowerShell and cmd read alike in double quotes. */
const windowsPath = /^(?=.*\\)(?!.*(?:\\\\|\\$))[\w@%+=:,./\\ ()&'~#;{}[\]-]+$/;

/**
 * Quotes a word for a shell, if it needs that: in single quotes, or in double quotes if it is a path of
 * Windows, because cmd has no others.
 */
export function shellWord(word: string): string {
  const shown = printable(word, 300);
  if (/^[\w@%+=:,./\\-]+$/.test(shown)) return shown;
  return windowsPath.test(shown) ? `"${shown}"` : `'${shown.replaceAll("'", "'\\''")}'`;
}

/** Joins a list with `or`: `a`, `a or b`, `a, b or c`. */
export function either(items: readonly string[]): string {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} or ${items.at(-1)}`;
}

/**
 * Wraps a string at spaces, or items that are not broken. A line is longer than `width` only if it is
 * a single word or item.
 */
export function wrap(text: string | readonly string[], width: number): string[] {
  const lines = [""];
  for (const word of typeof text === "string" ? text.split(" ") : text) {
    const line = lines.at(-1) ?? "";
    const longer = line === "" ? word : `${line} ${word}`;
    if (line === "" || longer.length <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** The same with a prefix for the first line and one for the others. */
export function wrapIndented(text: string, width: number, first: string, others = first): string[] {
  return wrap(text, width - others.length)
    .map((line, index) => (index === 0 ? first : others) + line);
}

/**
 * Writes lines to stdout. On a terminal they are wrapped at spaces, and the rest of a line is indented
 * by four more.
 */
export async function writeWrapped(
  host: Pick<Host, "columns" | "writeStdout">,
  text: string,
): Promise<void> {
  const width = host.columns("stdout") ?? Infinity;
  const lines = text.split("\n").flatMap((line) => {
    const [indent = ""] = /^ */.exec(line) ?? [];
    return line.length <= width
      ? [line]
      : wrapIndented(line.slice(indent.length), width, indent, `${indent}    `)
        .map((part) => part.trimEnd());
  });
  await host.writeStdout(lines.join("\n"));
}

/** Formats table rows as lines: each column except the last is padded to its widest cell. */
export function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  return rows.map((row) =>
    row.map((cell, column) => column < row.length - 1 ? cell.padEnd(width(column)) : cell)
      .join("  ")
  );
}
