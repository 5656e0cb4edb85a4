/**
 * Tells what to do where a server and a run do not agree on binding the token to a key (RFC 9449).
 *
 * @module
 */

import { type FailureDetails, GettokenError } from "../core/errors.ts";
import type { Run } from "../net/http.ts";
import { describeProvenance } from "../settings/provenance.ts";
import type { Provider } from "../contract/provider.ts";
import type { ResolvedSettings } from "../settings/resolve.ts";

/** Makes a key that every server which knows DPoP takes. */
const makeKey = "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out dpop.pem";

/** Whether an error code is one of RFC 9449 §5 and §8. */
export function isAboutDpop(error: string): boolean {
  return error === "invalid_dpop_proof" || error === "use_dpop_nonce";
}

/** A refusal that is about DPoP, with what to do about it in this run. */
export function adviseOnRefusal<Details extends FailureDetails>(
  error: string,
  explained: Details,
  provider: Provider,
  { secrets, provenance: { dpopKey: provenance } }: ResolvedSettings,
): Details & FailureDetails {
  if (!secrets.dpopKey || !provenance) {
    return { ...explained, hint: adviceWithoutKey(provider, explained.hint) };
  }
  const details = [
    ...explained.details ?? [],
    `dpop key = *** (${describeProvenance(provenance)})`,
  ];
  return { ...explained, details, hint: withKey[error] };
}

const withKey: Readonly<Record<string, string>> = {
  invalid_dpop_proof:
    "The server does not take the proof. Check the clock of this machine, that the server accepts keys of this kind, and that it knows itself by the address that was asked.",
  use_dpop_nonce:
    "The server got the nonce that it had asked for, and asks for another. Try again; if it stays so, the servers behind this address do not know each other's nonces.",
};

/**
 * Makes sure that a token is bound to the key of the caller and to no other; warns if it is bound to
 * none.
 *
 * @throws {GettokenError} `reply_unusable` for a token that is bound to a key which nobody has here.
 */
export function checkBinding(
  tokenType: "Bearer" | "DPoP",
  isBound: boolean,
  provider: Provider,
  { log }: Pick<Run, "log">,
): void {
  if (tokenType === "DPoP" && !isBound) {
    throw new GettokenError(
      "reply_unusable",
      'The token response cannot be used: token_type is "DPoP", not Bearer',
      { hint: adviceWithoutKey(provider) },
    );
  }
  if (tokenType === "Bearer" && isBound) {
    log.warn("the server did not bind the token to the DPoP key: whoever has it can use it");
  }
}

function adviceWithoutKey(
  { dpop, title }: Provider,
  ofProvider = "The server wants DPoP for this client.",
): string {
  const useless = `${ofProvider} A token bound to a key is useless without that key`;
  return dpop
    ? `${useless}, so give one that you keep, with --dpop-key-file (${makeKey}), or have DPoP turned off at the server.`
    : `${useless}, and there is no setting for one with ${title}: have DPoP turned off at the server.`;
}
