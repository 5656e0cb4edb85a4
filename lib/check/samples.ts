/** Chooses sample values of settings, and combinations of them, for a trial run. @module */

import { attempt, oneLine } from "./check_result.ts";
import { alternativesTo, isRequired, optionOf } from "../contract/declared_settings.ts";
import type { Parsed } from "../contract/formats.ts";
import type { Provider, Setting, SettingFormat, Settings } from "../contract/provider.ts";
import { resolveSample, settingsToTry } from "./sample_sources.ts";
import { resolveSettings } from "../settings/resolve.ts";

/** Settings for one run. */
export interface Sample {
  /** A name for messages: `with all settings`. */
  readonly what: string;
  /** The values of options, by setting name, without secrets. */
  readonly options: Settings;
}

/** The settings to try a provider with. */
export interface Samples {
  /** For each set of required settings: those alone, then with all that are compatible. */
  readonly samples: readonly Sample[];
  /** The settings that are in no sample, and why. */
  readonly gaps: readonly string[];
}

/**
 * Chooses settings for trial runs of a provider.
 *
 * @param known Values that are valid, such as those of the provider's example.
 */
export async function sampleSettings(provider: Provider, known: Settings = {}): Promise<Samples> {
  const settings = settingsToTry(provider);
  const { values, gaps } = await sampleValues(settings, known);
  const ways = requiredSets(settings);
  const samples: Sample[] = [];
  for (const way of ways) {
    if (way.some((name) => values[name] === undefined)) continue;
    const which = ways.length > 1 ? ` (${way.map(optionOf).join(" ")})` : "";
    const options = pick(values, way);
    const refusal = await refusalOf(provider, options);
    if (refusal !== undefined) {
      gaps.add(`${refusal}. Give these settings examples that work in combination${which}`);
      continue;
    }
    samples.push({ what: `with the required settings${which}`, options });
    const others = optionalSettings(settings)
      .filter((name) => values[name] && !way.includes(name));
    const { fuller, left } = await fill(provider, options, pick(values, others));
    samples.push(...fuller.map((full) => ({ what: `with all settings${which}`, options: full })));
    for (const name of left) {
      gaps.add(`settings.${name} conflicts with the other examples: not tried`);
    }
  }
  return { samples, gaps: [...gaps] };
}

/** A value for each setting that accepts a sample, and problems of the others. */
async function sampleValues(
  settings: Provider["settings"],
  known: Settings,
): Promise<{ readonly values: Settings; readonly gaps: Set<string> }> {
  const values: Record<string, string> = {};
  const gaps = new Set<string>();
  for (const [name, setting] of Object.entries(settings)) {
    // checkExchange() tries every client authentication method.
    if (setting.secret || name === "authMethod") continue;
    const sampled = await sampleOf(name, setting, known[name]);
    if ("value" in sampled) values[name] = sampled.value;
    else gaps.add(`settings.${name} needs a valid example: ${sampled.problem}`);
  }
  return { values, gaps };
}

function pick(values: Settings, names: readonly string[]): Settings {
  return Object.fromEntries(names.map((name) => [name, values[name]]));
}

/** Adds as many other options as are compatible, in several sets if they conflict. */
async function fill(
  provider: Provider,
  options: Settings,
  others: Settings,
): Promise<{ readonly fuller: readonly Settings[]; readonly left: readonly string[] }> {
  const fuller: Settings[] = [];
  let left = Object.entries(others);
  while (left.length > 0) {
    let full = options;
    for (const [name, value] of left) {
      const more = { ...full, [name]: value };
      if (await refusalOf(provider, more) === undefined) full = more;
    }
    if (full === options) break;
    fuller.push(full);
    left = left.filter(([name]) => !Object.hasOwn(full, name));
  }
  return { fuller, left: left.map(([name]) => name) };
}

/** Why a run refuses these options; `undefined` if it does not. */
export async function refusalOf(
  provider: Provider,
  options: Settings,
): Promise<string | undefined> {
  const outcome = await attempt(() => resolveSample(provider, options));
  return outcome.failure ? oneLine(outcome.failure) : undefined;
}

/** The names of the required settings, one list for each choice that `{ unless }` allows. */
export function requiredSets(settings: Provider["settings"]): string[][] {
  const sets = [undefined, ...substitutesIn(settings)].map((substitute) => {
    const chosen = new Set(substitute === undefined ? [] : [substitute]);
    for (const [name, setting] of Object.entries(settings)) {
      if (isAlwaysSet(setting)) continue;
      const has = (other: string) => chosen.has(other) || isAlwaysSet(settings[other]);
      if (isRequired(setting, { has })) chosen.add(name);
    }
    return Object.keys(settings).filter((name) => chosen.has(name));
  });
  return [...new Map(sets.map((set) => [set.join(), set])).values()];
}

/** Whether a setting has a value in every run: a default, or a secret from the environment. */
function isAlwaysSet(setting: Setting | undefined): boolean {
  return setting?.default !== undefined || setting?.secret === true;
}

/** The settings that replace a required one, without secrets. */
function substitutesIn(settings: Provider["settings"]): string[] {
  const named = Object.values(settings).flatMap(alternativesTo);
  return [...new Set(named)].filter((name) =>
    Object.hasOwn(settings, name) && !settings[name]?.secret
  );
}

/** The settings that conflict with no other, without secrets. */
export function optionalSettings(settings: Provider["settings"]): string[] {
  const substitutes = substitutesIn(settings);
  return Object.entries(settings).flatMap(([name, setting]) =>
    alternativesTo(setting).length > 0 || substitutes.includes(name) || setting.secret ? [] : [name]
  );
}

/** Sample values of each format, the most likely first. */
const candidates: Readonly<Record<SettingFormat, readonly string[]>> = {
  text: [
    ...["sample", "sample-1", "1", "a=b", "sample.example", "https://sample.example/"],
    "11111111-2222-3333-4444-555555555555",
  ],
  origin: ["https://id.sample.example"],
  url: ["https://id.sample.example/", "https://id.sample.example"],
  guid: ["11111111-2222-3333-4444-555555555555"],
  scope: ["sample.read", "openid"],
  headers: ["X-Sample: sample"],
};

/** A value as the provider sees it, or why a run refuses it. */
export type TriedValue =
  | { readonly value: string; readonly warnings: readonly string[] }
  | { readonly problem: string };

/** Resolves one value of one setting as a run would, with no other setting. */
export async function tryValue(name: string, setting: Setting, value: string): Promise<TriedValue> {
  const provider: Provider = {
    apiVersion: 1,
    name: "trial",
    title: "a trial",
    docs: "",
    settings: { clientId: { required: false }, clientSecret: { required: false }, [name]: setting },
    endpoint: () => ({ issuer: "" }),
  };
  const resolved = await attempt(() =>
    resolveSettings(provider, {
      options: { [name]: value },
      env: () => undefined,
      files: [],
      readSecret: () => Promise.resolve(""),
      providerNamedBy: { kind: "option", name: "trial" },
    })
  );
  if (resolved.failure) {
    const { code, details } = resolved.failure;
    return { problem: code === "setting_invalid" ? details.join("; ") : oneLine(resolved.failure) };
  }
  const { values, warnings } = resolved.value;
  return { value: values[name] ?? value, warnings };
}

/**
 * A value that a setting accepts, as a user would write it, or why it refuses the first candidate.
 *
 * @param known The value from the provider's example.
 */
export async function sampleOf(
  name: string,
  setting: Setting,
  known?: string,
): Promise<Parsed> {
  const { example, default: fallback, values, format = "text" } = setting;
  const problems: string[] = [];
  for (const value of [example, fallback, values?.[0], known, ...candidates[format]]) {
    if (value === undefined) continue;
    const tried = await tryValue(name, setting, value);
    if ("value" in tried) return { value };
    problems.push(tried.problem);
  }
  return { problem: problems[0] ?? "" };
}
