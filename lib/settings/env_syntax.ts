/**
 * Parses and writes the syntax of `.env` files, so that a secret is read byte for byte as written.
 *
 * The syntax, which is stricter than that of `@std/dotenv`:
 * - `NAME=value`, `NAME='value'`, `NAME="value"`, with or without `export` in front; `#` begins a
 *   comment at the start of a line or after white space.
 * - Nothing is ever expanded: `$`, `${…}` and backticks are ordinary characters.
 * - Without quotes a value ends at the line's end or before ` #`, and is trimmed.
 * - In single quotes everything is literal, line breaks included; those of Windows become `\n`.
 * - In double quotes likewise, except for the escapes `\n`, `\r`, `\t`, `\"` and `\\`.
 * - Anything else is an error with the line number, which never quotes the line.
 *
 * @module
 */

import { parse } from "@std/dotenv/parse";
import { GettokenError } from "../core/errors.ts";

/** Matches one assignment; `filler` matches white space and comments. Anything else is malformed. */
const entry =
  /(?:export[ \t]+)?(?<name>[A-Za-z_][A-Za-z0-9_]*)[ \t]*=[ \t]*(?:'(?<single>[^']*)'|"(?<double>(?:\\[^]|[^"\\])*)"|(?<plain>(?!['" \t])(?:[^\n \t#]|(?<![ \t])#|[ \t]+(?=[^\n \t#]))*))[ \t]*(?:(?<=[ \t])#[^\n]*)?(?:\n|$)/y;
const filler = /(?:[ \t]+|#[^\n]*|\n)+/y;

/**
 * The variables of a `.env` file.
 *
 * @param path Only for messages.
 * @throws {GettokenError} `env_file_malformed`
 */
export function parseEnvFile(source: string, path: string): ReadonlyMap<string, string> {
  const text = source.replaceAll("\r\n", "\n");
  const lines = new Map<string, number>();
  const literal: string[] = [];

  let position = 0;
  let line = 1;
  function advance(end: number): void {
    line += text.slice(position, end).split("\n").length - 1;
    position = end;
  }
  while (position < text.length) {
    filler.lastIndex = position;
    if (filler.test(text)) {
      advance(filler.lastIndex);
      continue;
    }
    entry.lastIndex = position;
    const found = entry.exec(text)?.groups;
    if (found === undefined) {
      throw malformed(path, line, problemAt(text.slice(position)));
    }
    const { name = "", single, double, plain = "" } = found;
    const before = lines.get(name);
    if (before !== undefined) {
      throw malformed(path, line, `${name} is already set on line ${before}`);
    }
    lines.set(name, line);
    literal.push(`${name}='${protect(single ?? unescapeDouble(double) ?? plain)}'`);
    advance(entry.lastIndex);
  }

  return new Map(
    Object.entries(parse(literal.join("\n"))).map(([name, value]) => [name, restore(value)]),
  );
}

/**
 * Encodes a value so that `@std/dotenv` returns it unchanged. Otherwise it would end the value at a
 * quote, trim line breaks and expand `$`.
 */
function protect(value: string): string {
  return encodeURIComponent(value).replaceAll("'", "%27");
}

function restore(value: string): string {
  return decodeURIComponent(value);
}

/** The escapes in double quotes. */
const escapes: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  '"': '"',
  "\\": "\\",
};

function unescapeDouble(value: string | undefined): string | undefined {
  return value?.replace(/\\([^])/g, (escape, character) => escapes[character] ?? escape);
}

function malformed(path: string, line: number, problem: string): GettokenError {
  return new GettokenError(
    "env_file_malformed",
    `${path}, line ${line}: ${problem}`,
    { hint: "Write NAME=value, NAME='value', NAME=\"value\" or a # comment." },
  );
}

/** The syntax error at the start of a string. It never quotes the string. */
function problemAt(text: string): string {
  const [line = ""] = text.split("\n");
  const assignment = /^(?:export[ \t]+)?[A-Za-z_]\w*[ \t]*=[ \t]*(?<quote>['"])/
    .exec(line);
  if (assignment) {
    const rest = text.slice(assignment[0].length);
    const closed = assignment.groups?.quote === "'" ? /^[^']*'/ : /^(?:\\[^]|[^"\\])*"/;
    return closed.test(rest)
      ? "unexpected characters after the closing quote"
      : "unterminated quote";
  }
  if (!line.includes("=")) return "missing =";
  return "invalid variable name before =";
}

/** A line that sets a variable. The value may contain anything except NUL. */
export function envLine(name: string, value: string): string {
  return `${name}=${quoted(value)}\n`;
}

function quoted(value: string): string {
  if (/^[\w./:@%+,~?&=-]+$/.test(value)) return value;
  // Single quotes are literal, except that a Windows line break would become `\n`.
  if (!/['\r\n]/.test(value)) return `'${value}'`;
  const names = Object.entries(escapes);
  const escape = (character: string) => `\\${names.find(([, other]) => other === character)?.[0]}`;
  return `"${value.replace(/[\\"\n\r\t]/g, escape)}"`;
}
