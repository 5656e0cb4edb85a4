/**
 * What the help of a provider's command says, in lines that fit a terminal of 80 columns.
 *
 * @module
 */

import {
  type Declared,
  fileSettingOf,
  mayBeInFile,
  optionOf,
  shownVariable,
  variablesOf,
} from "../contract/declared_settings.ts";
import type { Provider, Setting } from "../contract/provider.ts";
import { either, shellWord, words, wrap, wrapIndented } from "../core/text.ts";

/** What fits a line of the text of a command. */
const textWidth = 76;

/** What fits beside the longest of some options: `  --client-id  <value>  - …`. */
export function widthBeside(settings: Declared): number {
  const names = settings.map(([name, setting]) =>
    mayBeInFile(setting) ? fileSettingOf(name) : name
  );
  return 62 - Math.max(...names.map((name) => optionOf(name).length));
}

/**
 * What a provider's command does, and what its users need to know.
 *
 * @param name What the user calls the provider.
 */
export function describeProvider(name: string, { title, setup = [], example }: Provider): string {
  const sections = [
    [`Get a token from ${title}.`],
    section("Before the first token:", setup.map((step) => `- ${step}`)),
    section("Example:", example ? continued(`gettoken ${shellWord(name)} ${example}`) : []),
    ["Beside each option stands the variable that sets the same, in the environment or in .env."],
  ];
  return sections.filter((lines) => lines.length > 0)
    .map((lines) => lines.flatMap(hanging).join("\n"))
    .join("\n\n");
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines];
}

/** A long command line as one types it into a shell on several lines. */
function continued(command: string): string[] {
  const lines = wrap(command, textWidth - 4);
  return lines.map((line, index) => index < lines.length - 1 ? `  ${line} \\` : `  ${line}`);
}

/** A paragraph whose later lines stand below the text of its first. */
function hanging(line: string): string[] {
  const indent = /^(- | *)/.exec(line)?.[0].length ?? 0;
  return wrapIndented(line.slice(indent), textWidth, line.slice(0, indent), " ".repeat(indent));
}

/** What the command does that explains a run. */
export function describeExplanation({ title }: Provider): string {
  return [
    `Explain how a token of ${title} would be got.`,
    "",
    ...wrap(
      "Every setting with its source, the endpoint, the request, and what is missing. Nothing is " +
        "sent. The status is 0 if a run could be made, else that of the first thing to stop it.",
      textWidth,
    ),
  ].join("\n");
}

/**
 * What is said beside the option of a setting.
 *
 * @param width The most characters of a line.
 * @param isInDocument Whether a JSON document may hold it.
 */
export function describeSetting(
  name: string,
  setting: Setting,
  width: number,
  isInDocument = false,
): string {
  const isNeeded = setting.required === true && setting.default === undefined && !isInDocument;
  const need = isNeeded ? "required; " : "";
  const fallback = setting.default ? `; default: ${setting.default}` : "";
  const values = setting.values ? `; ${either(setting.values)}` : "";
  const times = setting.list === undefined ? "" : "; repeatable";
  return [
    ...wrap(setting.description ?? words(name, " "), width),
    ...wrap(
      `(${need}${shownVariable(variablesOf(name, setting))}${fallback}${values}${times})`,
      width,
    ),
  ].join("\n");
}
