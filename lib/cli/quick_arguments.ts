/**
 * Parses the usual command lines of a run, without Cliffy: to load it and to build a command takes
 * longer than all other work of a run, and its parser alone (`@cliffy/flags`) more than the 3 ms that
 * options may cost. The Cliffy command parses each command line that is not understood here, and says
 * what is wrong with it. `tests/properties/quick_arguments_test.ts` compares the two.
 *
 * @module
 */

import { type Arguments, readArguments } from "./arguments.ts";
import { collects, type CommandOption, optionCalled, partsOf } from "./command_options.ts";
import type { Setting } from "../contract/provider.ts";

/**
 * The arguments of a command line after the provider.
 *
 * @param settings What the provider declares.
 * @returns `undefined` if it is wrong, asks for help, or is unusual
 */
export function quickArguments(
  settings: Readonly<Record<string, Setting>>,
  args: readonly string[],
): Arguments | undefined {
  const given = parse(args, settings);
  return given && readArguments(given, Object.entries(settings));
}

/** The values of the options, by name. An option that can occur more than once has a list. */
function parse(
  args: readonly string[],
  settings: Readonly<Record<string, Setting>>,
): Readonly<Record<string, unknown>> | undefined {
  const given: Record<string, unknown> = {};
  const conflicts: string[] = [];
  const words = [...args];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const sign = word.startsWith("--") ? word.indexOf("=") : -1;
    const form = sign < 0 ? word : word.slice(0, sign);
    const joined = sign < 0 ? undefined : word.slice(sign + 1);
    const [name, option] = optionCalled(form, settings) ?? [];
    if (name === undefined || option === undefined) return undefined;
    const value = takeValue(option, form, joined, words);
    if (value === undefined) return undefined;
    if (collects(option)) given[name] = [...given[name] as unknown[] ?? [], value];
    else if (given[name] === undefined) given[name] = value;
    else return undefined;
    if (option.conflicts) conflicts.push(option.conflicts);
  }
  return conflicts.some((other) => given[other] !== undefined) ? undefined : given;
}

/**
 * The value of an option; `undefined` if it is missing or invalid.
 *
 * @param joined What follows `=` in the same word.
 * @param words The words after it. The value is removed, if it is one of them.
 */
function takeValue(
  option: CommandOption,
  form: string,
  joined: string | undefined,
  words: string[],
): unknown {
  const { placeholder } = partsOf(option);
  if (placeholder === undefined) {
    return joined === undefined ? !form.startsWith("--no-") : undefined;
  }
  const isOptional = placeholder.startsWith("[");
  const next = words[0] ?? "";
  // What begins with a hyphen may be an option. A hyphen alone means stdin.
  const isValue = !next.startsWith("-") || (next === "-" && !isOptional);
  const text = joined ?? (isValue ? words.shift() : undefined);
  if (text === undefined) return isOptional ? true : undefined;
  if (text === "" || option.parse === undefined) return text || undefined;
  const parsed = option.parse(text);
  return "value" in parsed ? parsed.value : undefined;
}
