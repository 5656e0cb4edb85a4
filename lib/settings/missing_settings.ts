/**
 * Missing settings: the error that says how to set them, or the prompt if only a secret is missing.
 * Imported on demand, because most runs have all settings.
 *
 * @module
 */

import {
  alternativesTo,
  type Declared,
  documentsWith,
  fileSettingOf,
  fileVariablesOf,
  mayBeInFile,
  optionOf,
  variablesOf,
} from "../contract/declared_settings.ts";
import { GettokenError, type SettingProblem } from "../core/errors.ts";
import { allVariables } from "./known_variables.ts";
import { checkFormat } from "../contract/formats.ts";
import type { Provider, Setting } from "../contract/provider.ts";
import { placesOf, type Sources } from "./sources.ts";
import { nearMisses } from "./variable_notes.ts";
import { either, printable, shellWord, words } from "../core/text.ts";

/** Missing and invalid settings. */
export interface Gaps {
  /** The problems of settings that have a value. */
  readonly problems: readonly SettingProblem[];
  readonly missing: Declared;
  /** All settings of the provider. */
  readonly declared: Declared;
  readonly sources: Sources;
}

/** The error that lists all missing and invalid settings, and how to set them. */
export function incomplete(
  provider: Provider,
  gaps: Gaps,
): GettokenError {
  const { problems, missing, declared, sources } = gaps;
  const details = [
    ...problems.map(({ name = "", source = `the ${words(name, " ")}`, problem }) =>
      `${source} ${problem}`
    ),
    ...howToSetAll(missing, declared),
  ];
  const which = details.length === 1 ? "One setting is" : `${details.length} settings are`;
  const states = [missing.length > 0 && "missing", problems.length > 0 && "invalid"];
  // A GitHub Actions job can use an ID token instead of a secret.
  const needsNoSecret = provider.assertion?.federation &&
    sources.env("GITHUB_ACTIONS") === "true" &&
    missing.some(([name]) => name === "clientSecret");
  return new GettokenError(
    problems.length > 0 ? "setting_invalid" : "setting_missing",
    `${which} ${states.filter((state) => state).join(" or ")} for ${provider.title}`,
    {
      details: [
        ...details,
        ...nearMisses(withAlternatives(gaps), sources),
        ...misspelt(missing, declared, sources),
      ],
      settings: [...problems, ...missing.map(([name]) => ({ name, problem: "is missing" }))],
      hint: needsNoSecret
        ? "GitHub Actions needs no secret: give the job `permissions: id-token: write`"
        : sources.help ??
          `gettoken ${shellWord(sources.providerName ?? provider.name)} --help explains ` +
            (details.length === 1 ? "it" : "them"),
    },
  );
}

/**
 * The settings, those that can replace them, and the documents that can contain them; also unset
 * settings whose value the user may have in a variable of another program.
 */
function withAlternatives({ missing, declared, sources }: Gaps): Declared {
  const wanted = new Set(
    missing.flatMap(([name, setting]) => [
      ...[name, ...alternativesTo(setting), ...documentsWith(name, declared)],
    ]),
  );
  return declared.filter(([name, setting]) =>
    wanted.has(name) ||
    (setting.otherEnv && !setting.secret && placesOf(name, setting, sources).length === 0)
  );
}

/** How to set what is missing: first by a document with several of the settings, then the rest. */
function howToSetAll(missing: Declared, declared: Declared): string[] {
  for (const [name, setting] of declared) {
    // The document contains the setting, or one that can replace it.
    const inIt = missing.filter(([other, lacking]) =>
      [other, ...alternativesTo(lacking)].some((name) => Object.hasOwn(setting.members ?? {}, name))
    );
    if (inIt.length < 2) continue;
    const rest = missing.filter((entry) => !inIt.includes(entry));
    return [howToSetDocument(name, setting, inIt), ...howToSetAll(rest, declared)];
  }
  return missing.map(([name, setting]) => howToSet(name, setting, declared));
}

/** How to set a document: `set --key-file, ACME_KEY_PATH or …; or use --client-id and …`. */
function howToSetDocument(name: string, setting: Setting, inIt: Declared): string {
  const ways = [
    ...fileOptionOf(name, setting),
    ...fileVariablesOf(name, setting).reverse(),
    ...variablesOf(name, setting).reverse(),
  ];
  const others = inIt.map(usualOption);
  const all = `${others.slice(0, -1).join(", ")} and ${others.at(-1)}`;
  return `${words(name, " ")} is missing: set ${either(ways)}; or use ${all}`;
}

/** How to set a setting: `set --domain, AUTH0_DOMAIN or …, for example acme.eu.auth0.com`. */
function howToSet(name: string, setting: Setting, declared: Declared): string {
  const ways = waysToSet(name, setting);
  const example = setting.example ? `, for example ${setting.example}` : "";
  const others = [...alternativesTo(setting), ...documentsWith(name, declared)];
  const instead = declared.filter(([other]) => others.includes(other)).map(usualOption);
  const alternative = instead.length > 0 ? `; or use ${either(instead)}` : "";
  return `${words(name, " ")} is missing: set ${either(ways)}${example}${alternative}`;
}

/** The options and variables of a setting, the option first. */
export function waysToSet(name: string, setting: Setting): string[] {
  return [
    optionOf(name),
    ...variablesOf(name, setting).reverse(),
    ...fileOptionOf(name, setting),
  ];
}

function usualOption([name, setting]: Declared[number]): string {
  return fileOptionOf(name, setting)[0] ?? optionOf(name);
}

function fileOptionOf(name: string, setting: Setting): string[] {
  return mayBeInFile(setting) ? [optionOf(fileSettingOf(name))] : [];
}

/** Messages about unknown variables whose names are close to a missing one. Values are not shown. */
function misspelt(
  missing: Declared,
  declared: Declared,
  { envNames, files }: Pick<Sources, "envNames" | "files">,
): string[] {
  const known = declared.flatMap(allVariables);
  const wanted = missing.flatMap(allVariables);
  const namesIn = (names: Iterable<string>, place: string) =>
    [...names].filter((name) => !known.includes(name)).flatMap((name) => {
      const meant = wanted.find((variable) => isMisspelt(name, variable));
      return meant === undefined
        ? []
        : [`unknown variable ${name} in ${place}; did you mean ${meant}?`];
    });
  return [
    ...namesIn(envNames?.() ?? [], "the environment"),
    ...files.flatMap(({ path, values }) => namesIn(values.keys(), path)),
  ];
}

/** Whether the names differ in at most two adjacent characters. */
function isMisspelt(name: string, variable: string): boolean {
  const [a, b] = [name.toUpperCase(), variable.toUpperCase()];
  const length = Math.min(a.length, b.length);
  let start = 0;
  while (start < length && a[start] === b[start]) start++;
  let end = 0;
  while (end < length - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  return Math.max(a.length, b.length) - start - end <= 2;
}

/**
 * Prompts for a secret. The prompt shows the host that it will be sent to, so typing it confirms that
 * host.
 *
 * @param url The token endpoint.
 * @throws {GettokenError} `setting_invalid` if it is empty or contains invalid characters.
 */
export async function askSecret(
  { title }: Provider,
  name: string,
  url: string,
  prompt: (message: string) => Promise<string>,
): Promise<string> {
  const subject = words(name, " ");
  const answer = await prompt(`${subject} for ${new URL(url).origin} (${printable(title, 60)})`);
  const checked = checkFormat(answer);
  if ("value" in checked) return checked.value;
  throw new GettokenError("setting_invalid", `The ${subject} ${checked.problem}`);
}
