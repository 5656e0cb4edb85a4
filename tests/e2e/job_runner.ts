/**
 * Reads what a step of a job says as the runner of GitHub Actions does: its command lines and its
 * files. Written after the documents on workflow commands, and what the runner is seen to do.
 *
 * @module
 */

import { assert } from "@std/assert";

/** What is masked from now on, and what the log shows. */
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

/** In commands, line breaks and percent signs are percent-encoded. */
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

/** Takes the lines of a value, and the one that ends it. */
function valueUpTo(end: string, lines: string[]): string {
  const length = lines.indexOf(end);
  assert(length !== -1, "a value has no end");
  return lines.splice(0, length + 1).slice(0, -1).join("\n");
}
