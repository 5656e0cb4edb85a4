/** Removes the types from TypeScript. @module */

import { cannotLoad, gap, lineOf } from "./find_imports.ts";
import { printable } from "../core/text.ts";

/** What sucrase throws. */
interface ParseError {
  readonly message: string;
  readonly loc?: { readonly line: number; readonly column: number };
  readonly pos?: number;
}

/** A construct that prevents the removal of types. */
interface Obstacle {
  /** Its name: `a namespace`. */
  readonly what: string;
  readonly line: number;
  readonly hint: string;
}

/**
 * Removes the types from a module. The code stays on its lines.
 *
 * @param name The file, for messages.
 * @throws {GettokenError} `provider_module` if it is not valid TypeScript, or would behave
 * differently without its types.
 */
export async function stripTypes(name: string, source: string): Promise<string> {
  const { transform } = await import("sucrase");
  const strip = (text: string) =>
    transform(text, { transforms: ["typescript"], disableESTransforms: true }).code;
  let code: string;
  try {
    code = strip(source);
  } catch (error) {
    const { message = "", loc } = error as ParseError;
    const words = printable(message.replace(/ \(\d+:\d+\)$/, ""), 200);
    const detail = loc ? `line ${loc.line}, column ${loc.column}: ${words}` : words;
    throw cannotLoad(name, "syntax error", [detail]);
  }
  const obstacle = findConstruct(source, strip) ?? findOtherEnd(source, code);
  if (obstacle === undefined) return code;
  throw cannotLoad(name, `it has ${obstacle.what}`, [`line ${obstacle.line}`], obstacle.hint);
}

const word = "(?!(?:as|in|of|instanceof|satisfies)\\b)[^\\s{}()[\\];:?!,.=<>&|+\"'`/*@]+";
const text = String.raw`(?:"[^"\\\n]*"|'[^'\\\n]*')`;
const member = String.raw`(?:${word}|${text})(?:${gap}=${gap}(?:-?\d[\w.]*|${text}))?${gap}`;
const plainMembers = String.raw`\{${gap}(?:${member}(?:,${gap}${member})*,?${gap})?\}`;

/** Constructs that are not just types. Sucrase would drop some silently, and leave the others. */
const constructs: readonly (Omit<Obstacle, "line"> & { readonly pattern: RegExp })[] = [
  {
    what: "an enum with computed values",
    pattern: new RegExp(
      String
        .raw`(?<!\bdeclare\s+(?:const\s+)?)\benum\b${gap}${word}${gap}(?=\{)(?!${plainMembers})`,
      "g",
    ),
    hint: "Use a number or a string as the value of each member, or no value.",
  },
  {
    what: "a namespace",
    pattern: new RegExp(
      String.raw`(?<!\bdeclare\s+)\b(?:namespace|module)\b${gap}${word}(?:\.${word})*${gap}\{`,
      "g",
    ),
    hint: "Export its members from the file, or move them to another file.",
  },
  {
    what: "an import assignment",
    pattern: new RegExp(String.raw`\bimport\b${gap}${word}${gap}=`, "g"),
    hint: 'Write import { name } from "./file.ts";',
  },
  {
    what: "an export assignment",
    pattern: new RegExp(String.raw`\bexport\b${gap}=`, "g"),
    hint: "Write export default instead of export =.",
  },
  {
    what: "a decorator",
    // In a comment it follows an asterisk or a brace.
    pattern: /(?<!\*[^\S\n]*|[{\w.])@(?=[\w$(])/g,
    hint: "Call the function where its result is needed.",
  },
];

/**
 * Finds such a construct. A match may be part of a comment or a string. So each is replaced by a
 * character that is a syntax error everywhere else.
 */
function findConstruct(source: string, strip: (text: string) => string): Obstacle | undefined {
  const found = constructs.flatMap(({ pattern, ...construct }) =>
    Array.from(source.matchAll(pattern), ({ index }) => ({ ...construct, index }))
  ).sort((a, b) => a.index - b.index);
  if (found.length === 0) return undefined;
  const characters = source.split("");
  for (const { index } of found) characters[index] = "\x01";
  try {
    strip(characters.join(""));
  } catch (error) {
    const { pos = 0 } = error as ParseError;
    const first = found.findLast(({ index }) => index <= pos) ?? found[0];
    return first && { ...first, line: lineOf(source, first.index) };
  }
}

/**
 * Finds a statement whose end would move without its types: too early, at the end of a line after
 * `return <`; or too late, after `a as T` or `get!: T`.
 */
function findOtherEnd(source: string, code: string): Obstacle | undefined {
  const lines = source.split(/\r\n?|\n/);
  let before = "";
  let after = "";
  for (const [index, line] of code.split(/\r\n?|\n/).entries()) {
    const written = lines[index] ?? "";
    const endsTooEarly = /^(?:return|yield)$/.test(after);
    const goesOn = operandEnd.test(after) && bracket.test(written) && bracket.test(line) ||
      /^(?:get|set|static)$/.test(after) && /^\s*[^\s=;}]/.test(line);
    if (before !== after && before !== ";" && (endsTooEarly || goesOn)) {
      return { line: index + 1, ...otherEnd };
    }
    before = lastWord(written) || before;
    after = lastWord(line) || after;
  }
}

const operandEnd = /[\w$)\]}"'`]$/;
const bracket = /^\s*[([`]/;

function lastWord(line: string): string {
  return /[\w$]+$|.?$/.exec(line.trimEnd().slice(-40))?.[0] ?? "";
}

const otherEnd = {
  what: "a statement whose end would move without its types",
  hint:
    "End the statement before with a semicolon, and start a returned value on the line of return.",
};
