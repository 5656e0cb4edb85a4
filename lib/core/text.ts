/**
 * Text that is safe to show on a terminal and in a log.
 *
 * @module
 */

/**
 * A class of a regular expression: characters that can change how text before or after them is
 * shown or read. These are controls (C0, C1), line and paragraph separators, bidirectional marks,
 * zero-width and other invisible characters, lone surrogates.
 */
export const unsafeCharacters = String
  .raw`\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}`;

let unsafePattern: RegExp | undefined;

/** Made when it is wanted, since it takes the engine a millisecond and nearly all text is plain. */
function unsafe(): RegExp {
  return unsafePattern ??= new RegExp(`[${unsafeCharacters}]+`, "gu");
}

const plain = /^[\x20-\x7e]*$/;

/**
 * One line of printable text, cut to `limit` characters. Every run of unsafe characters, line
 * breaks included, becomes one space.
 */
export function printable(text: string, limit = 2000): string {
  const line = plain.test(text) ? text : text.replace(unsafe(), " ");
  const characters = [...line.trim()];
  return characters.length <= limit
    ? characters.join("")
    : characters.slice(0, limit - 1).join("") + "…";
}

/** The same with the spaces kept that the text begins with. */
export function printableIndented(text: string, limit?: number): string {
  return (/^ */.exec(text)?.[0] ?? "") + printable(text, limit);
}

/** Lines of printable text: each run of unsafe characters but line breaks becomes one space. */
export function printableLines(text: string): string {
  return text.split("\n")
    .map((line) => plain.test(line) ? line : line.replace(unsafe(), " "))
    .join("\n");
}

/** Printable lines in which colours and weights of text stay: the sequences `ESC [ number m`. */
export function printableColours(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.split(/(\x1b\[\d{1,2}m)/)
    .map((part, index) => index % 2 === 1 ? part : printableLines(part))
    .join("");
}

/** JSON in which the same characters are escaped. It means the same, and cannot harm a terminal. */
export function printableJson(json: string): string {
  if (plain.test(json)) return json;
  const escaped = (unit: string) => "\\u" + unit.charCodeAt(0).toString(16).padStart(4, "0");
  return json.replace(unsafe(), (run) => run.split("").map(escaped).join(""));
}

/** The text, cut so that it has no more bytes in UTF-8 than this. */
export function withinBytes(text: string, limit: number): string {
  // No unit of UTF-16 takes more than three.
  if (text.length * 3 <= limit) return text;
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(limit));
  if (read === text.length) return text;
  const end = new TextEncoder().encodeInto(text, new Uint8Array(limit - 3)).read;
  return text.slice(0, end) + "…";
}

/** Whether a text holds a character that {@linkcode printable} would replace. */
export function hasUnsafeCharacters(text: string): boolean {
  return !plain.test(text) && text.search(unsafe()) !== -1;
}

/** A text without the line breaks at its ends, such as an editor leaves in a file. */
export function withoutOuterBreaks(text: string): string {
  // Looking back, lest a run of them in the midst takes time with the square of its length.
  return text.replace(/^[\r\n]+|(?<![\r\n])[\r\n]+$/g, "");
}

/** `clientSecret` as words joined by a separator: `client-secret`, `client_secret`. */
export function words(camelCase: string, separator: string): string {
  return camelCase.replace(/[A-Z]/g, (letter) => separator + letter.toLowerCase());
}

/** A word as one types it into a shell: as it is if it is plain, else in single quotes. */
export function shellWord(word: string): string {
  const shown = printable(word, 300);
  return /^[\w@%+=:,./\\-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", "'\\''")}'`;
}

/** A list as people write it: `a`, `a or b`, `a, b or c`. */
export function either(items: readonly string[]): string {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} or ${items.at(-1)}`;
}

/** The lines of a text, broken between words so that none is wider than it must be. */
export function wrap(text: string, width: number): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) ?? "";
    const longer = line === "" ? word : `${line} ${word}`;
    if (line === "" || longer.length <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** The same with every line indented: the first by one string, the others by another. */
export function wrapIndented(text: string, width: number, first: string, others = first): string[] {
  return wrap(text, width - others.length)
    .map((line, index) => (index === 0 ? first : others) + line);
}

/** Rows of a table as lines: each column but the last is as wide as its widest cell. */
export function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  return rows.map((row) =>
    row.map((cell, column) => column < row.length - 1 ? cell.padEnd(width(column)) : cell)
      .join("  ")
  );
}
