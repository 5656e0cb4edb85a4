/**
 * The trust rule: a proof never travels to a host that only `./.env` named.
 *
 * A user names sources: options, the environment, `--env-file`, `GETTOKEN_ENV_FILE`, a profile.
 * `./.env` is read because it is there, and in a cloned folder it may be hostile. A proof is
 * whatever lets its holder be the client. Whether `./.env` decides where a proof goes is found out
 * by asking the provider for its endpoint with and without what that file gave.
 *
 * @module
 */

import { checkSetting } from "../contract/formats.ts";
import { type Declared, isRequired, networkSettings } from "../contract/declared_settings.ts";
import { implicitPath } from "./env_file.ts";
import { GettokenError, type SettingProblem } from "../core/errors.ts";
import {
  describeProvenance,
  type Found,
  isImplicitEnvFile,
  type Provenance,
} from "./provenance.ts";
import type { Endpoint, Provider } from "../contract/provider.ts";

/** What lets its holder be the client, and where it came from. */
export interface SourcedProof {
  /** What messages call it: `client secret`. */
  readonly what: string;
  readonly provenance: Provenance;
}

/** What the rule looks at. */
export interface TrustQuestion {
  readonly provider: Provider;
  /** The settings of the provider. */
  readonly declared: Declared;
  readonly found: ReadonlyMap<string, Found>;
  /** Where the choice of the provider came from. */
  readonly providerNamedBy: Provenance;
  readonly proofs: readonly SourcedProof[];
  /** Whether a secret will be asked for. The prompt shows the endpoint, so typing vouches for it. */
  readonly isAsked: boolean;
  /** The endpoint of the run. */
  readonly location: () => Promise<Endpoint>;
}

/**
 * Refuses a run in which `./.env` decides where a proof from elsewhere is sent.
 *
 * @returns If `./.env` gave a part of the issuer, the error for metadata that names a token endpoint
 * at another origin than the issuer's.
 * @throws {GettokenError} `untrusted_destination`, with the way out.
 */
export async function requireTrusted(question: TrustQuestion): Promise<GettokenError | undefined> {
  const { declared, found, providerNamedBy, proofs, isAsked } = question;
  const proof = proofs.find(({ provenance }) => !isImplicitEnvFile(provenance));
  if (proof === undefined && !isAsked) return undefined;
  for (const name of Object.keys(networkSettings)) {
    const provenance = found.get(name)?.provenance;
    // A prompt shows the host, but not who else may read what is sent there.
    if (isImplicitEnvFile(provenance)) throw untrustedVariables([provenance.name], proof);
  }
  if (proof === undefined) return undefined;
  if (isImplicitEnvFile(providerNamedBy)) throw untrustedVariables([providerNamedBy.name], proof);
  // The settings from ./.env that the provider sees, with the variable of each.
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
  const isOtherIssuer = issuersOf(location).some((issuer) => !issuersOf(other).includes(issuer));
  return isOtherIssuer ? untrustedVariables([...names.values()], proof) : undefined;
}

/** The endpoint without some of the settings; `undefined` if there would be none. */
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

/** The value of a setting that is not given. */
async function valueWithout(
  setting: Declared[number][1],
  given: ReadonlySet<string>,
): Promise<string | undefined> {
  if (setting.default !== undefined) {
    return { value: setting.default, ...await checkSetting(setting, setting.default) }.value;
  }
  // A run would fail without it. A random value makes the endpoint differ if it depends on it.
  return isRequired(setting, given) ? crypto.randomUUID() : undefined;
}

/** Whether a proof would go to another scheme, host or port. */
function isMoved(location: Endpoint, other: Endpoint | undefined): boolean {
  const others = other ? originsOf(other) : [];
  return originsOf(location).some((origin, index) =>
    origin === undefined || origin !== others[index]
  );
}

/** The origin for a client that shows no certificate, then that for one that does. */
function originsOf(location: Endpoint): (string | undefined)[] {
  const usual = "issuer" in location ? location.issuer : location.tokenEndpoint;
  const { mtlsIssuer, mtlsTokenEndpoint } = location;
  return [usual, mtlsIssuer ?? mtlsTokenEndpoint ?? usual]
    .map((address) => URL.parse(address)?.origin);
}

function issuersOf(location: Endpoint | undefined): string[] {
  const issuer = location && "issuer" in location ? location.issuer : undefined;
  return [issuer, location?.mtlsIssuer].filter((address) => address !== undefined);
}

/** For the message: the settings that move the endpoint each, or all if only together. */
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
 * Refuses the path of a secret in `./.env`: the file could name any secret of the user, and the host
 * that gets it.
 *
 * @throws {GettokenError} `untrusted_destination`, with the way out.
 */
export function requireNamed(path: Provenance | undefined): void {
  if (!isImplicitEnvFile(path)) return;
  throw untrustedError(
    [path.name],
    "names a file with a secret",
    "A file that you did not name must not decide which of your files is sent.",
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
    "A module is loaded only if you name it yourself.",
  );
}

function untrustedVariables(
  variables: readonly string[],
  { what, provenance }: SourcedProof = { what: "secret", provenance: { kind: "prompt" } },
): GettokenError {
  return untrustedError(
    variables,
    `would decide where the ${what} is sent (${describeProvenance(provenance)})`,
    "A file that you did not name must not decide where a credential from elsewhere goes.",
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
    hint: `If you trust ${implicitPath}, name it: GETTOKEN_ENV_FILE=.env in the environment, ` +
      "or --env-file .env",
  });
}
