/**
 * Resolves the settings of a run: looks them up, validates them, enforces the trust rule.
 *
 * @module
 */

import { checkSetting } from "../contract/formats.ts";
import {
  alternativesTo,
  type Declared,
  networkSettings,
  settingsOf,
} from "../contract/declared_settings.ts";
import type { Credential } from "../contract/credential_settings.ts";
import {
  addFederatedToken,
  credentialIn,
  type FederatedTokenSource,
  hasJobToken,
  isFromFunction,
  isNeeded,
  keepOneCredential,
  proofsIn,
} from "./choose_credential.ts";
import { GettokenError, type SettingProblem } from "../core/errors.ts";
import { describeProvenance, type Found, type Provenance, sourceOf } from "./provenance.ts";
import type { Awaitable, Endpoint, Provider, Settings } from "../contract/provider.ts";
import { Secret } from "../core/secret.ts";
import { givenSettings, type Sources } from "./sources.ts";
import { valueWarnings } from "./setting_warnings.ts";
import { printable, words } from "../core/text.ts";
import { requireNamed, requireTrusted } from "./trust.ts";

/** The settings of a run. */
export interface ResolvedSettings {
  /** All values except secrets. The provider's functions get these. */
  readonly values: Settings;
  /** The secrets, by setting name. */
  readonly secrets: Readonly<Record<string, Secret>>;
  /** The setting with the credential; `federatedTokenFile` for a token from another issuer. */
  readonly credential: Credential;
  /** Gets that token, if it is not in a file. */
  readonly federatedToken?: FederatedTokenSource | undefined;
  /** The secret to prompt for, once the endpoint is known. */
  readonly toAsk: string | undefined;
  /** The provider's endpoint. The provider's function is called only once. */
  readonly location: () => Promise<Endpoint>;
  /** The error to throw if metadata names a token endpoint at another origin than its issuer's. */
  readonly crossOriginRefusal: GettokenError | undefined;
  /** The values of {@linkcode networkSettings}. */
  readonly network: Settings;
  /** Where each value came from. */
  readonly provenance: Readonly<Record<string, Provenance>>;
  /** Log messages about credentials that are set but not used. */
  readonly setAside: readonly string[];
  /** Warnings about values that are allowed but usually wrong. */
  readonly warnings: readonly string[];
}

/** A printable value; `***` for a secret. */
export function shownValue(name: string, settings: ResolvedSettings): string {
  const value = settings.values[name] ?? settings.network[name] ?? settings.secrets[name];
  return printable(`${value}`, 200);
}

/** The client ID, which is a secret if a module gets it from a secret document. */
export function clientIdOf({ values, secrets }: ResolvedSettings): string | Secret {
  return values.clientId ?? secretOf({ secrets }, "clientId");
}

/** Whether the client shows a certificate in TLS, to authenticate or to have the token bound to it. */
export function hasCertificate({ secrets }: Pick<ResolvedSettings, "secrets">): boolean {
  return secrets.clientCert !== undefined;
}

/** A required secret. */
export function secretOf({ secrets }: Pick<ResolvedSettings, "secrets">, name: string): Secret {
  const secret = secrets[name];
  if (secret) return secret;
  throw new GettokenError("defect", "A token request was built without client credentials");
}

/** The ID of the client's key, which may also come from a secret document. It is sent in clear. */
export function keyIdOf({ values, secrets }: ResolvedSettings): string | undefined {
  return values.keyId ?? secrets.keyId?.reveal();
}

const network: Declared = Object.entries(networkSettings);

/**
 * Resolves the settings of a run. In order of precedence: option, environment, files, the provider's
 * default. If only a secret is missing, the user is prompted for it.
 *
 * @throws {GettokenError} `setting_missing` or `setting_invalid`, with all problems;
 * `untrusted_destination` if a secret would be sent to a host that only `./.env` named.
 */
export async function resolveSettings(
  provider: Provider,
  sources: Sources,
): Promise<ResolvedSettings> {
  const own = Object.entries(settingsOf(provider));
  const declared = [...own, ...network];
  const found = new Map<string, Found>();
  const problems: SettingProblem[] = [];
  const { candidates, gaps } = await givenSettings(declared, sources);
  for (const [name, setting] of declared) {
    const candidate = candidates.get(name);
    if (candidate === undefined) continue;
    const checked = await checkSetting(setting, candidate.value);
    if ("problem" in checked) {
      problems.push({ name, source: sourceOf(candidate.provenance), problem: checked.problem });
    }
    found.set(name, { value: candidate.value, provenance: candidate.provenance, ...checked });
  }

  if (sources.federatedToken) addFederatedToken(found, own, provider);
  const setAside = keepOneCredential(found, sources.files);
  const isJobTokenUsable = hasJobToken(provider, sources.env);
  const lacking = declared.filter((entry) =>
    !found.has(entry[0]) && isNeeded(entry, found, isJobTokenUsable)
  );
  problems.push(...lacking.flatMap((entry) => gapProblem(entry, gaps) ?? []));
  const missing = lacking.filter((entry) => gapProblem(entry, gaps) === undefined);
  const [only] = missing;
  const canAsk = sources.prompt && only?.[1].secret && missing.length === 1 &&
    problems.length === 0;
  if (!canAsk && problems.length + missing.length > 0) {
    const { incomplete } = await import("./missing_settings.ts");
    throw incomplete(provider, { problems, missing, declared: own, sources });
  }
  requireNamed(found.get("federatedTokenFile")?.provenance);
  const values = valuesOf(own, found);
  await refuseConflicts(provider, values, found);
  const location = once(() => endpointOf(provider, values));
  const crossOriginRefusal = await requireTrusted({
    ...{ provider, declared: own, found, location },
    providerNamedBy: sources.providerNamedBy,
    proofs: proofsIn(own, found, isJobTokenUsable),
    isAsked: missing.length > 0,
  });
  const credential = credentialIn({
    has: (name) => found.has(name) || missing.some(([other]) => other === name),
  });
  return {
    values,
    network: valuesOf(network, found),
    ...await keepSecrets(declared, found),
    credential,
    federatedToken: isFromFunction(found) ? sources.federatedToken : undefined,
    setAside,
    toAsk: only?.[0],
    location,
    crossOriginRefusal,
  };
}

/** The provider's endpoint; without a prototype, as the values. */
async function endpointOf(provider: Provider, values: Settings): Promise<Endpoint> {
  return Object.assign(Object.create(null), await provider.endpoint(values));
}

/** Adds a secret that was typed at the prompt. */
export async function withAnswer(
  provider: Provider,
  settings: ResolvedSettings,
  name: string,
  value: string,
): Promise<ResolvedSettings> {
  const provenance: Provenance = { kind: "prompt" };
  return {
    ...settings,
    secrets: { ...settings.secrets, [name]: new Secret(value) },
    provenance: { ...settings.provenance, [name]: provenance },
    warnings: await valueWarnings(name, settingsOf(provider)[name] ?? {}, { value, provenance }),
    toAsk: undefined,
  };
}

function once<Result>(work: () => Awaitable<Result>): () => Promise<Result> {
  let result: Promise<Result> | undefined;
  return () => result ??= (async () => await work())();
}

/** The problem of a setting, or of one that can replace it, that its JSON document lacks. */
function gapProblem(
  [name, setting]: Declared[number],
  gaps: ReadonlyMap<string, string>,
): SettingProblem | undefined {
  const [source] = [name, ...alternativesTo(setting)].flatMap((other) => gaps.get(other) ?? []);
  return source === undefined ? undefined : { name, source, problem: "is missing or empty" };
}

/** Rejects settings that are valid separately but conflict, with their sources. */
async function refuseConflicts(
  provider: Provider,
  values: Settings,
  found: ReadonlyMap<string, Found>,
): Promise<void> {
  const problem = await provider.check?.(values);
  if (problem === undefined) return;
  const concerned = [...found].filter(([name]) => Object.hasOwn(values, name))
    .map(([name, { provenance }]) => ({ name, source: describeProvenance(provenance), problem }));
  const places = concerned.map(({ name, source }) => `${words(name, " ")}: ${source}`);
  const message = `Conflicting settings for ${provider.title}`;
  throw new GettokenError("setting_invalid", message, {
    details: [problem, ...places],
    settings: concerned,
  });
}

/**
 * The values for the provider's functions: all except secrets. Without a prototype: in a program that
 * calls the library, somebody may have put a `tokenUrl` into that of all objects.
 */
function valuesOf(declared: Declared, found: ReadonlyMap<string, Found>): Settings {
  const values: Record<string, string> = Object.create(null);
  for (const [name, { secret }] of declared) {
    const value = secret ? undefined : found.get(name)?.value;
    if (value !== undefined) values[name] = value;
  }
  return values;
}

/** Wraps secrets, and collects provenances and warnings. */
async function keepSecrets(
  declared: Declared,
  found: ReadonlyMap<string, Found>,
): Promise<Pick<ResolvedSettings, "secrets" | "provenance" | "warnings">> {
  const secrets: Record<string, Secret> = Object.create(null);
  const provenances: Record<string, Provenance> = {};
  const warnings: string[] = [];
  for (const [name, setting] of declared) {
    const { value, provenance } = found.get(name) ?? {};
    if (value === undefined || provenance === undefined) continue;
    provenances[name] = provenance;
    if (setting.secret) secrets[name] = new Secret(value);
    warnings.push(...await valueWarnings(name, setting, { value, provenance }));
  }
  return { secrets, provenance: provenances, warnings };
}
