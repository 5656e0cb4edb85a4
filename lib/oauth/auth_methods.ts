/**
 * Client authentication at the token endpoint, one function per registered method.
 *
 * @module
 */

import type { ClientAuthenticationMethod } from "../contract/provider.ts";
import { base64, formEncode, reveal, Secret } from "../core/secret.ts";

/** Who the client is, and what proves it. */
export interface ClientCredentials {
  /** A secret where a module gets it from a secret document. */
  readonly clientId: string | Secret;
  /** A secret that it shares with the server, or a JWT; empty where TLS carries the proof. */
  readonly proof: Secret;
}

/** The parts of a request that authenticate the client. */
export interface ClientAuthentication {
  readonly headers: Readonly<Record<string, string | Secret>>;
  readonly form: Readonly<Record<string, string | Secret>>;
}

/** How a request carries the credentials, by method. */
export const authenticate: Readonly<
  Record<
    ClientAuthenticationMethod,
    (client: ClientCredentials) => ClientAuthentication
  >
> = {
  /**
   * RFC 6749 §2.3.1: id and secret are each form-encoded before they are joined, so either may
   * hold a colon or any other character.
   */
  client_secret_basic({ clientId, proof }) {
    const pair = `${formEncode(reveal(clientId))}:${formEncode(proof.reveal())}`;
    return {
      headers: { authorization: new Secret(`Basic ${base64(pair)}`) },
      form: {},
    };
  },

  client_secret_post({ clientId, proof }) {
    return {
      headers: {},
      form: { client_id: clientId, client_secret: proof },
    };
  },

  /** RFC 7521 §4.2, RFC 7523 §2.2. Some servers want `client_id` beside the assertion. */
  private_key_jwt({ clientId, proof }) {
    return {
      headers: {},
      form: {
        client_id: clientId,
        client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        client_assertion: proof,
      },
    };
  },

  tls_client_auth: byCertificate,
  self_signed_tls_client_auth: byCertificate,
};

/** RFC 8705 §2: what proves who the client is stands in TLS, and names nobody. */
function byCertificate({ clientId }: ClientCredentials): ClientAuthentication {
  return { headers: {}, form: { client_id: clientId } };
}

/** Form fields that are gettoken's own, so that no provider and no user can set them. */
export const reservedFields: readonly string[] = [
  "grant_type",
  "scope",
  "client_id",
  "client_secret",
  "client_assertion",
  "client_assertion_type",
  "assertion",
];

/** Claims that are gettoken's own, so that no provider can set them. */
export const reservedClaims: readonly string[] = ["iss", "aud", "iat", "nbf", "exp", "jti"];
