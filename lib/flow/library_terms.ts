/**
 * Messages in the terms of the library. The code below names options and variables of the program; here
 * they become options of the flow, by the names that the provider declares.
 *
 * @module
 */

import {
  fileSettingOf,
  fileVariablesOf,
  networkSettings,
  optionOf,
  settingsOf,
  variablesOf,
} from "../contract/declared_settings.ts";
import type { Provider, Setting } from "../contract/provider.ts";
import { GettokenError, kindOf, type SettingProblem } from "../core/errors.ts";
import { either, printable } from "../core/text.ts";
import { commonSecrets } from "../plugins/module_rules.ts";
import { longOption, runOptions } from "../settings/run_options.ts";

/** Rewrites a message. */
export type Reword = (text: string) => string;

/** Settings that messages name even if the provider does not have them. */
const namedAnyway: readonly string[] = [
  ...[...commonSecrets, "authMethod", "signingAlgorithm", "assertionAudience", "keyId"],
  ...["tokenUrl", "tokenType", "federatedTokenFile"],
];

/** Settings whose option has another name. */
const otherNames: Readonly<Record<string, string>> = {
  scope: "scopes",
  federatedTokenFile: "federatedToken",
  caFile: "caCertificates",
};

/** The name of the option of a flow for a setting. */
export function optionName(setting: string): string {
  return Object.hasOwn(otherNames, setting) ? otherNames[setting] ?? setting : setting;
}

/** An option or a variable, and several of them in a list: `--domain, ACME_DOMAIN or ACME_HOST`. */
const way = "(?:--[a-z][a-z0-9-]*|\\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\\b)";
const ways = new RegExp(`${way}(?:(?:, | or )${way})*`, "g");

/** Other ways to trust a CA, which only Deno has. The option works in every runtime. */
const waysOfDeno = / or DENO_CERT, or set DENO_TLS_CA_STORE=\w+ [^.]*/;

/**
 * Rewrites messages about a flow.
 *
 * @param provider Its provider, if it is loaded.
 * @param hasEnvironment Whether its settings may come from the environment. Variables are then named.
 */
export function libraryTerms(provider: Provider | undefined, hasEnvironment: boolean): Reword {
  const names = namesFor(provider, hasEnvironment);
  return (text) =>
    text.replace(waysOfDeno, "").replace(ways, (list) => {
      const all = list.split(/, | or /);
      if (!all.some((word) => names.has(word))) return list;
      return either([...new Set(all.map((word) => names.get(word) ?? word))]);
    });
}

/** The names of the library for options and variables of the program. */
function namesFor(
  provider: Provider | undefined,
  hasEnvironment: boolean,
): ReadonlyMap<string, string> {
  const anyway = Object.fromEntries(namedAnyway.map((name): [string, Setting] => [name, {}]));
  const settings = {
    ...anyway,
    ...networkSettings,
    ...(provider && settingsOf(provider)),
  };
  const names = new Map([["--dry-run", "the program's --dry-run"]]);
  const add = (word: string, name: string) => names.set(word, hasEnvironment ? word : name);
  for (const [name, setting] of Object.entries(settings)) {
    const own = optionName(name);
    names.set(
      optionOf(name),
      /File$/.test(name) && hasEnvironment ? variablesOf(name, setting)[0] : own,
    );
    const [fileVariable, ...others] = fileVariablesOf(name, setting);
    names.set(optionOf(fileSettingOf(name)), hasEnvironment ? fileVariable : own);
    for (const word of [...variablesOf(name, setting), fileVariable, ...others]) add(word, own);
  }
  for (const name of ["timeout", "retries", "minTtl", "cache"] as const) {
    names.set(longOption(runOptions[name]), name);
    add(runOptions[name].variable, name);
  }
  return names;
}

/**
 * A failure as the library throws it.
 *
 * @param error What was thrown. If we did not expect it, only its kind is shown: its message and
 * cause may contain anything.
 * @param reword Rewrites each of its strings that is our own.
 * @param hasEnvironment Whether variables set settings.
 * @param redact Replaces secrets in its strings.
 */
export function libraryError(
  error: unknown,
  reword: Reword,
  hasEnvironment = false,
  redact: Reword = (text) => text,
): GettokenError {
  if (!(error instanceof GettokenError)) {
    const kind = error instanceof Error ? kindOf(error) : typeof error;
    return new GettokenError("defect", `defect: unexpected ${kind}`, {
      hint: "This is a fault of gettoken. Please report it.",
    });
  }
  const clean = (text: string) => reword(redact(text));
  // A function of the caller may have made it, with a cause and members that contain anything.
  const { code, message, details, hint, settings, retry, retryAfter, httpStatus } = error;
  const said = (["docs", "oauthError", "serverMessage", "providerCode", "traceId"] as const)
    .flatMap((name) => error[name] === undefined ? [] : [[name, redact(error[name])]]);
  return new GettokenError(code, clean(withNames(message, error)), {
    ...Object.fromEntries(said),
    ...(retry && { retry }),
    ...(retryAfter !== undefined && { retryAfter }),
    ...(httpStatus !== undefined && { httpStatus }),
    details: details.map(clean),
    ...(hint && { hint: clean(hint) }),
    ...(settings && {
      settings: settings.map((problem) => problemIn(problem, clean, hasEnvironment)),
    }),
  });
}

/**
 * A message such as `2 settings are missing for Auth0`, with their names: of an error that nobody
 * catches, Deno shows the message alone, and so do many logs.
 */
function withNames(message: string, { code, details, settings = [] }: GettokenError): string {
  if (!/^(usage|setting_missing|setting_invalid)$/.test(code) || details.length === 0) {
    return message;
  }
  const names = settings.flatMap(({ name }) =>
    name === undefined ? [] : [printable(optionName(name), 60)]
  );
  const isNamed = names.length === 0 || names.some((name) => message.includes(name));
  return isNamed ? message : `${message}: ${[...new Set(names)].join(", ")}`;
}

function problemIn(
  given: SettingProblem,
  reword: Reword,
  hasEnvironment: boolean,
): SettingProblem {
  const { source, problem, variables } = given;
  // Options that are no settings of the provider are sources only.
  const isOption = source !== undefined && Object.values(otherNames).includes(source);
  const { name = isOption ? source : undefined } = given;
  return {
    ...(name !== undefined && { name: reword(optionName(name)) }),
    ...(hasEnvironment && variables && { variables }),
    ...(source !== undefined && { source: reword(source) }),
    problem: reword(problem),
  };
}
