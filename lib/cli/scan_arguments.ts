/**
 * Scans a command line for run options, before the provider is known and without a parser.
 *
 * @module
 */

import { runOptionCalled, type RunOptionName as Name } from "./command_options.ts";
import { type OptionSpelling, type RunOption, runOptions } from "../settings/run_options.ts";

/** The result of a scan. The command line may still be invalid. */
export interface Scan {
  /** The arguments, with a value separated from a short option: `-o json` for `-ojson`. */
  readonly args: readonly string[];
  /** The values of each run option that is present, in order; a switch has none. */
  readonly values: ReadonlyMap<Name, readonly string[]>;
  /** The number of arguments at the start that are run options and their values. */
  readonly leading: number;
}

/** Scans arguments up to `--`. Options that only a provider has are skipped. */
export function scanArguments(given: readonly string[]): Scan {
  const args = given.flatMap(separated);
  const values = new Map<Name, string[]>();
  let leading = 0;
  let isLeading = true;
  for (let index = 0; index < args.length && args[index] !== "--"; index++) {
    const { names, value, isKnown } = optionsIn(args[index] ?? "");
    isLeading &&= isKnown;
    for (const name of names) values.set(name, values.get(name) ?? []);
    const last = names.at(-1);
    if (last !== undefined && value !== undefined) values.get(last)?.push(value);
    else if (last !== undefined && takesValue(last)) {
      const next = args[index + 1];
      // Another run option cannot be a value.
      if (next !== undefined && next !== "--" && optionsIn(next).names.length === 0) {
        values.get(last)?.push(next);
        index++;
      }
    }
    if (isLeading) leading = index + 1;
  }
  return { args, values, leading };
}

/** The run options in an argument, the value of the last one, and whether there are no others. */
function optionsIn(arg: string): {
  readonly names: readonly Name[];
  readonly value?: string | undefined;
  readonly isKnown: boolean;
} {
  if (!arg.startsWith("-") || arg === "-") return { names: [], isKnown: false };
  const sign = arg.indexOf("=");
  const [flag, value] = sign < 0 ? [arg] : [arg.slice(0, sign), arg.slice(sign + 1)];
  const all = flag.startsWith("--")
    ? [runOptionCalled(flag)]
    : [...flag.slice(1)].map((letter) => runOptionCalled(`-${letter}`));
  // Only the last of several letters can have a value.
  const isMisplaced = all.slice(0, -1).some((name) => name !== undefined && takesValue(name));
  if (isMisplaced) return { names: [], isKnown: false };
  const names = all.filter((name) => name !== undefined);
  return { names, value, isKnown: names.length === all.length };
}

/** `-qojson` as `-qo` and `json`, if that is a value of the option; otherwise unchanged. */
function separated(arg: string): string[] {
  if (!arg.startsWith("-") || arg.startsWith("--")) return [arg];
  const letters = [...arg.slice(1)];
  const at = letters.findIndex((letter) => {
    const name = runOptionCalled(`-${letter}`);
    return name === undefined || takesValue(name);
  });
  const name = runOptionCalled(`-${letters[at]}`);
  const option: (OptionSpelling & Partial<RunOption<unknown>>) | undefined = name &&
    runOptions[name];
  const rest = letters.slice(at + 1).join("");
  return option?.values?.includes(rest) ? [`-${letters.slice(0, at + 1).join("")}`, rest] : [arg];
}

function takesValue(name: Name): boolean {
  return runOptions[name].flags.includes("<");
}
