/**
 * Asks for a secret on the terminal.
 *
 * @module
 */

import { GettokenError } from "../core/errors.ts";
import { checkFormat } from "../contract/formats.ts";
import type { Provider } from "../contract/provider.ts";
import { printable, words } from "../core/text.ts";

/**
 * Asks for a secret. The prompt begins with the endpoint that it will be sent to, so typing it
 * vouches for that host.
 *
 * @param url The token endpoint.
 * @throws {GettokenError} `setting_invalid` if it is empty or holds what no secret can have.
 */
export async function askSecret(
  { title }: Provider,
  name: string,
  url: string,
  prompt: (message: string) => Promise<string>,
): Promise<string> {
  const subject = words(name, " ");
  const answer = await prompt(`${subject} for ${new URL(url).origin} (${printable(title, 60)})`);
  const checked = checkFormat(answer);
  if ("value" in checked) return checked.value;
  throw new GettokenError("setting_invalid", `The ${subject} ${checked.problem}`);
}
