/**
 * The place to ask for a token.
 *
 * @module
 */

import { GettokenError } from "../core/errors.ts";
import { mayBeContacted } from "../contract/formats.ts";
import { printable } from "../core/text.ts";

/** Where to ask for a token. */
export interface TokenEndpoint {
  readonly url: string;
  /** The audience of an assertion for it. */
  readonly audience: string;
  /** The issuer whose metadata named it, if it was discovered. */
  readonly issuer?: string;
  /** That metadata document. */
  readonly metadata?: string;
  /** The client authentication methods that the metadata lists (RFC 8414 §2). */
  readonly methods?: readonly string[];
  /** The algorithms of DPoP proofs that it lists, if it does (RFC 9449 §5.1). */
  readonly dpopAlgorithms?: readonly string[];
}

/**
 * The address, if a secret may be sent there.
 *
 * @param source Who gives the address, for messages.
 * @throws {GettokenError}
 */
export function requireSafeEndpoint(address: string, source: string): string {
  const url = URL.parse(address);
  const isUrl = url !== null && url.username === "" && url.password === "" && url.hash === "";
  // RFC 1035 §2.3.4: so a message can always show it whole.
  if (!isUrl || url.hostname.length > 253) {
    throw new GettokenError(
      "discovery_failed",
      `${source} gives a token endpoint that is no address`,
    );
  }
  if (!mayBeContacted(url)) {
    throw new GettokenError(
      "setting_invalid",
      `${source} gives a token endpoint without TLS`,
      {
        details: [printable(url.origin + url.pathname, 200)],
        hint: "A secret is sent to https:// only, and to http:// on this machine itself.",
      },
    );
  }
  return address;
}
