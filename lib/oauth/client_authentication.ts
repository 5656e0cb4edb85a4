/**
 * Client authentication at the token endpoint: one entry per method. Code for keys and certificates
 * is imported dynamically, so a run with a client secret does not load it.
 *
 * @module
 */

import type { Awaitable, ClientAuthenticationMethod } from "../contract/provider.ts";
import { base64, formEncode } from "../core/encodings.ts";
import { reveal, Secret } from "../core/secret.ts";
import { clientIdOf, secretOf } from "../settings/resolve.ts";
import type { Assertion, Maker, RequestContext, RequestPart } from "./request_parts.ts";

type Authenticate = (context: RequestContext) => Awaitable<Maker<RequestPart>>;

/**
 * Prepare the proof for a method. Keys and certificates are read once, here. Assertions are made
 * for each attempt, because servers accept an assertion only once.
 *
 * @throws {GettokenError} `setting_invalid` if a key or certificate cannot be used.
 */
export const authenticate: Readonly<Record<ClientAuthenticationMethod, Authenticate>> = {
  /**
   * RFC 6749 §2.3.1: ID and secret are each form-encoded before they are joined, so both may
   * contain a colon or any other character.
   */
  client_secret_basic({ settings }) {
    const pair = [clientIdOf(settings), secretOf(settings, "clientSecret")]
      .map((value) => formEncode(reveal(value))).join(":");
    return () => ({ headers: { authorization: new Secret(`Basic ${base64(pair)}`) }, form: {} });
  },

  client_secret_post({ settings }) {
    const client_secret = secretOf(settings, "clientSecret");
    return () => ({ form: { client_id: clientIdOf(settings), client_secret } });
  },

  async client_secret_jwt(context) {
    const { secretAssertions } = await import("./client_secret_jwt.ts");
    return await byAssertion(context, secretAssertions(context));
  },

  private_key_jwt: (context) => byAssertion(context, assertionMaker(context)),

  tls_client_auth: byCertificate,
  self_signed_tls_client_auth: byCertificate,
};

/** RFC 7521 §4.2, RFC 7523 §2.2. Some servers require `client_id` beside the assertion. */
async function byAssertion(
  { settings }: RequestContext,
  making: Promise<Maker<Assertion>>,
): Promise<Maker<RequestPart>> {
  const client_id = clientIdOf(settings);
  const client_assertion_type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
  const makeAssertion = await making;
  return async (attempt) => {
    const { jwt, ...notes } = await makeAssertion(attempt);
    return { ...notes, form: { client_id, client_assertion_type, client_assertion: jwt } };
  };
}

/** RFC 8705 §2: the proof is in TLS, so the form has only the client ID. */
async function byCertificate(context: RequestContext): Promise<Maker<RequestPart>> {
  const form = { client_id: clientIdOf(context.settings) };
  const makePart = await besideCertificate(context);
  return async () => ({ ...await makePart(), form });
}

/** RFC 8705 §3: a certificate beside another proof, to which the server binds the token. */
export async function besideCertificate(context: RequestContext): Promise<Maker<RequestPart>> {
  const { presentCertificate } = await import("./mutual_tls.ts");
  const presented = await presentCertificate(context);
  return () => ({ presented, form: {} });
}

/** Makes assertions: signed with the client's key, or fetched from another issuer. */
export async function assertionMaker(context: RequestContext): Promise<Maker<Assertion>> {
  if (context.settings.credential === "privateKey") {
    const { signedAssertions } = await import("./private_key_jwt.ts");
    return await signedAssertions(context);
  }
  const { federatedAssertions } = await import("./federated_token.ts");
  return await federatedAssertions(context);
}
