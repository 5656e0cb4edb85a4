/**
 * Settles the value of each setting: found, checked, and not to be had by the wrong hands.
 *
 * @module
 */

import { checkSetting } from "./check_setting.ts";
import { type Declared, networkSettings, settingsOf } from "./common_settings.ts";
import { type Credential, credentials } from "./credential_settings.ts";
import { chooseCredential, jobVariable } from "./credentials.ts";
import { GettokenError } from "./errors.ts";
import { givenSettings } from "./given_settings.ts";
import { describeOrigin, type Origin, subjectOf } from "./origin.ts";
import type { Provider, Setting, Settings } from "./provider.ts";
import { Secret } from "./secret.ts";
import type { Found, Sources } from "./setting_sources.ts";
import { printable, words } from "./text.ts";
import { requireNamed, requireTrusted } from "./trust.ts";

/** The settings of a run. */
export interface ResolvedSettings {
  /** What the provider may see: every value that is set but the secrets. */
  readonly values: Settings;
  /** The secrets, by setting name. */
  readonly secrets: Readonly<Record<string, Secret>>;
  /** Which of them is the credential, or `federatedTokenFile` for a token of another issuer. */
  readonly credential: Credential;
  /** What is set about the way to the provider, by setting name. */
  readonly network: Settings;
  /** Where each value came from. */
  readonly origins: Readonly<Record<string, Origin>>;
  /** What is said of credentials that are given and not used. */
  readonly setAside: readonly string[];
  /** Remarks about values that are allowed but rarely meant. */
  readonly warnings: readonly string[];
}

/** A value as it may be shown: a secret as `***`. */
export function shownValue(name: string, settings: ResolvedSettings): string {
  const value = settings.values[name] ?? settings.network[name] ?? settings.secrets[name];
  return printable(`${value}`, 200);
}

const network: Declared = Object.entries(networkSettings);

/**
 * The settings for a provider. For each, the first of these that has it wins: option, environment,
 * the files in their order, the provider's default; for a secret that is all that is missing, a
 * prompt.
 *
 * @throws {GettokenError} `setting_missing` or `setting_invalid`, naming everything that is wrong;
 * `untrusted_destination` if a secret would travel to a host that only a found file named.
 */
export async function resolveSettings(
  provider: Provider,
  sources: Sources,
): Promise<ResolvedSettings> {
  const own = Object.entries(settingsOf(provider));
  const declared = [...own, ...network];
  const found = new Map<string, Found>();
  const problems: string[] = [];
  const { candidates, gaps } = await givenSettings(declared, sources);
  for (const [name, setting] of declared) {
    const candidate = candidates.get(name);
    if (candidate === undefined) continue;
    const checked = await checkSetting(setting, candidate.value);
    if ("problem" in checked) {
      problems.push(`${subjectOf(name, candidate.origin)} ${checked.problem}`);
    }
    found.set(name, { value: candidate.value, origin: candidate.origin, ...checked });
  }

  const setAside = chooseCredential(found, sources.files);
  const { federation = [] } = provider.assertion ?? {};
  const isVouchedFor = federation.length > 0 && sources.env(jobVariable) !== undefined;
  const lacking = declared.filter(([name, setting]) =>
    !found.has(name) && isRequired(setting, found) && !(isVouchedFor && name === "clientSecret")
  );
  problems.push(...lacking.flatMap((entry) => gapFor(entry, gaps) ?? []));
  const missing = lacking.filter((entry) => gapFor(entry, gaps) === undefined);
  const [only] = missing;
  const canAsk = sources.prompt && only?.[1].secret && missing.length === 1 &&
    problems.length === 0;
  if (!canAsk && problems.length + missing.length > 0) {
    const { incomplete } = await import("./incomplete_settings.ts");
    throw incomplete(provider, { problems, missing, declared: own, sources });
  }
  requireNamed(found.get("federatedTokenFile")?.origin);
  refuseUntrusted(declared, found, sources.providerOrigin);
  await refuseDiscord(provider, own, found);
  if (canAsk) {
    // The prompt shows the host, and not who else may read what is sent there.
    for (const [name] of network) requireTrusted({ kind: "prompt" }, found.get(name)?.origin);
    const { askSecret } = await import("./ask_secret.ts");
    found.set(
      only[0],
      await askSecret(provider, only[0], valuesOf(own, found), sources.prompt),
    );
  }
  const credential = credentials.find((name) => found.has(name)) ?? "federatedTokenFile";
  return { ...await settle(own, found), credential, setAside };
}

/** What is said of a missing setting if a document should have it, or what serves instead. */
function gapFor(
  [name, { required }]: Declared[number],
  gaps: ReadonlyMap<string, string>,
): string | undefined {
  const others = typeof required === "object" ? [required.unless].flat() : [];
  return [name, ...others].map((name) => gaps.get(name)).find((gap) => gap !== undefined);
}

/** Refuses settings that are each right but do not go together, and says where they came from. */
async function refuseDiscord(
  provider: Provider,
  declared: Declared,
  found: ReadonlyMap<string, Found>,
): Promise<void> {
  const values = valuesOf(declared, found);
  const problem = await provider.check?.(values);
  if (problem === undefined) return;
  const places = [...found].flatMap(([name, { origin }]) =>
    Object.hasOwn(values, name) ? `${words(name, " ")}: ${describeOrigin(origin)}` : []
  );
  throw new GettokenError(
    "setting_invalid",
    `The settings for ${provider.title} do not go together`,
    { details: [problem, ...places] },
  );
}

function isRequired({ required }: Setting, found: ReadonlyMap<string, unknown>): boolean {
  if (typeof required !== "object") return required === true;
  return ![required.unless].flat().some((name) => found.has(name));
}

function refuseUntrusted(
  declared: Declared,
  found: ReadonlyMap<string, Found>,
  providerOrigin: Origin,
): void {
  const originsOf = (kind: "secret" | "destination") =>
    declared.flatMap(([name, setting]) => setting[kind] ? found.get(name)?.origin ?? [] : []);
  for (const secret of originsOf("secret")) {
    if (secret.kind === "prompt") continue;
    for (const destination of [providerOrigin, ...originsOf("destination")]) {
      requireTrusted(secret, destination);
    }
  }
}

/** What the provider may see. */
function valuesOf(declared: Declared, found: ReadonlyMap<string, Found>): Settings {
  return Object.fromEntries(
    declared.flatMap(([name, { secret }]) => {
      const value = secret ? undefined : found.get(name)?.value;
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

async function settle(
  declared: Declared,
  found: ReadonlyMap<string, Found>,
): Promise<Omit<ResolvedSettings, "credential" | "setAside">> {
  const secrets: Record<string, Secret> = {};
  const origins: Record<string, Origin> = {};
  const warnings: string[] = [];
  for (const [name, setting] of [...declared, ...network]) {
    const { value, origin } = found.get(name) ?? {};
    if (value === undefined || origin === undefined) continue;
    origins[name] = origin;
    if (setting.secret) secrets[name] = new Secret(value);
    for (const { pattern, text } of setting.warn ?? []) {
      if (await pattern.test(setting.secret ? shapeOf(value) : value)) {
        warnings.push(`${subjectOf(name, origin)} ${text}`);
      }
    }
  }
  return {
    values: valuesOf(declared, found),
    network: valuesOf(network, found),
    secrets,
    origins,
    warnings,
  };
}

/** What a provider's warnings may see of a secret: `Ab8~9` becomes `Aa0~0`. */
function shapeOf(secret: string): string {
  // Nearly all secrets are of ASCII, and the engine takes a while to prepare the other classes.
  const [upper, letter, digit] = /^[\x20-\x7e]*$/.test(secret)
    ? ["A-Z", "a-z", "0-9"]
    : [String.raw`\p{Lu}`, String.raw`\p{L}\p{M}`, String.raw`\p{N}`];
  return secret.replace(new RegExp(`[${upper}]`, "gu"), "A")
    .replace(new RegExp(`(?!A)[${letter}]`, "gu"), "a")
    .replace(new RegExp(`[${digit}]`, "gu"), "0");
}
