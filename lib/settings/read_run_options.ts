/**
 * Resolves each run option: command line, environment, files, default.
 *
 * @module
 */

import { GettokenError } from "../core/errors.ts";
import { describeProvenance, type Provenance, rankOf } from "./provenance.ts";
import {
  longOption,
  type RunOption,
  runOptions,
  type RunValueName as Name,
  runValueNames,
  type RunValues,
  variableFormats,
} from "./run_options.ts";
import { findVariable, type VariableSources } from "./sources.ts";

/** The options of a run. */
export interface RunOptions {
  readonly values: RunValues;
  /** Where the values came from, for options from the command line and other non-default values. */
  readonly provenance: Readonly<Partial<Record<Name, Provenance>>>;
  /** `setting_invalid` for each variable with an invalid value. Its option gets the default. */
  readonly problems: readonly GettokenError[];
}

/** The options of a run: command line, environment, named files, `./.env`, default. */
export function readRunOptions(given: Partial<RunValues>, variables: VariableSources): RunOptions {
  const values: Record<string, unknown> = {};
  const provenance: Partial<Record<Name, Provenance>> = {};
  const problems: GettokenError[] = [];
  for (const name of runValueNames) {
    const option: RunOption<unknown> = runOptions[name];
    values[name] = given[name] ?? option.default;
    if (given[name] !== undefined) {
      provenance[name] = { kind: "option", name: longOption(option) };
      continue;
    }
    const files = option.readFrom === "environment"
      ? []
      : variables.files.filter((file) => file.named || option.readFrom === "./.env");
    const found = findVariable(option.variable, { ...variables, files });
    if (found === undefined) continue;
    const parsed = option.parse(found.value);
    if ("problem" in parsed) {
      const source = describeProvenance(found.provenance);
      const { problem } = parsed;
      problems.push(
        new GettokenError("setting_invalid", `${source} ${problem}`, {
          settings: [{
            ...{ name, option: longOption(option), variables: [option.variable], source, problem },
          }],
        }),
      );
      continue;
    }
    values[name] = parsed.value;
    if (parsed.value !== option.default) provenance[name] = found.provenance;
  }
  for (const name of overridden(provenance, variables)) {
    values[name] = runOptions[name].default;
    delete provenance[name];
  }
  // The variable may be meant for other runs, so it is not an error here.
  const { envName } = provenance;
  const hasVariable = variableFormats.some((format) => format === values.output);
  if (envName && envName.kind !== "option" && !hasVariable) {
    values.envName = undefined;
    delete provenance.envName;
  }
  return { values: values as unknown as RunValues, provenance, problems };
}

/** Mutually exclusive options. If one place sets both, other code reports that. */
const opposites = [["quiet", "verbose"], ["copy", "out"]] as const;

/** The options that are overridden by an opposite from a source of higher precedence. */
function overridden(provenance: RunOptions["provenance"], { files }: VariableSources): Name[] {
  return opposites.flatMap(([one, other]) => {
    const [first, second] = [provenance[one], provenance[other]];
    if (first === undefined || second === undefined) return [];
    const order = rankOf(first, files) - rankOf(second, files);
    return order === 0 ? [] : [order < 0 ? other : one];
  });
}

/** An option with a non-default value. */
export interface ChangedOption {
  /** The long option: `--timeout`. */
  readonly option: string;
  readonly value: RunValues[Name];
  readonly provenance: Provenance;
}

/** The options with non-default values, in table order, without `--dry-run` itself. */
export function changedOptions(options: RunOptions): ChangedOption[] {
  return runValueNames.flatMap((name) => {
    const [value, provenance] = [options.values[name], options.provenance[name]];
    if (provenance === undefined || value === runOptions[name].default || name === "dryRun") {
      return [];
    }
    return [{ option: longOption(runOptions[name]), value, provenance }];
  });
}
