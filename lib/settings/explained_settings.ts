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
 * - `used`: a run uses it.
 * - `set_aside`: another credential wins.
 * - `invalid`: a value is there, and wrong.
 * - `asked`: a run asks for it on the terminal.
 * - `missing`: a run needs it.
 * - `unset`: a run does without.
 */
export type SettingState = "used" | "set_aside" | "invalid" | "asked" | "missing" | "unset";

/** One setting, in a form that can be printed. */
export interface ExplainedSetting {
  readonly name: string;
  readonly state: SettingState;
  readonly secret: boolean;
  /** The value, unless it is secret or invalid: an invalid one may be a password. */
  readonly value: string | undefined;
  /** About how long a secret is. */
  readonly size: string | undefined;
  readonly provenance: Provenance | undefined;
  /** The values that this one overrides. */
  readonly insteadOf: readonly Provenance[];
}

/**
 * Explains every setting of a provider.
 *
 * @param resolved The settings of a run, if they could be resolved.
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
    // Whether a run would use it or not, a secret may be part of another value.
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

/** The valid values that a provider may see. */
export function valuesOf(settings: readonly ExplainedSetting[]): Record<string, string> {
  return Object.fromEntries(
    settings.flatMap(({ name, state, value }) =>
      state === "used" && value !== undefined && !Object.hasOwn(networkSettings, name)
        ? [[name, value]]
        : []
    ),
  );
}
