/**
 * Asks for a secret on the terminal.
 *
 * @module
 */

import { GettokenError } from "./errors.ts";
import { checkFormat } from "./formats.ts";
import type { Provider, Settings } from "./provider.ts";
import type { Found } from "./setting_sources.ts";
import { words } from "./text.ts";

/** Asks for a secret. The prompt shows where it would be sent, so typing it vouches for the host. */
export async function askSecret(
  provider: Provider,
  name: string,
  values: Settings,
  prompt: (message: string) => Promise<string>,
): Promise<Found> {
  const subject = words(name, " ");
  const endpoint = await provider.endpoint(values);
  const address = URL.parse("issuer" in endpoint ? endpoint.issuer : endpoint.tokenEndpoint);
  const answer = await prompt(`${subject} for ${provider.title} at ${address?.origin}`);
  const checked = checkFormat(answer);
  if ("problem" in checked) {
    throw new GettokenError("setting_invalid", `The ${subject} ${checked.problem}`);
  }
  return { value: checked.value, origin: { kind: "prompt" } };
}
