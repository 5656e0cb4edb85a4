/**
 * Chooses the one credential of a run.
 *
 * @module
 */

import { credentials } from "./credential_settings.ts";
import type { EnvFile } from "./env_file.ts";
import { GettokenError } from "./errors.ts";
import { describeOrigin, type Origin } from "./origin.ts";
import { type Found, rankOf } from "./setting_sources.ts";
import { words } from "./text.ts";

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
  const given = credentials
    .flatMap((name) => {
      const origin = found.get(name)?.origin;
      return origin ? [{ name, origin, rank: rankOf(origin, files) }] : [];
    })
    .sort((a, b) => a.rank - b.rank);
  const [first, second] = given;
  if (first && second && first.rank === second.rank) {
    throw new GettokenError("setting_invalid", "Two credentials are given, and one is needed", {
      details: [first, second].map(describe),
      hint: "Leave one of them out.",
    });
  }
  return given.slice(1).map((other) => {
    found.delete(other.name);
    return `set aside: ${describe(other)}`;
  });
}

function describe({ name, origin }: { readonly name: string; readonly origin: Origin }): string {
  return `${words(name, " ")} (${describeOrigin(origin)})`;
}
