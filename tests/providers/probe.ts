/**
 * Asks a provider what gettoken would ask it, by way of gettoken itself.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { sampleDocument } from "../../lib/check/sample_sources.ts";
import {
  fileSettingOf,
  optionOf,
  settingsOf,
  variablesOf,
} from "../../lib/contract/declared_settings.ts";
import { checkFormat } from "../../lib/contract/formats.ts";
import type { Provider, Setting } from "../../lib/contract/provider.ts";
import { type ResolvedSettings, resolveSettings } from "../../lib/settings/resolve.ts";

/** One setting of a provider, laid over the common one of that name. */
export function settingOf(provider: Provider, name: string): Setting {
  const setting = settingsOf(provider)[name];
  assert(setting, `${provider.name} has no setting ${name}`);
  return setting;
}

/** What is wrong with a value, if anything. */
export async function problemOf(
  provider: Provider,
  name: string,
  value: string,
): Promise<string | undefined> {
  const setting = settingOf(provider, name);
  const checked = checkFormat(value, setting.format);
  return "problem" in checked ? checked.problem : await setting.check?.(checked.value);
}

/** Tests that a provider accepts each of these values for a setting. */
export function testAccepted(provider: Provider, name: string, values: readonly string[]): void {
  for (const value of values) {
    Deno.test(`${provider.name} accepts ${optionOf(name)} ${value}`, async () => {
      assertEquals(await problemOf(provider, name, value), undefined);
    });
  }
}

/** What there is to remark about a value, with nothing else set. */
export async function warningsOf(
  provider: Provider,
  name: string,
  value: string,
): Promise<readonly string[]> {
  const [variable] = variablesOf(name, settingOf(provider, name));
  const optional = Object.fromEntries(
    Object.entries(settingsOf(provider)).map(([name, it]) => [name, { ...it, required: false }]),
  );
  const { warnings } = await resolveSettings(
    { ...provider, settings: optional, check: () => undefined },
    {
      options: {},
      env: (asked) => asked === variable ? value : undefined,
      files: [],
      readSecret: () => Promise.resolve(""),
      providerNamedBy: { kind: "option", name: provider.name },
    },
  );
  return warnings;
}

/** The options of a provider's example, by setting name. */
export function exampleOptions(provider: Provider): Readonly<Record<string, string>> {
  const words = (provider.example ?? "").split(" ").map((word) => word.replace(/^'(.*)'$/, "$1"));
  const names = Object.keys(settingsOf(provider));
  const options = [...names, ...names.map(fileSettingOf)].flatMap((name) => {
    const at = words.indexOf(optionOf(name));
    return at === -1 ? [] : [[name, ...words.splice(at, 2).slice(1)]];
  });
  assert(words.join("") === "", `the example of ${provider.name} has more: ${words.join(" ")}`);
  return Object.fromEntries(options);
}

/** The settings of a run with a provider's example: its secret in the environment, or a document. */
export function resolveExample(provider: Provider): Promise<ResolvedSettings> {
  return resolveSettings(provider, {
    options: exampleOptions(provider),
    env: (name) => name === "GETTOKEN_CLIENT_SECRET" ? "any secret" : undefined,
    files: [],
    readSecret: () => Promise.resolve(sampleDocument(provider)),
    providerNamedBy: { kind: "option", name: provider.name },
  });
}

/** The settings of a run with a document in the file of the setting that takes one. */
export function resolveDocument(
  provider: Provider,
  document: Readonly<Record<string, unknown>>,
  options: Readonly<Record<string, string>> = {},
): Promise<ResolvedSettings> {
  const [name = ""] = Object.entries(provider.settings).find(([, { members }]) => members) ?? [];
  return resolveSettings(provider, {
    options: { [fileSettingOf(name)]: "key.json", ...options },
    env: () => undefined,
    files: [],
    readSecret: () => Promise.resolve(JSON.stringify(document)),
    providerNamedBy: { kind: "option", name: provider.name },
  });
}
