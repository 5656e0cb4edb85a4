/**
 * Prints settings with their sources, for people or as JSON, for `explain` and `profile show`.
 *
 * @module
 */

import type { Context } from "../contract/context.ts";
import { optionOf } from "../contract/declared_settings.ts";
import type { ExplainedSetting, SettingState } from "../settings/explained_settings.ts";
import { describeProvenance } from "../settings/provenance.ts";
import { printable, printableIndented, wrapIndented, writeWrapped } from "../core/text.ts";

/** A setting with the member names of its JSON form. */
export interface SettingJson extends Pick<ExplainedSetting, "state" | "secret"> {
  readonly option: string;
  readonly value: string | null;
  readonly size: string | null;
  readonly source: string | null;
  readonly instead_of: readonly string[];
}

/** Converts a setting to its JSON form. */
export function settingJson(
  { name, state, secret, value, size, provenance, insteadOf }: ExplainedSetting,
): SettingJson {
  return {
    option: optionOf(name),
    state,
    secret,
    value: value ?? null,
    size: size ?? null,
    source: provenance === undefined ? null : describeProvenance(provenance),
    instead_of: insteadOf.map(describeProvenance),
  };
}

/** Lines for each setting: its value, its source, and what it overrides. */
export function settingLines(settings: readonly SettingJson[], width = 80): string[] {
  const unset = settings.filter(({ state }) => state === "unset").map(nameOf).join(", ");
  return [
    ...settings.flatMap((setting) => setting.state === "unset" ? [] : linesAbout(setting, width)),
    ...(unset === "" ? [] : indented(`not set: ${unset}`, 2, width)),
  ];
}

function linesAbout(setting: SettingJson, width: number): string[] {
  const { state, secret, value, size, source, instead_of: insteadOf } = setting;
  if (source === null) return [`  ${nameOf(setting)}: ${states[state]}`];
  const open = state === "invalid" ? "(not shown)" : printable(value ?? "", 200);
  const shown = secret ? `***${size === null ? "" : ` (${size})`}` : open;
  const assignment = `  ${nameOf(setting)} = ${shown}`;
  const remark = `(${source})${state === "used" ? "" : `, ${states[state]}`}`;
  const line = `${assignment}  ${remark}`;
  return [
    ...(line.length <= width ? [line] : [assignment, `      ${remark}`]),
    ...insteadOf.map((other) => `      overrides ${other}`),
  ];
}

/** The name of a setting in words: `client id`. */
function nameOf({ option }: { readonly option: string }): string {
  return option.slice(2).replaceAll("-", " ");
}

const states: Readonly<Record<SettingState, string>> = {
  used: "used",
  set_aside: "overridden by another credential",
  invalid: "invalid",
  asked: "prompted for on the terminal",
  missing: "missing",
  unset: "not set",
};

/** Prints lines, with the secrets that the log knows redacted. */
export async function printLines(
  { host, log }: Pick<Context, "host" | "log">,
  lines: readonly string[],
): Promise<void> {
  const safe = lines.map((line) => printableIndented(log.redactedOwn(line)).trimEnd() + "\n");
  await writeWrapped(host, safe.join(""));
}

/** Prints a line of JSON, with the secrets that the log knows redacted. */
export async function printJson(
  { host, log }: Pick<Context, "host" | "log">,
  value: unknown,
): Promise<void> {
  const safe = (_: string, member: unknown) =>
    typeof member === "string" ? printable(log.redactedOwn(member), 4000) : member;
  await host.writeStdout(JSON.stringify(value, safe) + "\n");
}

/** A paragraph whose later lines are indented more. */
export function indented(text: string, indent: number, width = 80): string[] {
  return wrapIndented(text, width, " ".repeat(indent), " ".repeat(indent + 2));
}
