/**
 * Finds the value of each run option: on the command line, in the environment, in files, or the
 * default.
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
} from "./run_options.ts";
import { findVariable, type VariableSources } from "./sources.ts";

/** The options of a run. */
export interface RunOptions {
  readonly values: RunValues;
  /** Where options came from that are on the command line or not the default. */
  readonly provenance: Readonly<Partial<Record<Name, Provenance>>>;
  /** `setting_invalid` for each variable with an invalid value; its option has the default. */
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
    const files = variables.files.filter((file) => file.named || option.readFrom === "./.env");
    // Empty counts as unset.
    const found = findVariable(option.variable, { ...variables, files }, (value) => value === "");
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
  // A variable that suits other runs is not an error in this one.
  const { envName } = provenance;
  if (envName && envName.kind !== "option" && !["env", "github"].includes(`${values.output}`)) {
    values.envName = undefined;
    delete provenance.envName;
  }
  return { values: values as unknown as RunValues, provenance, problems };
}

/** Options that exclude each other. What happens if one place sets both is decided elsewhere. */
const opposites = [["quiet", "verbose"], ["copy", "out"]] as const;

/** The options that an opposite from a place of higher precedence excludes. */
function overridden(provenance: RunOptions["provenance"], { files }: VariableSources): Name[] {
  return opposites.flatMap(([one, other]) => {
    const [first, second] = [provenance[one], provenance[other]];
    if (first === undefined || second === undefined) return [];
    const order = rankOf(first, files) - rankOf(second, files);
    return order === 0 ? [] : [order < 0 ? other : one];
  });
}

/** An option that is not the default. */
export interface ChangedOption {
  /** The long option: `--timeout`. */
  readonly option: string;
  readonly value: RunValues[Name];
  readonly provenance: Provenance;
}

/** The options that are not the default, in the order of the table, without `--dry-run` itself. */
export function changedOptions(options: RunOptions): ChangedOption[] {
  return runValueNames.flatMap((name) => {
    const [value, provenance] = [options.values[name], options.provenance[name]];
    if (provenance === undefined || value === runOptions[name].default || name === "dryRun") {
      return [];
    }
    return [{ option: longOption(runOptions[name]), value, provenance }];
  });
}
