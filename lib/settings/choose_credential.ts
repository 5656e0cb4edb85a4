/**
 * Chooses the one credential of a run.
 *
 * @module
 */

import { credentials } from "../contract/credential_settings.ts";
import { type Declared, isRequired } from "../contract/declared_settings.ts";
import type { EnvFile } from "./env_file.ts";
import { GettokenError, type SettingProblem } from "../core/errors.ts";
import {
  describeGiven,
  describeProvenance,
  type Found,
  type Provenance,
  rankOf,
} from "./provenance.ts";
import type { Provider } from "../contract/provider.ts";

/** Set in a job of GitHub Actions that may request an ID token. */
export const jobVariable = "ACTIONS_ID_TOKEN_REQUEST_URL";

/** Whether an ID token of this GitHub Actions job can replace a credential. */
export function hasJobToken(
  { assertion }: Provider,
  env: (name: string) => string | undefined,
): boolean {
  return (assertion?.federation?.length ?? 0) > 0 && env(jobVariable) !== undefined;
}

/** Whether a run needs a setting, given those that have a value. */
export function isNeeded(
  [name, setting]: Declared[number],
  given: { has(name: string): boolean },
  isJobTokenUsable: boolean,
): boolean {
  return isRequired(setting, given) &&
    !(isJobTokenUsable && credentials.some((credential) => credential === name));
}

/**
 * Leaves one credential among what was found: that of the highest precedence.
 *
 * @param files `.env` files, that of the highest precedence first.
 * @returns What to say about the others.
 * @throws {GettokenError} `setting_invalid` if one source has two kinds.
 */
export function keepOneCredential(
  found: Map<string, Found>,
  files: readonly EnvFile[],
): string[] {
  const given = credentials.flatMap((name) => withRank(name, found, files))
    .sort((a, b) => a.rank - b.rank);
  const [first, second] = given;
  if (first && second && first.rank === second.rank) {
    throw new GettokenError("setting_invalid", "Two credentials are given, and one is needed", {
      details: [first, second].map(describe),
      settings: conflicting([first, second]),
      hint: "Leave one of them out.",
    });
  }
  const setAside = given.slice(1);
  // Without its certificate, a key is forgotten, or set aside by a credential of higher precedence.
  const [key] = first?.name === "clientCert" ? [] : withRank("clientKey", found, files);
  if (key && !(first && first.rank < key.rank)) {
    throw new GettokenError("setting_invalid", `A key without its certificate: ${describe(key)}`, {
      hint: "Give the certificate, too, with --client-cert-file; or leave the key out.",
      settings: [{ ...concerned(key), problem: "needs a certificate (clientCert)" }],
    });
  }
  if (key) setAside.push(key);
  for (const { name } of setAside) found.delete(name);
  return setAside.map((other) => `set aside: ${describe(other)}`);
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
