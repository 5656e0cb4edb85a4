/**
 * The prompts of `gettoken profile new`: one for each setting of a provider. The answers become the
 * content of a profile.
 *
 * @module
 */

import { checkSetting } from "../contract/formats.ts";
import {
  type Declared,
  fileVariablesOf,
  isRequired,
  settingsOf,
  shownVariable,
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
import { envLine } from "../settings/env_syntax.ts";
import type { Host } from "../core/host.ts";
import type { Provider, Setting } from "../contract/provider.ts";
import { printable, words, wrapIndented } from "../core/text.ts";

/** The answers of a user. */
export interface Answers {
  /** The content of the file. */
  readonly text: string;
  /** Variables of required secrets that are not in the file. */
  readonly left: readonly string[];
  /** Why the answers conflict with each other, if they do. */
  readonly conflict: string | undefined;
}

/** The prompts, and the answers so far. */
interface Asking {
  readonly host: Host;
  readonly provider: Provider;
  /** Whether to write secrets into the file without asking. */
  readonly withSecret: boolean;
  /** Values by setting name, without the secrets. */
  readonly values: Map<string, string>;
  readonly lines: string[];
  readonly left: string[];
  /** Settings in a JSON document whose file the user named. */
  readonly inDocument: Set<string>;
}

/**
 * Asks for every setting.
 *
 * @param called The provider, as the user names it.
 */
export async function askForSettings(
  host: Host,
  provider: Provider,
  called: string,
  withSecret: boolean,
): Promise<Answers> {
  const lines = [envLine("GETTOKEN_PROVIDER", called)];
  const empty = { values: new Map<string, string>(), left: [], inDocument: new Set<string>() };
  const asking: Asking = { host, provider, withSecret, lines, ...empty };
  const { values, left, inDocument } = asking;
  const settings = Object.entries(settingsOf(provider));
  const others = settings.filter(([name]) =>
    !isCredential(provider, name) && name !== "authMethod"
  );
  for (const [name, setting] of others) await ask(asking, name, setting);
  for (const [name, setting] of others) {
    // One of several settings is required, and the user skipped all of them.
    const isLacking = typeof setting.required === "object" && !setting.secret &&
      !values.has(name) && isRequired(setting, values);
    if (isLacking) await ask(asking, name, { ...setting, required: true });
  }
  if (!credentials.some((name) => inDocument.has(name))) await askForCredential(asking, settings);
  // A document is read in each run.
  const conflict = inDocument.size > 0
    ? undefined
    : await provider.check?.(Object.fromEntries(values));
  return { text: lines.join(""), left, conflict };
}

/** Asks for a credential and its settings. */
async function askForCredential(asking: Asking, settings: Declared): Promise<void> {
  const { host, provider } = asking;
  const kind = await chooseKind(
    host,
    credentials.filter((name) => settings.some(([other]) => other === name)),
  );
  for (const [name, setting] of settings) {
    if (belongsTo(kind, name, provider)) {
      await ask(asking, name, { ...setting, required: setting.secret === true && name === kind });
    }
    if (name !== "authMethod") continue;
    const values = methodsOf(provider).filter((method) => credentialsFor(method).includes(kind));
    if (values.length > 1) await ask(asking, name, { ...setting, values });
  }
}

async function chooseKind(host: Host, kinds: readonly Credential[]): Promise<Credential> {
  const [only = "clientSecret"] = kinds;
  if (kinds.length < 2) return only;
  const choice = await (await host.loadPrompts()).promptChoice(
    "Which credential does the client use?",
    kinds.map((kind) => words(kind, " ")),
  );
  return kinds.find((kind) => words(kind, " ") === choice) ?? only;
}

/** Asks for a setting, unless it, or an alternative to it, has a value. */
async function ask(asking: Asking, name: string, setting: Setting): Promise<void> {
  const { inDocument, values } = asking;
  if (inDocument.has(name) || (setting.required && !isRequired(setting, values))) return;
  const isNeeded = setting.required === true && setting.default === undefined;
  if (!setting.secret) return await askForValue(asking, name, setting, isNeeded);
  // A key has several lines, so it stays in its own file.
  const askIt = setting.multiline ? askForPath : askForSecret;
  await askIt(asking, name, setting, isNeeded);
}

async function askForValue(
  { host, values, lines }: Asking,
  name: string,
  setting: Setting,
  isNeeded: boolean,
): Promise<void> {
  const { promptChoice, promptText } = await host.loadPrompts();
  const subject = words(name, " ");
  const unset = "(skip)";
  let value: string;
  if (setting.values) {
    value = await promptChoice(subject, [...(isNeeded ? [] : [unset]), ...setting.values]);
  } else {
    describe(host, setting, isNeeded);
    value = await promptText(subject, async (answer) => {
      if (answer === "" && !isNeeded) return undefined;
      const checked = await checkSetting(setting, answer);
      return "problem" in checked ? `It ${checked.problem}` : undefined;
    });
  }
  if (value === "" || value === unset) return;
  const checked = await checkSetting(setting, value);
  values.set(name, "value" in checked ? checked.value : value);
  lines.push(envLine(shownVariable(variablesOf(name, setting)), value));
}

async function askForPath(
  { host, lines, inDocument }: Asking,
  name: string,
  setting: Setting,
  isNeeded: boolean,
): Promise<void> {
  const subject = words(name, " ");
  describe(host, { description: `Path of the file with the ${subject}` }, isNeeded);
  const path = await (await host.loadPrompts()).promptText(`${subject} file`, (answer) => {
    const isAbsolute = /^(\/|[A-Za-z]:[/\\]|\\\\)/.test(answer);
    return isAbsolute || (answer === "" && !isNeeded)
      ? undefined
      : "Enter an absolute path: a profile is used in any folder";
  });
  if (path === "") return;
  lines.push(envLine(shownVariable(fileVariablesOf(name, setting)), path));
  for (const member of Object.keys(setting.members ?? {})) inDocument.add(member);
}

async function askForSecret(
  { host, withSecret, lines, left }: Asking,
  name: string,
  setting: Setting,
  isNeeded: boolean,
): Promise<void> {
  const variable = shownVariable(variablesOf(name, setting));
  const subject = words(name, " ");
  const { promptYesOrNo } = await host.loadPrompts();
  if (!withSecret && !await promptYesOrNo(`Write the ${subject} into the profile?`)) {
    if (isNeeded) left.push(variable);
    return;
  }
  for (;;) {
    const secret = await host.promptSecret(subject);
    const checked = await checkSetting(setting, secret);
    if ("value" in checked) return void lines.push(envLine(variable, secret));
    host.writeStderr(`It ${checked.problem}\n`);
  }
}

/** Prints a description before a prompt. */
function describe(
  host: Host,
  { description, example, default: fallback }: Setting,
  isNeeded: boolean,
): void {
  const hints = [
    description ?? [],
    example === undefined ? [] : `for example ${example}`,
    isNeeded ? [] : fallback === undefined ? "press Enter to skip" : `Enter: ${fallback}`,
  ].flat();
  const lines = wrapIndented(printable(hints.join("; "), 300), host.columns("stderr") ?? 80, "  ");
  host.writeStderr(["", ...lines, ""].join("\n"));
}
