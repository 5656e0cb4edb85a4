/**
 * Asks for the settings of a provider, one by one, and makes a profile of the answers.
 *
 * @module
 */

import { checkSetting } from "../contract/formats.ts";
import {
  alternativesTo,
  type Declared,
  fileVariablesOf,
  settingsOf,
  variablesOf,
} from "../contract/declared_settings.ts";
import {
  belongsTo,
  type Credential,
  credentials,
  credentialsFor,
  isCredential,
  methodsOf,
} from "../contract/credential_settings.ts";
import { envLine } from "../settings/env_writer.ts";
import type { Host } from "../core/host.ts";
import { askPath, askSecretValue, askValue, type Need } from "./profile_questions.ts";
import type { Provider, Setting } from "../contract/provider.ts";
import { words } from "../core/text.ts";

/** The answers of a user. */
export interface Answers {
  /** The content of the file. */
  readonly text: string;
  /** Variables of secrets that are needed, and not in the file. */
  readonly left: readonly string[];
  /** What is wrong with the answers together, if anything is. */
  readonly discord: string | undefined;
}

/** What is asked, and what was answered so far. */
interface Asking {
  readonly host: Host;
  readonly provider: Provider;
  /** Whether secrets go into the file without a question. */
  readonly withSecret: boolean;
  /** Values by setting name, without the secrets. */
  readonly values: Record<string, string>;
  readonly lines: string[];
  readonly left: string[];
  /** Settings that stand in a document whose file was named. */
  readonly inDocument: Set<string>;
}

/**
 * Asks for every setting.
 *
 * @param called What the user calls the provider.
 */
export async function askForSettings(
  host: Host,
  provider: Provider,
  called: string,
  withSecret: boolean,
): Promise<Answers> {
  const lines = [envLine("GETTOKEN_PROVIDER", called)];
  const empty = { values: {}, lines, left: [], inDocument: new Set<string>() };
  const asking: Asking = { host, provider, withSecret, ...empty };
  const settings = Object.entries(settingsOf(provider));
  await askForOthers(
    asking,
    settings.filter(([name]) => !isCredential(provider, name) && name !== "authMethod"),
  );
  const hasCredential = credentials.some((name) => asking.inDocument.has(name));
  if (!hasCredential) await askForProof(asking, settings);
  return {
    text: asking.lines.join(""),
    left: asking.left,
    // What a document says is read in each run.
    discord: asking.inDocument.size > 0 ? undefined : await provider.check?.(asking.values),
  };
}

/** Asks for what is neither a credential nor goes with one. */
async function askForOthers(asking: Asking, others: Declared): Promise<void> {
  for (const [name, setting] of others) {
    await (setting.secret ? askForOtherSecret : askForValue)(asking, name, setting);
  }
  for (const [name, setting] of others) {
    // One of several was needed, and each was left out.
    const isLacking = alternativesTo(setting).length > 0 && !setting.secret &&
      asking.values[name] === undefined && needOf(asking, name, setting) === "may";
    if (isLacking) await askForValue(asking, name, { ...setting, required: true });
  }
}

/** Asks for a credential, and all that goes with it. */
async function askForProof(asking: Asking, settings: Declared): Promise<void> {
  const { host, provider } = asking;
  const kinds = credentials.filter((name) => settings.some(([other]) => other === name));
  const kind = await chooseCredential(host, kinds);
  for (const [name, setting] of settings) {
    if (belongsTo(kind, name, provider)) {
      await askForCredential(asking, name, setting, name === kind);
    }
    if (name !== "authMethod") continue;
    const values = methodsOf(provider).filter((method) => credentialsFor(method).includes(kind));
    if (values.length > 1) await askForValue(asking, name, { ...setting, values });
  }
}

async function chooseCredential(host: Host, kinds: readonly Credential[]): Promise<Credential> {
  const [only = "clientSecret"] = kinds;
  if (kinds.length < 2) return only;
  const choice = await (await host.loadPrompts()).promptChoice(
    "How does the client prove who it is?",
    kinds.map((kind) => words(kind, " ")),
  );
  return kinds.find((kind) => words(kind, " ") === choice) ?? only;
}

async function askForValue(asking: Asking, name: string, setting: Setting): Promise<void> {
  const { host, values, lines } = asking;
  const need = needOf(asking, name, setting);
  if (need === "none") return;
  const value = await askValue(host, name, setting, need);
  if (value === "") return;
  const checked = await checkSetting(setting, value);
  values[name] = "value" in checked ? checked.value : value;
  lines.push(envLine(variableOf(name, setting), value));
}

/** Whether a setting needs an answer, given those before it. */
function needOf(
  { values, inDocument }: Asking,
  name: string,
  setting: Setting,
): Need | "none" {
  if (inDocument.has(name)) return "none";
  const others = alternativesTo(setting);
  if (others.length > 0) {
    return others.some((other) => values[other] !== undefined) ? "none" : "may";
  }
  return setting.required && setting.default === undefined ? "must" : "may";
}

/** A secret that is no credential by itself, such as a document that has one in it. */
async function askForOtherSecret(asking: Asking, name: string, setting: Setting): Promise<void> {
  const need = needOf(asking, name, setting);
  if (need !== "none") await askForCredential(asking, name, setting, need === "must");
}

async function askForCredential(
  asking: Asking,
  name: string,
  setting: Setting,
  isNeeded: boolean,
): Promise<void> {
  if (!setting.secret) return await askForValue(asking, name, { ...setting, required: false });
  return setting.multiline
    ? await askForPath(asking, name, setting, isNeeded)
    : await askForSecret(asking, name, setting, isNeeded);
}

/** A key has several lines, and is best left in its own file. */
async function askForPath(
  { host, lines, inDocument }: Asking,
  name: string,
  setting: Setting,
  isNeeded: boolean,
): Promise<void> {
  const path = await askPath(host, name, isNeeded ? "must" : "may");
  if (path === "") return;
  const [own = "", conventional] = fileVariablesOf(name, setting);
  lines.push(envLine(conventional ?? own, path));
  for (const member of Object.keys(setting.members ?? {})) inDocument.add(member);
}

async function askForSecret(
  { host, withSecret, lines, left }: Asking,
  name: string,
  setting: Setting,
  isNeeded: boolean,
): Promise<void> {
  const variable = variableOf(name, setting);
  if (!withSecret && !await isToBeWritten(host, name)) {
    if (isNeeded) left.push(variable);
    return;
  }
  lines.push(envLine(variable, await askSecretValue(host, name, setting)));
}

async function isToBeWritten(host: Host, name: string): Promise<boolean> {
  const { promptYesOrNo } = await host.loadPrompts();
  return await promptYesOrNo(`Write the ${words(name, " ")} into the profile?`);
}

/** The variable by which the field knows a setting, else our own. */
function variableOf(name: string, setting: Setting): string {
  const [own = "", conventional] = variablesOf(name, setting);
  return conventional ?? own;
}
