/**
 * The help of a provider's command, short (`-h`) and complete (`--help`), from what it declares.
 *
 * @module
 */

import { credentialSettings, isCredential } from "../contract/credential_settings.ts";
import {
  alternativesTo,
  type Declared,
  documentsWith,
  fileSettingOf,
  fileVariablesOf,
  mayBeInFile,
  optionOf,
  settingsOf,
  shownVariable,
  variablesOf,
} from "../contract/declared_settings.ts";
import type { Provider, Setting } from "../contract/provider.ts";
import { either, shellWord, words } from "../core/text.ts";
import { type HelpPage, type HelpRow, type HelpSection, stacked } from "./help.ts";
import { runOptionSections, usualRunOptions } from "./run_option_help.ts";

/** Help that is asked for: of a provider's command, or of `explain` with that provider. */
export interface ProviderHelp {
  /** What the user calls the provider: its name, an alias, the path of its module. */
  readonly name: string;
  readonly provider: Provider;
  readonly purpose: "token" | "explanation";
  readonly isLong: boolean;
}

/** The options that only `explain` has. */
export const explainOptions: readonly HelpRow[] = [
  {
    term: "--check",
    text: "Ask the server, without a credential, and compare its metadata with the request",
  },
  { term: "--json", text: "Print the explanation as JSON" },
];

/** The help of a provider. */
export function providerHelp(help: ProviderHelp): HelpPage {
  const { name, provider: { title }, purpose, isLong } = help;
  const called = `gettoken ${purpose === "token" ? "" : "explain "}${shellWord(name)}`;
  const summary = purpose === "token"
    ? [`Get an access token from ${title}.`]
    : [`Show how a token from ${title} would be requested, without requesting it.`];
  const more = isLong && purpose === "explanation" ? [explanation] : [];
  return {
    usage: [`${called} [options]`],
    paragraphs: [...summary, ...more, valuesNote],
    sections: isLong ? longSections(called, help) : shortSections(called, help),
  };
}

const valuesNote = "Each value can also come from its variable [env], in the environment or .env.";

const explanation =
  "It prints every setting with its source, the endpoint, the request, and all problems. The exit " +
  "status is 0 if a token could be requested, else that of the first problem.";

function shortSections(called: string, { name, provider, purpose }: ProviderHelp): HelpSection[] {
  const { all, required, credentials } = groupsOf(provider);
  const usual = credentials.find(([, { members }]) => members)?.[0] ??
    Object.keys(credentialSettings(provider))[0] ?? "";
  const others = Object.keys(credentialNames)
    .filter((other) => other !== usual && credentials.some(([name]) => name === other))
    .map((other) => credentialNames[other] ?? "");
  return [
    { title: "Required settings", rows: required.flatMap((setting) => settingRows(setting, all)) },
    {
      title: "Credential",
      rows: credentials.filter(([name]) => name === usual).flatMap(usualCredentialRows),
      paragraphs: [
        ...(usual === "clientSecret" ? ["Without either, gettoken prompts on a terminal."] : []),
        ...(others.length > 0 ? [`Other credentials (see --help): ${others.join(", ")}`] : []),
      ],
    },
    {
      title: "Options",
      rows: [...(purpose === "token" ? [] : explainOptions), ...usualRunOptions()],
    },
    exampleOf(called, provider),
    {
      title: "More",
      rows: [
        ...(purpose === "token"
          ? [{
            term: `gettoken explain ${shellWord(name)}`,
            text: "Show the request, and what is missing",
          }]
          : []),
        { term: `${called} --help`, text: "Show all options and set-up steps" },
      ],
    },
  ];
}

function longSections(called: string, { provider, purpose }: ProviderHelp): HelpSection[] {
  const { all, required, optional, credentials } = groupsOf(provider);
  const { setup = [], docs } = provider;
  const rowsOf = (settings: Declared) => settings.flatMap((setting) => settingRows(setting, all));
  return [
    stacked("Required settings", rowsOf(required)),
    stacked("Optional settings", rowsOf(optional)),
    stacked("Credentials (one is needed)", rowsOf(credentials)),
    stacked("Explanation", purpose === "token" ? [] : explainOptions),
    ...runOptionSections(),
    exampleOf(called, provider),
    { title: "Set-up", paragraphs: setup.map((step) => `- ${step}`) },
    { title: "Documentation", paragraphs: [docs] },
  ];
}

function exampleOf(called: string, { example }: Provider): HelpSection {
  return { title: "Example", commands: example ? [`${called} ${example}`] : [] };
}

/** Credentials in words, in the order of the help. */
const credentialNames: Readonly<Record<string, string>> = {
  clientSecret: "client secret",
  federatedTokenFile: "federated token",
  privateKey: "private key",
  clientCert: "client certificate",
};

/** The settings of a provider by section of the help. */
function groupsOf(provider: Provider) {
  const all = Object.entries(settingsOf(provider));
  const isForCredential = ([name, { members }]: Declared[number]) =>
    isCredential(provider, name) || name === "authMethod" || members !== undefined;
  const others = all.filter((setting) => !isForCredential(setting));
  const needed = others.filter(([name, setting]) =>
    Boolean(setting.required) && setting.default === undefined &&
    documentsWith(name, all).length === 0
  );
  const names = needed.flatMap(([name, setting]) => [name, ...alternativesTo(setting)]);
  return {
    all,
    required: others.filter(([name]) => names.includes(name)),
    optional: others.filter(([name]) => !names.includes(name)),
    credentials: all.filter(isForCredential).sort(([a, one], [b, other]) =>
      rankOf(a, one) - rankOf(b, other)
    ),
  };
}

/** JSON documents, secrets and federated tokens come before keys and certificates. */
function rankOf(name: string, { members }: Setting): number {
  if (members) return 0;
  return name === "clientSecret" ? 1 : name === "federatedTokenFile" ? 2 : 3;
}

/** The option of a setting, and that for a file with it. */
function settingRows([name, setting]: Declared[number], all: Declared): HelpRow[] {
  const { description = words(name, " "), values } = setting;
  const placeholder = name.endsWith("File") ? "path" : setting.format === "url" ? "url" : "value";
  const alternatives = alternativesTo(setting).filter((other) => !(other in credentialNames));
  const row = {
    term: `${optionOf(name)} <${placeholder}>`,
    text: description + (values ? `: ${either(values)}` : "") +
      (setting.secret ? " (visible in the process list)" : ""),
    notes: [
      ...alternatives.map((other) => `or ${optionOf(other)}`),
      ...documentsWith(name, all).map((document) => `or in ${optionOf(fileSettingOf(document))}`),
      ...(setting.list === undefined ? [] : ["repeatable"]),
      `env: ${shownVariable(variablesOf(name, setting))}`,
      ...(setting.default === undefined ? [] : [`default: ${setting.default}`]),
    ],
  };
  return mayBeInFile(setting)
    ? [row, fileRow(name, setting, "Read it from a file; - is stdin")]
    : [row];
}

/** The variable of a credential if it is a line, and the option for a file with it. */
function usualCredentialRows([name, setting]: Declared[number]): HelpRow[] {
  const { description = words(name, " ") } = setting;
  if (setting.multiline) return [fileRow(name, setting, description)];
  const { notes: _, ...file } = fileRow(name, setting, "Read it from a file; - is stdin");
  const variable = shownVariable(variablesOf(name, setting));
  return [{ term: variable, text: `${description}, in the environment or .env` }, file];
}

function fileRow(name: string, setting: Setting, text: string): HelpRow {
  return {
    term: `${optionOf(fileSettingOf(name))} <path>`,
    text,
    notes: [`env: ${shownVariable(fileVariablesOf(name, setting))}`],
  };
}
