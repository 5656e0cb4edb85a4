/** Finds the static imports of a module, and disables everything else that loads code. @module */

import type { ImportSpecifier } from "es-module-lexer/minimal";
import { GettokenError } from "../core/errors.ts";
import { printable } from "../core/text.ts";

/** An import of a local file. */
export interface FoundImport {
  /** The specifier as written: `./util.ts`. */
  readonly specifier: string;
  /** Whether it is imported `with { type: "json" }`. */
  readonly isJson: boolean;
  /** Where the specifier begins in the code, its quote included. */
  readonly start: number;
  /** Where it ends. */
  readonly end: number;
}

/** A module that loads nothing but its imports. */
export interface ImportingModule {
  /** The module without import attributes, with the same lines. */
  readonly code: string;
  readonly imports: readonly FoundImport[];
}

/**
 * Finds the imports of a module.
 *
 * Some code deceives the lexer. So each import that it finds must match the import syntax, and every
 * other word that could begin an import is escaped: `\u0069mport`. In strings, patterns, comments
 * and names the escape changes nothing; in code it is a syntax error.
 *
 * @param name The file, for messages.
 * @param script JavaScript.
 * @throws {GettokenError} `provider_module` if it imports anything but local files.
 */
export async function findImports(name: string, script: string): Promise<ImportingModule> {
  // The lexer does not support this kind of comment.
  const text = script.replace(/^#!/, "//");
  const found = await lex(name, text);
  return disarm(text, found.map((item) => readStatement(name, text, item)));
}

/** The failure of a file that cannot be part of a module. */
export function cannotLoad(
  name: string,
  reason: string,
  details: readonly string[],
  hint?: string,
): GettokenError {
  return new GettokenError("provider_module", `Cannot load ${name}: ${reason}`, { details, hint });
}

/** The line of a position, counted from 1. */
export function lineOf(text: string, position: number): number {
  return text.slice(0, position).split(/\r\n?|\n/).length;
}

function placeOf(text: string, position: number): string {
  const line = /[^\r\n]*$/.exec(text.slice(0, position))?.[0] ?? "";
  return `line ${lineOf(text, position)}, column ${line.length + 1}`;
}

/** The kinds of imports, by the lexer's numbers. */
const kinds = { meta: [3], dynamic: [2, 5, 7] };

async function lex(name: string, text: string): Promise<ImportSpecifier[]> {
  const { init, parse } = await import("es-module-lexer/minimal");
  await init();
  try {
    return parse(text)[0].filter(({ t }) => !kinds.meta.includes(t));
  } catch (error) {
    // There is no position if the module ends too early.
    const { idx } = error as { idx?: number };
    const place = idx ? `${placeOf(text, idx)}: ` : "";
    throw cannotLoad(name, "syntax error", [`${place}unclosed or incomplete code`]);
  }
}

interface Statement extends FoundImport {
  /** Where its keywords `import`, `export` and `from` begin. */
  readonly keywords: readonly number[];
  /** Where the statement ends. */
  readonly attributesEnd: number;
}

const comment = String
  .raw`/\*[^*]*\*+(?:[^/*][^*]*\*+)*/|//[^\n\r\u2028\u2029]*(?=[\n\r\u2028\u2029]|$)`;
/** The pattern of white space and comments. */
export const gap = String.raw`(?:\s|${comment})*`;
const quoted = String.raw`(?:"[^"\\\n\r]*"|'[^'\\\n\r]*')`;
/** Any character that may be in a name: no white space, no ASCII punctuation. */
const letter = String.raw`[^\s\x00-#%-/:-@[-^\x60{-\x7f]`;
const list = String.raw`\{(?:\s|${comment}|,|${letter}|${quoted})*\}`;
const names = String.raw`(?:\*(?:${gap}as${gap}(?:${letter}+|${quoted}))?|${list}|${letter}+)`;
const whatFrom = `${names}(?:${gap},${gap}${names})?${gap}(?<from>from)${gap}`;
const statement = new RegExp(
  `(?<keyword>import|export)\\b${gap}(?:${whatFrom})?(?<specifier>${quoted})`,
  "dy",
);
const jsonAttribute = /^\{\s*(?:type|"type"|'type')\s*:\s*(?:"json"|'json')\s*,?\s*\}$/;

function readStatement(name: string, text: string, { t, ss, se, a }: ImportSpecifier): Statement {
  const refuse = (reason: string, hint: string, shown = text.slice(ss, se)): never => {
    const detail = `line ${lineOf(text, ss)}: ${printable(shown, 100)}`;
    throw cannotLoad(name, `it ${reason}`, [detail], hint);
  };
  if (kinds.dynamic.includes(t)) return refuse("uses dynamic import", plainImport);
  statement.lastIndex = ss;
  const { specifier: span, keyword, from } = statement.exec(text)?.indices?.groups ?? {};
  if (!span || !keyword) {
    return refuse("has an unsupported form of import", plainImport);
  }
  const [start, end] = span;
  const specifier = text.slice(start + 1, end - 1);
  const reason = reasonsAgainst.find(([pattern]) => pattern.test(specifier))?.[1];
  if (reason) return refuse(`imports ${reason}`, selfContained, specifier);
  const attributes = a === -1 ? undefined : text.slice(a, se);
  const isJson = attributes !== undefined && jsonAttribute.test(attributes);
  if (attributes && !isJson) return refuse("imports with attributes", onlyJson, attributes);
  const keywords = from ? [keyword[0], from[0]] : [keyword[0]];
  return { specifier, isJson, start, end, keywords, attributesEnd: attributes ? se : end };
}

const reasonsAgainst: readonly (readonly [RegExp, reason: string | undefined])[] = [
  [/^\.\.?(?:\/|$)/, undefined],
  [/^(?:https?:)?\/\//i, "a file from the web"],
  [/^node:/i, "a module of the runtime"],
  [/^(?:data|blob):/i, "code in a URL"],
  [/^(?:file:|\/|[a-z]:[\\/])/i, "a file by its absolute path"],
  [/^/, "a package"],
];
const selfContained = "A provider module can import only local files: put the code into a file " +
  "beside it, and import ./name.ts.";
const plainImport = 'Write a static import: import { name } from "./file.ts";';
const onlyJson = 'The only supported attribute is: with { type: "json" }';

/** Words that load code or a source map. After a backslash they are in a string or pattern. */
const loading =
  /(?<!\\)\b(?:import\b(?!\s*\.\s*meta\b)|from\b(?=\s*["'/])|source(?:Mapping)?URL\b)/g;

/** The pattern of a letter, with or without an escape. */
const spelled = (letter: string): string => {
  const digits = letter.charCodeAt(0).toString(16);
  return String.raw`(?:${letter}|\\u00${digits}|\\u\{0*${digits}\})`;
};
/**
 * A declaration such as `using name = value`. Its resource would be disposed of outside the guard in
 * link_module.ts, and could throw a value that makes the runtime panic.
 */
const resource = new RegExp(
  `(?<![\\p{ID_Continue}$\\\\])(?<using>${[..."using"].map(spelled).join("")})` +
    `(?=${gap}[^\\s=/]+${gap}=)(?<next>[^\\S\\r\\n\\u2028\\u2029]|/)`,
  "giu",
);

/** An escape that is valid in strings, templates and patterns; in code it is a syntax error. */
function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** Escapes those words except keywords, and what follows `using`; blanks out attributes. */
function disarm(text: string, statements: readonly Statement[]): ImportingModule {
  const keywords = new Set(statements.flatMap(({ keywords }) => keywords));
  const escape = (from: number, to: number) =>
    text.slice(from, to).replace(loading, (word, at: number) => {
      if (keywords.has(from + at)) return word;
      return escaped(word.charAt(0)) + word.slice(1);
    }).replace(resource, (_, using, next) => using + escaped(next));
  const imports: FoundImport[] = [];
  let code = "";
  let done = 0;
  for (const { specifier, isJson, start, end, attributesEnd } of statements) {
    code += escape(done, start);
    imports.push({ specifier, isJson, start: code.length, end: code.length + end - start });
    code += text.slice(start, end) + text.slice(end, attributesEnd).replace(/[^\r\n]/g, " ");
    done = attributesEnd;
  }
  return { code: code + escape(done, text.length), imports };
}
