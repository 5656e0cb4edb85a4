/**
 * What the sources say about each setting: its value, where it came from, and what it won over.
 *
 * @module
 */

import { checkSetting } from "../contract/formats.ts";
import { networkSettings, settingsOf } from "../contract/declared_settings.ts";
import { jobVariable } from "./choose_credential.ts";
import type { Log } from "../core/log.ts";
import type { Provenance } from "./provenance.ts";
import type { Provider, Setting } from "../contract/provider.ts";
import { Secret } from "../core/secret.ts";
import { type Candidate, placesOf, type Sources } from "./sources.ts";
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

/** One setting, in a form that may be shown. */
export interface ExplainedSetting {
  readonly name: string;
  readonly state: SettingState;
  readonly secret: boolean;
  /** The value, unless it is secret. Of a wrong one there is none: it may hold a password. */
  readonly value: string | undefined;
  /** About how long a secret is. */
  readonly size: string | undefined;
  readonly provenance: Provenance | undefined;
  /** Where else there is a value, which lost to this one. */
  readonly insteadOf: readonly Provenance[];
}

/**
 * Explains every setting of a provider.
 *
 * @param resolved The settings of a run, if they can be had.
 */
export async function explainSettings(
  provider: Provider,
  sources: Sources,
  resolved: ResolvedSettings | undefined,
  log: Log,
): Promise<ExplainedSetting[]> {
  const declared = Object.entries({ ...settingsOf(provider), ...networkSettings });
  return await Promise.all(declared.map(async ([name, setting]) => {
    const places = placesOf(name, setting, sources);
    // Whether a run would use it or not, a secret may stand in another value, too.
    for (const { value, isPath } of places) {
      if (setting.secret && !isPath) log.protect(new Secret(value));
    }
    if (resolved?.provenance[name]?.member) return inDocument(name, setting, places, resolved);
    const [first, ...others] = places;
    return first
      ? await withValue(name, setting, [first, ...others], resolved)
      : withoutValue(name, setting, provider, sources, resolved);
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
  return {
    name,
    secret,
    state: "problem" in checked ? "invalid" : isUsed ? "used" : "set_aside",
    value: "problem" in checked || secret ? undefined : checked.value,
    size: secret ? sizeOf(name, place, resolved) : undefined,
    provenance: place.provenance,
    insteadOf: lostOf(others),
  };
}

/** A setting that a run takes from a document. */
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

function withoutValue(
  name: string,
  setting: Setting,
  provider: Provider,
  sources: Sources,
  resolved: ResolvedSettings | undefined,
): ExplainedSetting {
  const isTyped = resolved?.provenance[name]?.kind === "prompt";
  const isNeeded = isTyped || (resolved === undefined && isMissing(setting, provider, sources));
  return {
    name,
    state: !isNeeded ? "unset" : isTyped && sources.prompt ? "asked" : "missing",
    secret: setting.secret === true,
    value: undefined,
    size: undefined,
    provenance: undefined,
    insteadOf: [],
  };
}

/** Whether a run fails for want of a setting that nobody gives. */
function isMissing(
  { required, secret }: Setting,
  provider: Provider,
  sources: Sources,
): boolean {
  if (typeof required !== "object") return required === true;
  if (secret && provider.assertion?.federation && sources.env(jobVariable) !== undefined) {
    return false;
  }
  const declared = settingsOf(provider);
  return ![required.unless].flat()
    .some((other) => placesOf(other, declared[other] ?? {}, sources).length > 0);
}

function sizeOf(
  name: string,
  { value, isPath }: Candidate,
  resolved: ResolvedSettings | undefined,
): string | undefined {
  return (resolved?.secrets[name] ?? (isPath ? undefined : new Secret(value)))?.size;
}

/** The values of a run as far as they are right, for a provider to work with. */
export function valuesOf(settings: readonly ExplainedSetting[]): Record<string, string> {
  return Object.fromEntries(
    settings.flatMap(({ name, state, value }) =>
      state === "used" && value !== undefined && !Object.hasOwn(networkSettings, name)
        ? [[name, value]]
        : []
    ),
  );
}
