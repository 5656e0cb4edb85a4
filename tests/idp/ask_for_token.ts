/**
 * Asks for a token with plain `fetch`, and checks the one that comes.
 * @module
 */
import { createLocalJWKSet, type JWTPayload, jwtVerify } from "jose";
import type { Client } from "./client.ts";

/** A response with its body read. */
export interface TokenAnswer {
  readonly status: number;
  readonly headers: Headers;
  // deno-lint-ignore no-explicit-any
  readonly body: any;
}

/** Sends the form and nothing more. */
export async function postForm(
  endpoint: string,
  form: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<TokenAnswer> {
  const body = new URLSearchParams(form);
  return await readAnswer(await fetch(endpoint, { method: "POST", body, headers }));
}

/** Reads a response to its end. */
export async function readAnswer(response: Response): Promise<TokenAnswer> {
  return { status: response.status, headers: response.headers, body: await response.json() };
}

/** Asks with the secret in the form. */
export function askByPost(
  endpoint: string,
  { clientId, clientSecret }: Client,
  form: Record<string, string> = {},
): Promise<TokenAnswer> {
  return postForm(endpoint, {
    grant_type: "client_credentials",
    client_id: clientId,
    client_secret: clientSecret,
    ...form,
  });
}

/** Asks with the secret in the `Authorization` header, encoded as RFC 6749 wants it. */
export function askByBasic(
  endpoint: string,
  { clientId, clientSecret }: Client,
  form: Record<string, string> = {},
): Promise<TokenAnswer> {
  const credentials = btoa(`${formEncoded(clientId)}:${formEncoded(clientSecret)}`);
  return postForm(endpoint, { grant_type: "client_credentials", ...form }, {
    authorization: `Basic ${credentials}`,
  });
}

/** What says that a client assertion is a JWT (RFC 7523 §2.2). */
export const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** Asks with a JWT that the client has signed. */
export function askByAssertion(
  endpoint: string,
  assertion: string,
  form: Record<string, string> = {},
): Promise<TokenAnswer> {
  return postForm(endpoint, {
    grant_type: "client_credentials",
    client_assertion_type: assertionType,
    client_assertion: assertion,
    ...form,
  });
}

/** The claims of a token that the published keys have signed for this issuer and audience. */
export async function verifiedClaims(
  token: string,
  { jwksUri, issuer, audience }: { jwksUri: string; issuer: string; audience: string },
): Promise<JWTPayload> {
  const keys = await (await fetch(jwksUri)).json();
  const requiredClaims = ["exp", "iat"];
  const verified = await jwtVerify(token, createLocalJWKSet(keys), {
    issuer,
    audience,
    requiredClaims,
    algorithms: ["RS256"],
  });
  return verified.payload;
}

/** How long a token is good for, by its own account. */
export function lifetime({ iat = NaN, exp = NaN }: JWTPayload): number {
  return exp - iat;
}

function formEncoded(text: string): string {
  return new URLSearchParams({ "": text }).toString().slice(1);
}
