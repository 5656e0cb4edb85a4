/**
 * Assertions that the client signs with its secret, which so never travels (OpenID Connect Core 1.0
 * §9, `client_secret_jwt`). Loaded only for such a client.
 *
 * @module
 */

import {
  methodsOf,
  type SharedSecretAlgorithm,
  sharedSecretAlgorithms,
} from "../contract/credential_settings.ts";
import { invalidSetting } from "../core/errors.ts";
import { describeProvenance } from "../settings/provenance.ts";
import { secretOf } from "../settings/resolve.ts";
import type { Assertion, Maker, RequestContext } from "./request_parts.ts";
import { algorithmsAt, assertionsBy } from "./signed_assertion.ts";

/** What an algorithm needs: the hash, and the least length of the secret in bytes (RFC 7518 §3.2). */
const needs: Readonly<Record<SharedSecretAlgorithm, readonly [hash: string, least: number]>> = {
  HS256: ["SHA-256", 32],
  HS384: ["SHA-384", 48],
  HS512: ["SHA-512", 64],
};

/**
 * Sign a new assertion for each request. The key is the UTF-8 form of the secret.
 *
 * @throws {GettokenError} `setting_invalid` if the secret is too short, or the server lists no
 * algorithm for it.
 */
export async function secretAssertions(context: RequestContext): Promise<Maker<Assertion>> {
  const { settings } = context;
  const source = describeProvenance(settings.provenance.clientSecret);
  const { signingAlgorithm: wanted } = settings.values;
  const accepted = algorithmsAt(context, sharedSecretAlgorithms);
  const algorithm = accepted.find((name) => name === (wanted ?? name)) ?? "HS256";
  const [hash, least] = needs[algorithm];
  const bytes = new TextEncoder().encode(secretOf(settings, "clientSecret").reveal());
  if (bytes.length < least) {
    throw invalidSetting(
      source,
      `it is too short: ${algorithm} needs a secret of at least ${least} bytes`,
      methodsOf(context.provider).length > 1
        ? "Create a longer client secret, or use another client authentication method (--auth-method)."
        : "Create a longer client secret.",
    );
  }
  const kind = { name: "HMAC", hash };
  const key = await crypto.subtle.importKey("raw", bytes, kind, false, ["sign"]);
  return await assertionsBy({ source, key, algorithm }, {}, context);
}
