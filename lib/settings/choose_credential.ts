/**
 * Chooses the one credential of a run.
 *
 * @module
 */

import { credentials } from "../contract/credential_settings.ts";
import type { EnvFile } from "./env_file.ts";
import { GettokenError } from "../core/errors.ts";
import { describeProvenance, type Provenance } from "./provenance.ts";
import { type Found, rankOf } from "./sources.ts";
import { words } from "../core/text.ts";

/** Set in a job of GitHub Actions that may ask for a token which vouches for it. */
export const jobVariable = "ACTIONS_ID_TOKEN_REQUEST_URL";

/**
 * Leaves one credential among what was found: that of the source which wins over the others.
 *
 * @param files `.env` files, the one that wins first.
 * @returns What is said of the others.
 * @throws {GettokenError} `setting_invalid` if one source has two kinds.
 */
export function chooseCredential(
  found: Map<string, Found>,
  files: readonly EnvFile[],
): string[] {
  const given: Given[] = credentials
    .flatMap((name) => {
      const provenance = found.get(name)?.provenance;
      return provenance ? [{ name, provenance, rank: rankOf(provenance, files) }] : [];
    })
    .sort((a, b) => a.rank - b.rank);
  const [first, second] = given;
  if (first && second && first.rank === second.rank) {
    throw new GettokenError("setting_invalid", "Two credentials are given, and one is needed", {
      details: [first, second].map(describe),
      hint: "Leave one of them out.",
    });
  }
  const setAside = given.slice(1);
  for (const { name } of setAside) found.delete(name);
  if (!found.has("clientCert")) setAside.push(...keyAlone(found, first, files));
  return setAside.map((other) => `set aside: ${describe(other)}`);
}

/** The key of a certificate where there is none. Unless something wins over it, one was forgotten. */
function keyAlone(
  found: Map<string, Found>,
  chosen: Given | undefined,
  files: readonly EnvFile[],
): Given[] {
  const provenance = found.get("clientKey")?.provenance;
  if (provenance === undefined) return [];
  found.delete("clientKey");
  const key = { name: "clientKey", provenance, rank: rankOf(provenance, files) };
  if (chosen && chosen.rank < key.rank) return [key];
  throw new GettokenError("setting_invalid", `A key without its certificate: ${describe(key)}`, {
    hint: "Give the certificate, too, with --client-cert-file; or leave the key out.",
  });
}

/** A credential, or part of one. */
interface Given {
  readonly name: string;
  readonly provenance: Provenance;
  /** The place of its source: the lowest wins. */
  readonly rank: number;
}

function describe({ name, provenance }: Given): string {
  return `${words(name, " ")} (${describeProvenance(provenance)})`;
}
