/**
 * Parses and writes the syntax of `.env` files, so that a secret is read byte for byte as written.
 *
 * The syntax, which is stricter than that of `@std/dotenv`:
 * - `NAME=value`, `NAME='value'`, `NAME="value"`, with or without `export` in front; `#` begins a
 *   comment at the start of a line or after white space.
 * - Nothing is ever expanded: `$` and `${…}` are ordinary characters.
 * - Without quotes a value ends at the line's end or before ` #`, and is trimmed.
 * - In single quotes everything is literal, line breaks included; those of Windows become `\n`.
 * - In double quotes likewise, except for the escapes `\n`, `\r`, `\t`, `\"` and `\\`.
 * - Anything else is an error with the line number, which never quotes the line.
 * - Other escapes and values in backticks mean different things to bash, Docker Compose and dotenv.
 *   They are errors as well, but only if a run needs the variable.
 *
 * @module
 */

import { parse } from "@std/dotenv/parse";
import { GettokenError } from "../core/errors.ts";

/** The content of a `.env` file. */
export interface ParsedEnv {
  readonly values: ReadonlyMap<string, string>;
  /** The errors of assignments that cannot be read, by variable name. */
  readonly faults: ReadonlyMap<string, GettokenError>;
  /** The numbers of the malformed lines that were skipped. */
  readonly skipped: readonly number[];
}

/** How to parse a `.env` file. */
export interface EnvParsing {
  /** The path, only for messages. */
  readonly path: string;
  /**
   * Whether the file may belong to another program. Its malformed lines are skipped; if one seems to
   * set a variable, the error becomes a fault of that variable.
   */
  readonly isForeign?: boolean;
  /** Whether the string has replacement characters for bytes that were not UTF-8. */
  readonly isLossy?: boolean;
}

/** Matches one assignment; `filler` matches white space and comments. Anything else is malformed. */
const entry =
  /(?:export[ \t]+)?(?<name>[A-Za-z_][A-Za-z0-9_]*)[ \t]*=[ \t]*(?:'(?<single>[^']*)'|"(?<double>(?:\\[^]|[^"\\])*)"|(?<plain>(?!['" \t])(?:[^\n \t#]|(?<![ \t])#|[ \t]+(?=[^\n \t#]))*))[ \t]*(?:(?<=[ \t])#[^\n]*)?(?:\n|$)/y;
const filler = /(?:[ \t]+|#[^\n]*|\n)+/y;

/**
 * Parses a `.env` file.
 *
 * @throws {GettokenError} `env_file_malformed`, unless the file may belong to another program.
 */
export function parseEnvFile(source: string, parsing: EnvParsing): ParsedEnv {
  const { path, isForeign = false } = parsing;
  const text = source.replaceAll("\r\n", "\n");
  const lines = new Map<string, number>();
  const literal = new Map<string, string>();
  const faults = new Map<string, GettokenError>();
  // What may be an assignment or only looks like one; it counts if nothing else sets the variable.
  const unsure = new Map<string, GettokenError>();
  const skipped: number[] = [];

  let position = 0;
  let line = 1;
  function advance(end: number): string {
    const passed = text.slice(position, end);
    line += passed.split("\n").length - 1;
    position = end;
    return passed;
  }
  while (position < text.length) {
    filler.lastIndex = position;
    if (filler.test(text)) {
      advance(filler.lastIndex);
      continue;
    }
    entry.lastIndex = position;
    const found = entry.exec(text)?.groups;
    const begin = line;
    if (found === undefined) {
      const error = malformed(path, begin, problemAt(text, position));
      if (!isForeign) throw error;
      skipped.push(begin);
      const { name = "", sign } = start.exec(lineAt(text, position))?.groups ?? {};
      (sign ? faults : unsure).set(name, error);
      advance(endOfLine(text, position));
      continue;
    }
    const raw = advance(entry.lastIndex);
    if (isForeign) {
      for (const [name, error] of swallowed(raw, path, begin)) unsure.set(name, error);
    }
    const fault = faultOf(found, lines, raw, { ...parsing, line: begin });
    const { name = "", single, double, plain = "" } = found;
    if (fault && !isForeign && lines.has(name)) throw fault;
    if (fault) faults.set(name, fault);
    lines.set(name, begin);
    literal.set(name, `${name}='${protect(single ?? unescapeDouble(double) ?? plain)}'`);
  }
  for (const [name, error] of unsure) if (!lines.has(name)) faults.set(name, error);
  for (const name of faults.keys()) literal.delete(name);
  const values = parse([...literal.values()].join("\n"));
  return {
    values: new Map(Object.entries(values).map(([name, value]) => [name, restore(value)])),
    faults,
    skipped,
  };
}

/**
 * The start of a line that seems to set a variable, in any language: `NAME=`, `NAME: value`,
 * `export NAME`, `"NAME"=`, `- NAME=`, `$env:NAME =`.
 */
const start =
  /^(?:(?:export|set|setenv|declare)[ \t]+|\$env:)?(?:-\w*[ \t]+)?["']?(?<name>[A-Za-z_]\w*)["']?(?<sign>[ \t]*=)?/;

/** Why an assignment cannot be read, although its syntax is valid. */
function faultOf(
  { name = "", double, plain }: Readonly<Record<string, string | undefined>>,
  lines: ReadonlyMap<string, number>,
  raw: string,
  { path, line, isLossy }: EnvParsing & { readonly line: number },
): GettokenError | undefined {
  const before = lines.get(name);
  if (before !== undefined) {
    return malformed(path, line, `${name} is already set on line ${before}`, "Remove one of them.");
  }
  if (isLossy && raw.includes("\ufffd")) {
    return malformed(path, line, "it is not valid UTF-8", "Save the file as UTF-8.");
  }
  const hint = `In single quotes every character stands for itself: ${name}='value'`;
  if (double?.replace(/\\[nrt"\\]/g, "").includes("\\")) {
    const problem = 'unknown escape in double quotes, where only \\n \\r \\t \\" \\\\ are escapes';
    return malformed(path, line, problem, hint);
  }
  if (plain?.startsWith("`")) {
    return malformed(path, line, "the value begins with a backtick, which is not a quote", hint);
  }
}

/** The assignments within the quotes of another: the opening quote may be a stray one. */
function swallowed(raw: string, path: string, line: number): [string, GettokenError][] {
  return raw.split("\n").slice(1).flatMap((inner, index) => {
    const { name = "", sign } = start.exec(inner.trimStart())?.groups ?? {};
    const problem = `it is within the quotes that open on line ${line}`;
    return sign ? [[name, malformed(path, line + 1 + index, problem, "Close the quotes.")]] : [];
  });
}

function endOfLine(text: string, position: number): number {
  const end = text.indexOf("\n", position);
  return end < 0 ? text.length : end;
}

function lineAt(text: string, position: number): string {
  return text.slice(position, endOfLine(text, position));
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

function malformed(
  path: string,
  line: number,
  problem: string,
  hint = "Write NAME=value, NAME='value', NAME=\"value\" or a # comment.",
): GettokenError {
  return new GettokenError("env_file_malformed", `${path}, line ${line}: ${problem}`, { hint });
}

/** The syntax error of the line at a position. It never quotes the line. */
function problemAt(text: string, position: number): string {
  const line = lineAt(text, position);
  const assignment = /^(?:export[ \t]+)?[A-Za-z_]\w*[ \t]*=[ \t]*(?<quote>['"])/
    .exec(line);
  if (assignment) {
    const rest = text.slice(position + assignment[0].length);
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
