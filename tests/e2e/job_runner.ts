/**
 * Reads the output of a job's step as the runner of GitHub Actions does: workflow commands and files.
 * Follows GitHub's documentation and the observed behaviour of the runner.
 *
 * @module
 */

import { assert } from "@std/assert";

/** The masked values, and the visible lines of the log. */
export interface StepLog {
  readonly masks: readonly string[];
  readonly shown: string;
}

/** The masks that a step sets. Each is a line of stdout. */
export function masksIn(stdout: string): StepLog {
  const lines = stdout.split(/\r\n|\n|\r/);
  const command = /^::add-mask::(.*)$/;
  return {
    masks: lines.flatMap((line) => command.exec(line)?.[1] ?? []).map(unescaped),
    shown: lines.filter((line) => !command.test(line)).join("\n"),
  };
}

/** Decodes line breaks and percent signs, which commands percent-encode. */
function unescaped(data: string): string {
  return data.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");
}

/** The variables in a file: `name=value`, or `name<<end`, lines, `end`. */
export function variablesIn(file: string): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  const lines = file.split(/\r\n|\n|\r/);
  for (let line; (line = lines.shift()) !== undefined;) {
    if (line === "") continue;
    const { name = "", equals, rest = "" } =
      /^(?<name>.*?)(?:(?<equals>=)|<<)(?<rest>.*)$/.exec(line)?.groups ?? {};
    assert(name !== "" && (equals || rest !== ""), "the file has an invalid line");
    variables.set(name, equals ? rest : valueUpTo(rest, lines));
  }
  return variables;
}

/** Removes a value and its end marker from the lines, and returns the value. */
function valueUpTo(end: string, lines: string[]): string {
  const length = lines.indexOf(end);
  assert(length !== -1, "a value has no end");
  return lines.splice(0, length + 1).slice(0, -1).join("\n");
}
