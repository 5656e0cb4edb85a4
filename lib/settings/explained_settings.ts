/**
 * Explains each setting: its value, where it came from, and what it overrides.
 *
 * @module
 */

import { checkSetting } from "../contract/formats.ts";
import { networkSettings, settingsOf } from "../contract/declared_settings.ts";
import { hasJobToken, isNeeded } from "./choose_credential.ts";
import type { Log } from "../core/log.ts";
import type { Candidate, Provenance } from "./provenance.ts";
import type { Provider, Setting } from "../contract/provider.ts";
import { Secret } from "../core/secret.ts";
import { placesOf, type Sources } from "./sources.ts";
import type { ResolvedSettings } from "./resolve.ts";

/**
 * - `used`: the run uses its value.
 * - `set_aside`: another credential wins.
 * - `invalid`: its value is invalid.
 * - `asked`: the run prompts for it.
 * - `missing`: it is required and has no value.
 * - `unset`: it is optional and has no value.
 */
export type SettingState = "used" | "set_aside" | "invalid" | "asked" | "missing" | "unset";

/** A setting, ready to print. */
export interface ExplainedSetting {
  readonly name: string;
  readonly state: SettingState;
  readonly secret: boolean;
  /** The value. Not set for a secret, nor for an invalid value, which may be a password. */
  readonly value: string | undefined;
  /** The approximate length of a secret. */
  readonly size: string | undefined;
  readonly provenance: Provenance | undefined;
  /** The values that this one overrides. */
  readonly insteadOf: readonly Provenance[];
}

/**
 * Explains every setting of a provider.
 *
 * @param resolved The settings of the run, unless resolving them failed.
 */
export async function explainSettings(
  provider: Provider,
  sources: Sources,
  resolved: ResolvedSettings | undefined,
  log: Log,
): Promise<ExplainedSetting[]> {
  const declared = Object.entries({ ...settingsOf(provider), ...networkSettings });
  const settings = new Map(declared);
  const isJobTokenUsable = hasJobToken(provider, sources.env);
  const given = {
    has: (name: string) => placesOf(name, settings.get(name) ?? {}, sources).length > 0,
  };
  return await Promise.all(declared.map(async ([name, setting]) => {
    const places = placesOf(name, setting, sources);
    // Secrets are redacted even if the run would not use them.
    for (const { value, isPath } of places) {
      if (setting.secret && !isPath) log.protect(new Secret(value));
    }
    if (resolved?.provenance[name]?.member) return inDocument(name, setting, places, resolved);
    const [first, ...others] = places;
    if (first) return await withValue(name, setting, [first, ...others], resolved);
    const isTyped = resolved?.provenance[name]?.kind === "prompt";
    const isLacking = isTyped ||
      resolved === undefined && isNeeded([name, setting], given, isJobTokenUsable);
    return {
      name,
      state: !isLacking ? "unset" : isTyped && sources.prompt ? "asked" : "missing",
      secret: setting.secret === true,
      value: undefined,
      size: undefined,
      provenance: undefined,
      insteadOf: [],
    };
  }));
}

async function withValue(
  name: string,
  setting: Setting,
  [place, ...others]: readonly [Candidate, ...Candidate[]],
  resolved: ResolvedSettings | undefined,
): Promise<ExplainedSetting> {
  const secret = setting.secret === true;
  const checked = place.isPath
    ? { value: resolved?.values[name] }
    : await checkSetting(setting, place.value);
  const isUsed = resolved === undefined || resolved.provenance[name] !== undefined;
  const content = resolved?.secrets[name] ?? (place.isPath ? undefined : new Secret(place.value));
  return {
    name,
    secret,
    state: "problem" in checked ? "invalid" : isUsed ? "used" : "set_aside",
    value: "problem" in checked || secret ? undefined : checked.value,
    size: secret ? content?.size : undefined,
    provenance: place.provenance,
    insteadOf: lostOf(others),
  };
}

/** A setting from a JSON document. */
function inDocument(
  name: string,
  { secret = false }: Setting,
  others: readonly Candidate[],
  { values, secrets, provenance }: ResolvedSettings,
): ExplainedSetting {
  return {
    ...{ name, state: "used", secret },
    value: secret ? undefined : values[name],
    size: secrets[name]?.size,
    provenance: provenance[name],
    insteadOf: lostOf(others),
  };
}

function lostOf(places: readonly Candidate[]): Provenance[] {
  return places.map(({ provenance }) => provenance).filter(({ kind }) => kind !== "default");
}

/** The valid values that are passed to the provider. */
export function valuesOf(settings: readonly ExplainedSetting[]): Record<string, string> {
  return Object.fromEntries(
    settings.flatMap(({ name, state, value }) =>
      state === "used" && value !== undefined && !Object.hasOwn(networkSettings, name)
        ? [[name, value]]
        : []
    ),
  );
}
