/**
 * The types of the settings that built-in providers have, for the options of the library: an editor
 * then completes their names, and a misspelt one is a type error.
 *
 * @module
 */

import { switchValues } from "../../lib/contract/credential_settings.ts";
import { settingsOf } from "../../lib/contract/declared_settings.ts";
import type { Provider, Setting } from "../../lib/contract/provider.ts";
import { words, wrap } from "../../lib/core/text.ts";
import { libraryTerms } from "../../lib/flow/library_terms.ts";
import { builtIn } from "../../providers/mod.ts";

/** Settings that lib/flow/flow_options.ts declares, in the terms of the library. */
const DECLARED = ["clientId", "clientSecret", "privateKey", "scope", "federatedTokenFile"];

/** A setting of some providers, and what it is there: their titles by its description. */
interface Described {
  /** What any of them declares. */
  readonly setting: Setting;
  readonly titles: Record<string, string[]>;
}

/** The module with the interface `ProviderSettings`. */
export async function providerSettingsModule(): Promise<string> {
  const names = Object.entries(builtIn).flatMap(([name, { aliases }]) => [name, ...aliases]);
  const providers = await Promise.all(Object.values(builtIn).map(({ load }) => load()));
  const members = Object.entries(settingsOfAll(providers)).map(([name, described]) =>
    memberOf(name, described)
  );
  return `/**
 * The names and settings of the built-in providers. \`deno task pages\` writes this file.
 *
 * @module
 */

import type { KeyValue, SettingValue, SwitchValue } from "./setting_value.ts";

/** The name of a built-in provider. */
export type BuiltInProvider =
${names.map((name) => `  | "${name}"`).join("\n")};

/** The settings of the built-in providers. */
export interface ProviderSettings {
${members.join("\n")}
}
`;
}

function settingsOfAll(providers: readonly Provider[]): Record<string, Described> {
  const all: Record<string, Described> = {};
  for (const provider of providers) {
    const reword = libraryTerms(provider, false);
    for (const [name, setting] of Object.entries(settingsOf(provider))) {
      if (DECLARED.includes(name)) continue;
      const { titles } = all[name] = {
        titles: {},
        ...all[name],
        setting: { ...all[name]?.setting, ...setting },
      };
      const description = reword(setting.description ?? words(name, " "));
      (titles[description] ??= []).push(provider.title);
    }
  }
  return all;
}

function memberOf(name: string, { setting, titles }: Described): string {
  const lines = Object.entries(titles).flatMap(([description, titles], _, { length }) => {
    const start = length === 1 ? "" : "- ";
    return wrap(`${start}${description}. For ${listOf(titles)}.`, 95 - start.length)
      .map((line, index) => index > 0 && start ? `  ${line}` : line);
  });
  const comment = lines.map((line) => `   * ${line}\n`).join("");
  return `  /**\n${comment}   */\n  readonly ${name}?: ${typeOf(setting)};`;
}

/** `A, B and C`. */
function listOf(titles: readonly string[]): string {
  return [titles.slice(0, -1).join(", "), ...titles.slice(-1)].filter(Boolean).join(" and ");
}

function typeOf({ list, multiline, secret, values }: Setting): string {
  if (values === switchValues) return "SwitchValue";
  if (list) return "SettingValue";
  return multiline && secret ? "KeyValue" : "string | undefined";
}
