/**
 * The trust rule: a proof never travels to a host that only `./.env` named.
 *
 * Users name sources: options, the environment, `--env-file`, `GETTOKEN_ENV_FILE`, a profile. `./.env`
 * is read automatically, and in a cloned folder it may be hostile. A proof is anything that
 * authenticates the client: a secret, a key, a token from another issuer. To see whether `./.env`
 * decides where a proof is sent, the endpoint is computed with and without the settings in that file.
 *
 * @module
 */

import { checkSetting } from "../contract/formats.ts";
import { type Declared, isRequired, networkSettings } from "../contract/declared_settings.ts";
import { implicitPath } from "./env_file.ts";
import { GettokenError, type SettingProblem } from "../core/errors.ts";
import type { FlowHost } from "../core/flow_host.ts";
import {
  describeProvenance,
  type Found,
  isImplicitEnvFile,
  type Provenance,
} from "./provenance.ts";
import type { Endpoint, Provider } from "../contract/provider.ts";

/** A proof, and where it came from. */
export interface SourcedProof {
  /** Its name in messages: `client secret`. */
  readonly what: string;
  readonly provenance: Provenance;
}

/** The facts that the rule needs. */
export interface TrustQuestion {
  readonly provider: Provider;
  /** The settings of the provider. */
  readonly declared: Declared;
  readonly found: ReadonlyMap<string, Found>;
  /** Where the choice of the provider came from. */
  readonly providerNamedBy: Provenance;
  readonly proofs: readonly SourcedProof[];
  /** Whether there will be a prompt for a secret. It shows the host, so typing confirms that. */
  readonly isAsked: boolean;
  /** The endpoint of the run. */
  readonly location: () => Promise<Endpoint>;
}

/**
 * Rejects a run in which `./.env` decides where a proof from another source is sent.
 *
 * @returns If `./.env` set part of the issuer: the error for metadata that names a token endpoint at
 * another origin than the issuer's.
 * @throws {GettokenError} `untrusted_destination`, with the way out.
 */
export async function requireTrusted(question: TrustQuestion): Promise<GettokenError | undefined> {
  const { declared, found, providerNamedBy, proofs, isAsked } = question;
  const proof = proofs.find(({ provenance }) => !isImplicitEnvFile(provenance));
  if (proof === undefined && !isAsked) return undefined;
  for (const name of Object.keys(networkSettings)) {
    const provenance = found.get(name)?.provenance;
    // A prompt shows the host, but not that someone else can intercept the request.
    if (isImplicitEnvFile(provenance)) throw untrustedVariables([provenance.name], proof);
  }
  if (proof === undefined) return undefined;
  const audience = found.get("assertionAudience")?.provenance;
  if (isImplicitEnvFile(audience)) throw untrustedAudience([audience.name], proof);
  if (isImplicitEnvFile(providerNamedBy)) throw untrustedVariables([providerNamedBy.name], proof);
  // The settings from ./.env that the provider gets, with their variables.
  const names = new Map(declared.flatMap(([name, { secret }]) => {
    const provenance = found.get(name)?.provenance;
    return !secret && isImplicitEnvFile(provenance) ? [[name, provenance.name] as const] : [];
  }));
  if (names.size === 0) return undefined;
  const location = await question.location();
  const other = await locationWithout(names.keys(), question);
  if (isMoved(location, other)) {
    const deciding = await decidingNames(names, question, location);
    throw untrustedVariables(deciding.map((name) => names.get(name) ?? name), proof);
  }
  if (audienceIn(location, question) !== audienceIn(other, question)) {
    throw untrustedAudience([...names.values()], proof);
  }
  const isOtherIssuer = issuersOf(location).some((issuer) => !issuersOf(other).includes(issuer));
  return isOtherIssuer ? untrustedVariables([...names.values()], proof) : undefined;
}

/** The endpoint without some of the settings; `undefined` if it cannot be computed. */
async function locationWithout(
  names: Iterable<string>,
  { provider, declared, found }: TrustQuestion,
): Promise<Endpoint | undefined> {
  const left = new Set(names);
  const given = new Set([...found.keys()].filter((name) => !left.has(name)));
  const values: Record<string, string> = {};
  for (const [name, setting] of declared) {
    const value = left.has(name) ? await valueWithout(setting, given) : found.get(name)?.value;
    if (value !== undefined && !setting.secret) values[name] = value;
  }
  try {
    return await provider.endpoint(values);
  } catch {
    return undefined;
  }
}

/** The value of a setting when no source sets it. */
async function valueWithout(
  setting: Declared[number][1],
  given: ReadonlySet<string>,
): Promise<string | undefined> {
  if (setting.default !== undefined) {
    return { value: setting.default, ...await checkSetting(setting, setting.default) }.value;
  }
  // Required. A random value changes the endpoint if the endpoint depends on it.
  return isRequired(setting, given) ? crypto.randomUUID() : undefined;
}

/** Whether a proof would be sent to another scheme, host or port. */
function isMoved(location: Endpoint, other: Endpoint | undefined): boolean {
  const others = other ? originsOf(other) : [];
  return originsOf(location).some((origin, index) =>
    origin === undefined || origin !== others[index]
  );
}

/** The origin for clients without a certificate, then for clients with one. */
function originsOf(location: Endpoint): (string | undefined)[] {
  const usual = location.tokenEndpoint ?? location.issuer;
  const { mtlsIssuer, mtlsTokenEndpoint } = location;
  return [usual, mtlsIssuer ?? mtlsTokenEndpoint ?? usual]
    .map((address) => URL.parse(address)?.origin);
}

/**
 * The server that an assertion is for, if the provider or the user says so: its origin, or for what is
 * not the URL of a server, all of it. Without it, an assertion is for the endpoint.
 */
function audienceIn(
  { audience, issuer }: Partial<Endpoint> = {},
  { provider: { assertion }, found }: TrustQuestion,
): string | undefined {
  const wanted = found.get("assertionAudience")?.value ?? assertion?.audience;
  const value = wanted === "issuer" ? issuer : wanted === undefined ? audience : undefined;
  const origin = URL.parse(value ?? "")?.origin;
  return origin === undefined || origin === "null" ? value : origin;
}

function issuersOf(location: Endpoint | undefined): string[] {
  const { tokenEndpoint, issuer, mtlsIssuer } = location ?? {};
  return [tokenEndpoint === undefined ? issuer : undefined, mtlsIssuer].filter((address) =>
    address !== undefined
  );
}

/** For the message: the settings that move the endpoint separately; otherwise all of them. */
async function decidingNames(
  names: ReadonlyMap<string, string>,
  question: TrustQuestion,
  location: Endpoint,
): Promise<string[]> {
  const deciding: string[] = [];
  for (const name of names.keys()) {
    if (isMoved(location, await locationWithout([name], question))) deciding.push(name);
  }
  return deciding.length > 0 ? deciding : [...names.keys()];
}

/**
 * Rejects the path of a secret in `./.env`: the file could name any secret of the user, and the host
 * to send it to.
 *
 * @throws {GettokenError} `untrusted_destination`, with the way out.
 */
export function requireNamed(path: Provenance | undefined): void {
  if (!isImplicitEnvFile(path)) return;
  throw untrustedError(
    [path.name],
    "names a file with a secret",
    `${implicitPath} is read automatically, so it must not choose which of your files is sent.`,
  );
}

/**
 * Rejects the path of a file on another machine in `./.env`: to open it, Windows would sign in there
 * as the user. Such a path begins with two separators, or with `\\??\\`.
 *
 * @throws {GettokenError} `untrusted_destination`, with the way out.
 */
export function requireOnThisMachine(
  { os }: Pick<FlowHost, "os">,
  path: string,
  namedBy: Provenance,
): void {
  if (os !== "windows" || !/^[/\\](?:[/\\]|\?\?)/.test(path) || !isImplicitEnvFile(namedBy)) return;
  throw untrustedError(
    [namedBy.name],
    "names a file on another machine",
    `${implicitPath} is read automatically, so it must not decide where Windows signs you in.`,
  );
}

/**
 * The error for a module that only `./.env` names.
 *
 * @param variable The variable that names it.
 */
export function untrustedModule(variable: string): GettokenError {
  return untrustedError(
    [variable],
    "names a module, which would be loaded",
    `${implicitPath} is read automatically, so it must not choose code to run.`,
  );
}

function untrustedVariables(
  variables: readonly string[],
  { what, provenance }: SourcedProof = { what: "secret", provenance: { kind: "prompt" } },
): GettokenError {
  return untrustedError(
    variables,
    `would decide where the ${what} is sent (${describeProvenance(provenance)})`,
    `${implicitPath} is read automatically, so it must not decide where other credentials are sent.`,
  );
}

/** An assertion for another server's audience could be used there by anyone who gets it. */
function untrustedAudience(
  variables: readonly string[],
  { what, provenance }: SourcedProof,
): GettokenError {
  return untrustedError(
    variables,
    `would decide for which server the ${what} is used (${describeProvenance(provenance)})`,
    `${implicitPath} is read automatically, so it must not decide where else an assertion is valid.`,
  );
}

function untrustedError(
  variables: readonly string[],
  problem: string,
  detail: string,
): GettokenError {
  const message = `${variables.join(", ")} in ${implicitPath} ${problem}`;
  return new GettokenError("untrusted_destination", message, {
    details: [detail],
    settings: variables.map((variable): SettingProblem => ({
      source: `${variable} in ${implicitPath}`,
      problem,
    })),
    hint: `If you trust ${implicitPath}, name it: --env-file .env, or GETTOKEN_ENV_FILE=.env ` +
      "in the environment",
  });
}
