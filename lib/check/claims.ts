/**
 * Checks the claims that a provider gives the JWT of a client.
 *
 * @module
 */

import { attempt, type Check, checking, firstOccurrences, type Occurrence, told } from "./check.ts";
import { isMadeOfNothing, type Trial } from "./run.ts";
import { reservedClaims } from "../oauth/token_request.ts";
import { methodsOf } from "../contract/credential_settings.ts";
import type { Claims, Provider, Settings } from "../contract/provider.ts";
import { resolveSample } from "./sample_settings.ts";

/** Checks that the claims are the provider's to give; `undefined` if it gives none. */
export async function checkClaims({ provider, samples }: Trial): Promise<Check | undefined> {
  if (provider.assertion?.claims === undefined) return undefined;
  const goal = "assertion.claims() gives only what is the provider's to give";
  return await checking("claims", goal, async ({ problems, notes }) => {
    const found: Occurrence[] = [];
    for (const { what, options } of samples) {
      const outcome = await attempt(() => claimsTwice(provider, options));
      const all = "failure" in outcome ? [told(outcome.failure)] : problemsOf(...outcome.value);
      found.push(...all.map((problem): Occurrence => [what, problem]));
    }
    problems.push(...firstOccurrences(found));
    if (!methodsOf(provider).includes("private_key_jwt")) {
      notes.push("assertion has no effect: private_key_jwt is not in clientAuthentication");
    }
  });
}

async function claimsTwice(provider: Provider, options: Settings): Promise<[Claims, Claims]> {
  const { values } = await resolveSample(provider, options);
  const claims = async () => await provider.assertion?.claims?.(values) ?? {};
  return [await claims(), await claims()];
}

function problemsOf(claims: Claims, again: Claims): string[] {
  const changes = JSON.stringify(claims) !== JSON.stringify(again);
  return [
    ...(changes ? ["it gives something else when asked again"] : []),
    ...Object.entries(claims).flatMap(([name, value]) => [
      ...(reservedClaims.includes(name) ? [`${name} is gettoken's own to give`] : []),
      ...(isMadeOfNothing(value ?? "")
        ? [`${name} is made of a setting without a value: leave it out then`]
        : []),
    ]),
  ];
}
