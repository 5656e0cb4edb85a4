/**
 * Chooses the credential of a run.
 *
 * @module
 */

import { type Credential, credentials, isMethodOf } from "../contract/credential_settings.ts";
import { type Declared, isRequired } from "../contract/declared_settings.ts";
import type { EnvFile } from "./env_file.ts";
import { GettokenError, invalidSetting, type SettingProblem } from "../core/errors.ts";
import {
  describeGiven,
  describeProvenance,
  type Found,
  isImplicitEnvFile,
  type Provenance,
  rankOf,
} from "./provenance.ts";
import type { Awaitable, Provider } from "../contract/provider.ts";
import { words } from "../core/text.ts";
import type { SourcedProof } from "./trust.ts";

/** Set in a job of GitHub Actions that may request an ID token. */
export const jobVariable = "ACTIONS_ID_TOKEN_REQUEST_URL";

/** Whether an ID token of this GitHub Actions job can replace a credential. */
export function hasJobToken(
  { assertion }: Provider,
  env: (name: string) => string | undefined,
): boolean {
  return (assertion?.federation?.length ?? 0) > 0 && Boolean(env(jobVariable));
}

/** What a token from another issuer is requested for. */
export interface FederatedTokenRequest {
  /** The audience that it must have; `undefined` if the provider does not say. */
  readonly audience: string | undefined;
  /** Aborts when the flow does, or when its time limit ends. */
  readonly signal: AbortSignal;
}

/** A function of the caller that gets a token from another issuer. */
export type FederatedTokenSource = (request: FederatedTokenRequest) => Awaitable<string>;

/** Stands for the path of a file, if a function gets the token. */
const inPlaceOfPath = "(a function)";

/**
 * Adds the token that a function gets, as if an option named a file with it.
 *
 * @throws {GettokenError} `setting_invalid` if the provider takes no such token.
 */
export function addFederatedToken(
  found: Map<string, Found>,
  declared: Declared,
  { title }: Provider,
): void {
  const name = "federatedToken";
  if (!declared.some(([name]) => name === "federatedTokenFile")) {
    const problem = `${title} is not known to accept a token from another issuer`;
    throw invalidSetting(name, problem, "Use one of its other credentials, such as clientSecret.");
  }
  const provenance = { kind: "option", name } as const;
  found.set("federatedTokenFile", { value: inPlaceOfPath, provenance });
}

/** Whether the credential of {@linkcode addFederatedToken} is used. */
export function isFromFunction(found: ReadonlyMap<string, Found>): boolean {
  const { value, provenance } = found.get("federatedTokenFile") ?? {};
  return value === inPlaceOfPath && provenance?.kind === "option";
}

/** Whether a run needs a setting. `given` contains the settings that have a value. */
export function isNeeded(
  [name, setting]: Declared[number],
  given: { has(name: string): boolean },
  isJobTokenUsable: boolean,
): boolean {
  return isRequired(setting, given) &&
    !(isJobTokenUsable && credentials.some((credential) => credential === name));
}

/**
 * Keeps the credential of the highest precedence in `found` and removes the others. A client
 * certificate stays beside a secret or a key: the token is bound to it then (RFC 8705 §3). It does not
 * if only one of the two is from `./.env`, or if the user chose a method that uses the certificate.
 *
 * @param files `.env` files, that of the highest precedence first.
 * @returns A log message for each credential that was removed.
 * @throws {GettokenError} `setting_invalid` if one source has two credentials.
 */
export function keepOneCredential(
  found: Map<string, Found>,
  files: readonly EnvFile[],
): string[] {
  const given = credentials.flatMap((name) => withRank(name, found, files))
    .sort((a, b) => a.rank - b.rank);
  const kept = keptOf(given, found.get("authMethod")?.value);
  const setAside = given.filter((one) => !kept.includes(one));
  // A key without its certificate is a mistake, unless a credential of higher precedence is used.
  const hasCertificate = kept.some(({ name }) => name === "clientCert");
  const [key] = hasCertificate ? [] : withRank("clientKey", found, files);
  const [first] = kept;
  if (key && !(first && first.rank < key.rank)) {
    throw new GettokenError(
      "setting_invalid",
      `Client key without a certificate: ${describe(key)}`,
      {
        hint: "Set the certificate with --client-cert-file, or remove the key.",
        settings: [{ ...concerned(key), problem: "needs a certificate (clientCert)" }],
      },
    );
  }
  if (key) setAside.push(key);
  for (const { name } of setAside) found.delete(name);
  return setAside.map((other) => `not used, another credential wins: ${describe(other)}`);
}

/**
 * The credentials that a run uses, of those that are given: one, or one and a certificate.
 *
 * @param given Sorted by precedence.
 * @param authMethod The client authentication method that the user chose.
 */
function keptOf(given: readonly Given[], authMethod: string | undefined): readonly Given[] {
  const certificate = given.find(({ name }) => name === "clientCert");
  if (certificate && authMethod && isMethodOf("clientCert", authMethod)) return [certificate];
  const others = given.filter((one) => one !== certificate);
  const isJoined = certificate && others[0] &&
    isImplicitEnvFile(certificate.provenance) === isImplicitEnvFile(others[0].provenance);
  const [first, second] = isJoined ? others : given;
  if (first && second && first.rank === second.rank) {
    const names = [first, second].map(({ name }) => words(name, " ")).join(" and ");
    throw new GettokenError(
      "setting_invalid",
      `Conflicting credentials: set only one of ${names}`,
      {
        details: [first, second].map(describe),
        settings: conflicting([first, second]),
        hint: "Remove one of them.",
      },
    );
  }
  return [first ?? [], isJoined ? certificate : []].flat();
}

/** The credential with which the client authenticates: a certificate only if it is the only one. */
export function credentialIn(names: { has(name: string): boolean }): Credential {
  const [only = "federatedTokenFile", ...others] = credentials.filter((name) => names.has(name));
  return only === "clientCert" ? others[0] ?? only : only;
}

/** A credential, or part of one. */
interface Given {
  readonly name: string;
  readonly provenance: Provenance;
  /** The precedence of its source: 0 is the highest. */
  readonly rank: number;
}

function withRank(
  name: string,
  found: ReadonlyMap<string, Found>,
  files: readonly EnvFile[],
): Given[] {
  const provenance = found.get(name)?.provenance;
  return provenance ? [{ name, provenance, rank: rankOf(provenance, files) }] : [];
}

function concerned({ name, provenance }: Given): { name: string; source: string } {
  return { name, source: describeProvenance(provenance) };
}

function conflicting(given: readonly Given[]): SettingProblem[] {
  return given.map((one) => {
    const others = given.filter((other) => other !== one).map(({ name }) => name);
    return { ...concerned(one), problem: `conflicts with ${others.join(", ")}` };
  });
}

function describe({ name, provenance }: Given): string {
  return describeGiven(name, provenance);
}

/** The credentials and keys of a run that authenticate the client. */
export function proofsIn(
  declared: Declared,
  found: ReadonlyMap<string, Found>,
  isJobTokenUsable: boolean,
): SourcedProof[] {
  const proofs = declared.flatMap(([name, { secret }]) => {
    const { provenance } = found.get(name) ?? {};
    if (!provenance || !(secret || name === "federatedTokenFile")) return [];
    return [{ what: words(name.replace(/TokenFile$/, "Token"), " "), provenance }];
  });
  if (!isJobTokenUsable || credentials.some((name) => found.has(name))) return proofs;
  const provenance = { kind: "environment", name: jobVariable } as const;
  return [...proofs, { what: "ID token of this job", provenance }];
}
