/**
 * Warns where a token that is bound to a key is put into a form for clients that send the token alone.
 * Loaded only for a bound token.
 *
 * @module
 */

import type { OutputFormat } from "../settings/run_options.ts";
import type { Binding } from "../oauth/token_response.ts";

/** Forms for people and programs, who can add what a bound token needs. */
const openForms: readonly OutputFormat[] = ["token", "json"];

/** What a client does with a bound token. */
const advice: Readonly<Record<Binding["kind"], string>> = {
  dpop_key:
    "Use it from a program that sends a DPoP proof with each request, or omit the DPoP key if the server allows that",
  certificate:
    "Have the client present the same certificate in TLS (curl: --cert), or use another credential",
  other: "Use it from a program that proves the possession of that key",
};

/** The warning about a bound token in an output form; `undefined` if the form is not concerned. */
export function boundFormWarning(
  { kind, to, isStated }: Binding,
  output: OutputFormat,
): string | undefined {
  if (openForms.includes(output)) return undefined;
  const binding = isStated ? `is bound to ${to}` : `may be bound to ${to}`;
  return `the token ${binding}: an API answers a client that sends only the token, as from -o ` +
    `${output}, with 401. ${advice[kind]}`;
}
