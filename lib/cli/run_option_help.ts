/**
 * The run options in the help of providers and commands.
 *
 * @module
 */

import { type HelpRow, type HelpSection, stacked } from "./help.ts";
import { longOption, type OptionSpelling, runOptions } from "../settings/run_options.ts";

const table: readonly OptionSpelling[] = Object.values(runOptions);

/** The options that the short help shows, without their variables. */
export function usualRunOptions(): HelpRow[] {
  return table.filter(({ isUsual }) => isUsual).map(({ flags, help, shownDefault }) => ({
    term: flags,
    text: help,
    notes: shownDefault === undefined ? [] : [`default: ${shownDefault}`],
  }));
}

/** The options with these flags by group; without flags, all options. */
export function runOptionSections(flags?: readonly string[]): HelpSection[] {
  const shown = table.filter((option) => flags?.includes(longOption(option)) ?? true);
  return (["Output", "Cache", "Network", "General"] as const).map((group) => {
    const rows = shown.filter((option) => option.group === group).map(rowOf);
    return stacked(group, group === "General" ? [...rows, helpRow] : rows);
  });
}

/** Whether one of these flags is a run option. */
export function isRunOption(flags: readonly string[]): boolean {
  return table.some((option) => flags.includes(longOption(option)));
}

const helpRow: HelpRow = {
  term: "-h, --help",
  text: "Show the usual options (-h) or all (--help)",
};

function rowOf({ flags, help, variable, shownDefault, repeatable }: OptionSpelling): HelpRow {
  return {
    term: flags,
    text: help,
    notes: [
      ...(repeatable ? ["repeatable"] : []),
      `env: ${variable}${flags.includes("<") ? "" : "=1"}`,
      ...(shownDefault === undefined ? [] : [`default: ${shownDefault}`]),
    ],
  };
}
