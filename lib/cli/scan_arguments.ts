/**
 * Scans a command line for run options before its provider is known, and so without a parser.
 *
 * @module
 */

import { type OptionSpelling, type RunOption, runOptions } from "../settings/run_options.ts";

type Name = keyof typeof runOptions;

/** What a scan found. A command line may be wrong and have it nevertheless. */
export interface Scan {
  /** The arguments, with an output format that is joined to `-o` separated: `-ojson`. */
  readonly args: readonly string[];
  /** The values of each run option that is present, in order; a switch has none. */
  readonly values: ReadonlyMap<Name, readonly string[]>;
  /** How many arguments at the start are run options and their values. */
  readonly leading: number;
}

/** Scans arguments up to `--`. Options that only a provider has are skipped. */
export function scanArguments(given: readonly string[]): Scan {
  const args = given.flatMap(separated);
  const values = new Map<Name, string[]>();
  let leading = 0;
  let isLeading = true;
  for (let index = 0; index < args.length && args[index] !== "--"; index++) {
    const { options, isKnown } = optionsIn(args[index] ?? "");
    isLeading &&= isKnown;
    for (const { name, value } of options) {
      const found = values.get(name) ?? [];
      values.set(name, found);
      if (value !== undefined) found.push(value);
      else if (takesValue(name) && isValue(args[index + 1])) found.push(args[++index] ?? "");
    }
    if (isLeading) leading = index + 1;
  }
  return { args, values, leading };
}

/** A run option in an argument. */
interface ScannedOption {
  readonly name: Name;
  /** The value, if it is in the same argument. */
  readonly value?: string | undefined;
}

/** The run options in an argument, and whether it has nothing else. */
function optionsIn(arg: string): {
  readonly options: readonly ScannedOption[];
  readonly isKnown: boolean;
} {
  if (!arg.startsWith("-") || arg === "-") return { options: [], isKnown: false };
  const end = arg.indexOf("=");
  const flag = end === -1 ? arg : arg.slice(0, end);
  const value = end === -1 ? undefined : arg.slice(end + 1);
  const names = flag.startsWith("--")
    ? [named(flag)]
    : [...flag.slice(1)].map((letter) => named(`-${letter}`));
  const known = names.filter((name) => name !== undefined);
  // Only the last of several letters can have a value.
  const misplaced = names.slice(0, -1).some((name) => name !== undefined && takesValue(name));
  if (misplaced) return { options: [], isKnown: false };
  const options = known.map((name, index) =>
    index === known.length - 1 ? { name, value } : { name }
  );
  return { options, isKnown: known.length === names.length };
}

/** `-qojson` as `-qo` and `json`, if that is a value of the option; else it is left as it is. */
function separated(arg: string): string[] {
  if (!arg.startsWith("-") || arg.startsWith("--")) return [arg];
  const letters = [...arg.slice(1)];
  const at = letters.findIndex((letter) => {
    const name = named(`-${letter}`);
    return name === undefined || takesValue(name);
  });
  const name = named(`-${letters[at]}`);
  const option: (OptionSpelling & Partial<RunOption<unknown>>) | undefined = name &&
    runOptions[name];
  const rest = letters.slice(at + 1).join("");
  return option?.values?.includes(rest) ? [`-${letters.slice(0, at + 1).join("")}`, rest] : [arg];
}

let names: ReadonlyMap<string, Name> | undefined;

/** The run option with this short or long form. */
function named(flag: string): Name | undefined {
  names ??= new Map(
    Object.entries(runOptions).flatMap(([name, { flags }]) =>
      flags.split(" <")[0]?.split(", ").map((flag) => [flag, name as Name] as const) ?? []
    ),
  );
  return names.get(flag);
}

function takesValue(name: Name): boolean {
  return runOptions[name].flags.includes("<");
}

/** Whether an argument can be the value of the option before it: another run option cannot. */
function isValue(arg: string | undefined): boolean {
  return arg !== undefined && arg !== "--" && optionsIn(arg).options.length === 0;
}
