/**
 * The questions about one setting, and what counts as an answer to them.
 *
 * @module
 */

import { checkSetting } from "../contract/formats.ts";
import type { Host } from "../core/host.ts";
import type { Setting } from "../contract/provider.ts";
import { printable, words, wrapIndented } from "../core/text.ts";

/** Whether there must be an answer. */
export type Need = "must" | "may";

/** The value of a setting that is no secret, empty if it is left out. */
export async function askValue(
  host: Host,
  name: string,
  setting: Setting,
  need: Need,
): Promise<string> {
  return setting.values
    ? await choose(host, name, setting.values, need)
    : await askText(host, name, setting, need);
}

async function choose(
  host: Host,
  name: string,
  values: readonly string[],
  need: Need,
): Promise<string> {
  const unset = "(leave out)";
  const choice = await (await host.loadPrompts()).promptChoice(words(name, " "), [
    ...(need === "may" ? [unset] : []),
    ...values,
  ]);
  return choice === unset ? "" : choice;
}

async function askText(host: Host, name: string, setting: Setting, need: Need): Promise<string> {
  explain(host, setting, need);
  return await (await host.loadPrompts()).promptText(words(name, " "), async (answer) => {
    if (answer === "" && need === "may") return undefined;
    const checked = await checkSetting(setting, answer);
    return "problem" in checked ? `It ${checked.problem}` : undefined;
  });
}

/** The path of the file with a setting, empty if it is left out. */
export async function askPath(host: Host, name: string, need: Need): Promise<string> {
  const subject = words(name, " ");
  explain(host, { description: `The file with the ${subject}` }, need);
  return await (await host.loadPrompts()).promptText(`${subject} file`, (answer) => {
    if (answer === "" && need === "may") return undefined;
    return isAbsolute(answer)
      ? undefined
      : "It must be an absolute path: a profile is used in any folder";
  });
}

function isAbsolute(path: string): boolean {
  return /^(\/|[A-Za-z]:[/\\]|\\\\)/.test(path);
}

/** A secret, which is not shown while it is typed. */
export async function askSecretValue(host: Host, name: string, setting: Setting): Promise<string> {
  for (;;) {
    const secret = await host.promptSecret(words(name, " "));
    const checked = await checkSetting(setting, secret);
    if ("value" in checked) return secret;
    host.writeStderr(`It ${checked.problem}\n`);
  }
}

/** Says what is going to be asked for. */
function explain(
  host: Host,
  { description, example, default: fallback }: Setting,
  need: Need,
): void {
  const hints = [
    description ?? [],
    example === undefined ? [] : `for example ${example}`,
    need === "must" ? [] : fallback === undefined ? "Enter leaves it out" : `Enter: ${fallback}`,
  ].flat();
  const lines = wrapIndented(printable(hints.join("; "), 300), 78, "  ");
  host.writeStderr(["", ...lines, ""].join("\n"));
}
