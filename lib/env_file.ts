/**
 * Reads `.env` files so that a secret comes out byte for byte as it was written.
 *
 * The rules, which `@std/dotenv` alone would not keep:
 * - `NAME=value`, `NAME='value'`, `NAME="value"`, with or without `export` in front; `#` begins a
 *   comment at the start of a line or after white space.
 * - Nothing is ever expanded: `$`, `${…}` and backticks are ordinary characters.
 * - Without quotes a value ends at the line's end or before ` #`, and is trimmed.
 * - In single quotes everything is literal, line breaks included; those of Windows become `\n`.
 * - In double quotes likewise, but `\n`, `\r`, `\t`, `\"` and `\\` stand for the usual characters.
 * - Anything else is an error that names the line's number and never shows its text.
 *
 * @module
 */

import { GettokenError } from "./errors.ts";
import { FileProblem, type Host } from "./host.ts";
import { printable } from "./text.ts";

/** A `.env` file that was read. */
export interface EnvFile {
  /** The path as the user would write it: `./.env`. */
  readonly path: string;
  /** The name of the profile that it is, if it is one. */
  readonly profile?: string | undefined;
  /** Whether the user named it, or it merely lay in the working directory. */
  readonly named: boolean;
  /** Its values by variable name. */
  readonly values: ReadonlyMap<string, string>;
}

/** The file that is read without being named. */
export const foundPath = "./.env";

/** The most bytes a `.env` file may have. */
const maxBytes = 1024 * 1024;

/**
 * Reads the files that the user names, and `./.env` if there is one.
 *
 * @param paths The named files. A later one wins over an earlier one.
 * @returns The files, the one that wins first; `./.env` last.
 * @throws {GettokenError} `env_file_unreadable`, `env_file_malformed`
 */
export async function readEnvFiles(host: Host, paths: readonly string[]): Promise<EnvFile[]> {
  const named = await Promise.all(paths.map((path) => readEnvFile(host, path, true)));
  const files = named.reverse();
  if (!await includes(host, paths, foundPath)) {
    files.push(await readEnvFile(host, foundPath, false));
  }
  return files.filter((file) => file !== undefined);
}

/** Whether one of the paths leads to a file, however it is written. */
async function includes(host: Host, paths: readonly string[], wanted: string): Promise<boolean> {
  if (paths.length === 0) return false;
  const urls = await Promise.all([wanted, ...paths].map((path) => host.fileUrl(path)));
  return urls.slice(1).some(({ href }) => href === urls[0]?.href);
}

/**
 * Reads one file.
 *
 * @param named Whether the user names it. If not, it may be missing.
 * @throws {GettokenError} `env_file_unreadable`, `env_file_malformed`
 */
export async function readEnvFile(
  host: Host,
  path: string,
  named: boolean,
): Promise<EnvFile | undefined> {
  const shown = printable(path, 200);
  let bytes: Uint8Array;
  try {
    bytes = await host.readFile(path, maxBytes);
  } catch (error) {
    if (!(error instanceof FileProblem)) throw error;
    // A `.env` folder is a common name for a Python environment, and none of our business.
    const notMeantForUs = error.kind === "missing" ||
      error.kind === "not_a_file";
    if (!named && notMeantForUs) return undefined;
    throw new GettokenError("env_file_unreadable", `Cannot read ${shown}: ${reasons[error.kind]}`);
  }
  return { path, named, values: await parseEnvFile(decode(bytes, shown), shown) };
}

const reasons: Readonly<Record<FileProblem["kind"], string>> = {
  missing: "there is no such file",
  not_a_file: "it is not a regular file",
  too_large: "it is larger than 1 MiB",
  unreadable: "permission denied, or the disk does not answer",
};

function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new GettokenError("env_file_malformed", `Cannot read ${path}: it is not UTF-8 text`);
  }
}

/** One entry, white space or comment at a time; what none of the three matches is malformed. */
const entry =
  /(?:export[ \t]+)?(?<name>[A-Za-z_][A-Za-z0-9_]*)[ \t]*=[ \t]*(?:'(?<single>[^']*)'|"(?<double>(?:\\[^]|[^"\\])*)"|(?<plain>(?!['" \t])(?:[^\n \t#]|(?<![ \t])#|[ \t]+(?=[^\n \t#]))*))[ \t]*(?:(?<=[ \t])#[^\n]*)?(?:\n|$)/y;
const filler = /(?:[ \t]+|#[^\n]*|\n)+/y;

/**
 * The variables of a `.env` file.
 *
 * @param path Only for messages.
 * @throws {GettokenError} `env_file_malformed`
 */
export async function parseEnvFile(
  source: string,
  path: string,
): Promise<ReadonlyMap<string, string>> {
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

  if (literal.length === 0) return new Map();
  const { parse } = await import("@std/dotenv/parse");
  return new Map(
    Object.entries(parse(literal.join("\n"))).map(([name, value]) => [name, restore(value)]),
  );
}

/**
 * A value as `@std/dotenv` hands it back unchanged: it would end a value at a quote, trim line
 * breaks and expand `$`.
 */
function protect(value: string): string {
  return encodeURIComponent(value).replaceAll("'", "%27");
}

function restore(value: string): string {
  return decodeURIComponent(value);
}

const escapes: Readonly<Record<string, string>> = {
  "\\n": "\n",
  "\\r": "\r",
  "\\t": "\t",
  '\\"': '"',
  "\\\\": "\\",
};

function unescapeDouble(value: string | undefined): string | undefined {
  return value?.replace(/\\[^]/g, (escape) => escapes[escape] ?? escape);
}

function malformed(path: string, line: number, problem: string): GettokenError {
  return new GettokenError(
    "env_file_malformed",
    `${path}, line ${line}: ${problem}`,
    { hint: "A line is NAME=value, NAME='value', NAME=\"value\" or a # comment." },
  );
}

/** What is wrong with the entry at the start of a text, without any of its characters. */
function problemAt(text: string): string {
  const [line = ""] = text.split("\n");
  const assignment = /^(?:export[ \t]+)?[A-Za-z_]\w*[ \t]*=[ \t]*(?<quote>['"])/
    .exec(line);
  if (assignment) {
    const rest = text.slice(assignment[0].length);
    const closed = assignment.groups?.quote === "'" ? /^[^']*'/ : /^(?:\\[^]|[^"\\])*"/;
    return closed.test(rest) ? "there is text after the closing quote" : "unterminated quote";
  }
  if (!line.includes("=")) return "there is no =";
  return "the name before = is not a variable name";
}
