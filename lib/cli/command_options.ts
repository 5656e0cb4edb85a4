/**
 * The options of a provider's command line, as data: those of its settings, then the run options.
 * `quick_arguments.ts` parses with them, and the Cliffy command is made from them.
 *
 * @module
 */

import { switchValues } from "../contract/credential_settings.ts";
import {
  type Declared,
  fileSettingOf,
  mayBeInFile,
  optionOf,
} from "../contract/declared_settings.ts";
import { checkFormat } from "../contract/formats.ts";
import type { Setting } from "../contract/provider.ts";
import { words } from "../core/text.ts";
import { type OptionSpelling, type RunOption, runOptions } from "../settings/run_options.ts";

type Row = OptionSpelling & Partial<RunOption<unknown>>;

/** An option of a command line. `[…]` in its flags is a value that can be left out. */
export type CommandOption =
  & Pick<Row, "flags" | "help">
  & Partial<
    Pick<Row, "completion" | "conflicts" | "negates" | "parse" | "repeatable" | "values">
  >;

/** An option, and the name under which its value is. */
export type NamedOption = readonly [name: string, option: CommandOption];

/** The options of a provider's command line, in the order of the help. */
export function commandOptions(settings: Declared): NamedOption[] {
  const names = Object.keys(runOptions) as RunOptionName[];
  return [...settings.flatMap(settingOptions), ...names.map(namedOption)];
}

/**
 * The option that has this short or long form: `-o`, `--client-id`. It is the same as among all
 * {@linkcode commandOptions}, but found without making the others.
 */
export function optionCalled(
  form: string,
  settings: Readonly<Record<string, Setting>>,
): NamedOption | undefined {
  const common = runOptionCalled(form);
  if (common !== undefined) return namedOption(common);
  if (!form.startsWith("--")) return undefined;
  const name = form.slice("--".length).replace(
    /-[a-z]/g,
    ([, letter = ""]) => letter.toUpperCase(),
  );
  const owner = Object.hasOwn(settings, name) ? name : name.replace(/File$/, "");
  const setting = Object.hasOwn(settings, owner) ? settings[owner] : undefined;
  if (setting === undefined || optionOf(name) !== form) return undefined;
  return settingOptions([owner, setting]).find(([other]) => other === name);
}

/** A name in the table of run options. */
export type RunOptionName = keyof typeof runOptions;

let byForm: ReadonlyMap<string, RunOptionName> | undefined;

/** The run option that has this short or long form. */
export function runOptionCalled(form: string): RunOptionName | undefined {
  byForm ??= new Map(
    (Object.keys(runOptions) as RunOptionName[]).flatMap((name) =>
      partsOf(runOptions[name]).forms.map((form) => [form, name] as const)
    ),
  );
  return byForm.get(form);
}

function namedOption(name: RunOptionName): NamedOption {
  const option: CommandOption = runOptions[name];
  return [option.negates ?? name, option];
}

/** The option of a setting, and another for a file with it where that is possible. */
function settingOptions([name, setting]: Declared[number]): NamedOption[] {
  const help = setting.description ?? words(name, " ");
  const value = setting.values === switchValues ? "[value]" : "<value>";
  const option: CommandOption = {
    flags: `${optionOf(name)} ${value}`,
    help,
    ...parserOf(setting),
    ...(setting.list !== undefined && { repeatable: true }),
    ...(name === "federatedTokenFile" && { completion: "file" }),
  };
  if (!mayBeInFile(setting)) return [[name, option]];
  const file = fileSettingOf(name);
  return [[name, option], [file, {
    flags: `${optionOf(file)} <path>`,
    help: `${help}: path of a file, or - for stdin`,
    completion: "file",
  }]];
}

/**
 * What a parser checks. The syntax of a scope is the same everywhere, so a wrong one is a wrong command
 * line. Other values are checked with those from other sources; those listed are for completions.
 */
function parserOf({ format, values }: Setting): Pick<CommandOption, "parse" | "values"> {
  if (format === "scope") return { parse: (text) => checkFormat(text, "scope") };
  return values ? { parse: (value) => ({ value }), values } : {};
}

/** The short and long forms of an option, and its placeholder: `<format>`. A switch has none. */
export function partsOf({ flags }: Pick<CommandOption, "flags">): {
  readonly forms: readonly string[];
  readonly placeholder?: string;
} {
  const end = Math.max(flags.indexOf(" <"), flags.indexOf(" ["));
  if (end < 0) return { forms: flags.split(", ") };
  return { forms: flags.slice(0, end).split(", "), placeholder: flags.slice(end + 1) };
}

/** Whether an option can occur more than once. */
export function collects({ repeatable, negates }: CommandOption): boolean {
  return repeatable === true || negates !== undefined;
}
