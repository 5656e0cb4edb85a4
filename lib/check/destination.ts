/**
 * Checks that a provider marks each setting that decides to which host the secret travels.
 *
 * @module
 */

import { attempt, type Check, checking } from "./check.ts";
import { addressOf, type Trial } from "./run.ts";
import { settingsOf } from "../common_settings.ts";
import type { Endpoint, Provider, Setting, Settings } from "../provider.ts";
import { resolveSample } from "./sample_settings.ts";
import { othersOf } from "./sample_values.ts";

/** Checks the marks, by changing one setting after the other and looking where that leads. */
export function checkDestination(trial: Trial): Promise<Check> {
  const goal = "Each setting that decides about the host is marked as destination";
  return checking("destination", goal, async ({ problems, notes }) => {
    const moves = await findMoves(trial);
    for (const [name, setting] of Object.entries(settingsOf(trial.provider))) {
      const move = moves.get(name);
      if (setting.destination && setting.secret) {
        problems.push(`settings.${name} cannot be a secret and decide where secrets go`);
      }
      if (setting.destination && move === undefined && moves.has(name)) {
        notes.push(`settings.${name} is marked, but does not seem to change the host`);
      }
      if (!setting.destination && move !== undefined) {
        problems.push(
          `settings.${name} decides about the host (${move}): ` +
            "mark it destination: true, or refuse such values",
        );
      }
    }
  });
}

/** For each setting that was tried, how it changes the host, if it does. */
async function findMoves({ provider, samples }: Trial): Promise<Map<string, string | undefined>> {
  const moves = new Map<string, string | undefined>();
  for (const { options } of samples) {
    const { values } = await resolveSample(provider, options);
    for (const [name, setting] of Object.entries(settingsOf(provider))) {
      if (values[name] === undefined || moves.get(name) !== undefined) continue;
      moves.set(name, await moveBy(provider, name, setting, values));
    }
    // A module that does not answer any more has not shown that its settings are harmless.
    await provider.endpoint(values);
  }
  return moves;
}

/** How a setting changes the host: `with "b", https://a.example becomes https://b.example`. */
async function moveBy(
  provider: Provider,
  name: string,
  setting: Setting,
  values: Settings,
): Promise<string | undefined> {
  const value = values[name] ?? "";
  const home = originOf(await provider.endpoint(values));
  const others = await othersOf(name, setting, value);
  for (const other of others) {
    const outcome = await attempt(() => provider.endpoint({ ...values, [name]: other }));
    const origin = "value" in outcome ? originOf(outcome.value) : undefined;
    if (origin !== undefined && origin !== home) {
      return `with ${JSON.stringify(other)}, ${home} becomes ${origin}`;
    }
  }
  // Where no other value is accepted, all that can be seen is whether this one stands in the host.
  const isOnly = others.length === 0 && setting.values === undefined;
  return isOnly && home?.includes(value.toLowerCase()) ? `it stands in ${home}` : undefined;
}

/** Where the secret goes, and a certificate if that is another place. */
function originOf(endpoint: Endpoint): string | undefined {
  const { mtlsTokenEndpoint, mtlsIssuer } = endpoint;
  const addresses = [addressOf(endpoint), mtlsTokenEndpoint ?? mtlsIssuer ?? []].flat();
  const origins = addresses.map((address) => URL.parse(address)?.origin);
  return origins.includes(undefined) ? undefined : [...new Set(origins)].join(" and ");
}
