/**
 * Build the token request (RFC 6749 §4.4.2, RFC 7523 §2.1). Nothing is sent here.
 *
 * @module
 */

import { GettokenError } from "../core/errors.ts";
import type { Attempt } from "../net/http.ts";
import type { ClientAuthenticationMethod, Provider, Settings } from "../contract/provider.ts";
import { reveal, type Secret } from "../core/secret.ts";
import { chooseMethod } from "./choose_method.ts";
import { authenticate } from "./client_authentication.ts";
import { chooseGrant, grants } from "./grants.ts";
import type { RequestContext } from "./request_parts.ts";

/** A token request whose secrets are still sealed, so that it can be shown as well as sent. */
export interface TokenRequest {
  readonly url: string;
  readonly method: ClientAuthenticationMethod;
  /** What to show of the credential if it is refused. */
  readonly presented?: readonly string[];
  /** Whether the token will be bound to a key, of which the request has a proof (RFC 9449). */
  readonly isBound?: boolean;
  readonly headers: Readonly<Record<string, string | Secret>>;
  readonly form: readonly FormField[];
}

type FormField = readonly [name: string, value: string | Secret];

/**
 * Makes a request for an attempt; without one, a request to show and not to send.
 *
 * @param nonce The nonce that the server demands in a DPoP proof (RFC 9449 §8).
 */
export type RequestSource = (attempt?: Attempt, nonce?: string) => Promise<TokenRequest>;

/** Form fields that only gettoken sets. Neither a provider nor a user can set them. */
export const reservedFields: readonly string[] = [
  "grant_type",
  "scope",
  "client_id",
  "client_secret",
  "client_assertion",
  "client_assertion_type",
  "assertion",
];

/** Claims that only gettoken sets. A provider cannot set them. */
export const reservedClaims: readonly string[] = ["iss", "aud", "iat", "nbf", "exp", "jti"];

/**
 * Choose the grant and the client authentication method, and prepare requests with them.
 *
 * @throws {GettokenError} `setting_invalid` if no method fits, a key cannot be used, or the provider
 * sets a reserved form field.
 */
export async function tokenRequests(context: RequestContext): Promise<RequestSource> {
  const { provider, settings, endpoint: { url } } = context;
  const { values } = settings;
  const grant = chooseGrant(provider, settings);
  const method = chooseMethod(grant, context);
  const parameters = await parameterFields(provider, values);
  const { prepare, authenticatesClient } = grants[grant.kind];
  const makers = [await prepare(context)];
  if (authenticatesClient) makers.push(await authenticate[method](context));
  return async (attempt) => {
    const parts = await Promise.all(makers.map((make) => make(attempt)));
    const scope = parts.some(({ hasScope }) => hasScope) ? undefined : values.scope;
    return {
      url,
      method,
      presented: parts.flatMap(({ presented = [] }) => presented),
      headers: Object.assign(
        { "content-type": "application/x-www-form-urlencoded" },
        ...parts.map(({ headers }) => headers),
      ),
      form: [
        ...parts.flatMap(({ form }) => Object.entries(form)),
        ...parameters,
        ...(scope === undefined ? [] : [["scope", scope] as const]),
      ],
    };
  };
}

/**
 * The form fields that the provider adds.
 *
 * @throws {GettokenError} `setting_invalid` if one of them is reserved.
 */
export async function parameterFields(
  { parameters }: Provider,
  settings: Settings,
): Promise<FormField[]> {
  const given = Object.entries(await parameters?.(settings) ?? {});
  const reserved = given.find(([name]) => reservedFields.includes(name));
  if (reserved) {
    throw new GettokenError(
      "setting_invalid",
      `The form field ${reserved[0]} cannot be set by hand`,
      { hint: "It comes from --client-id, --client-secret or --scope, or is always the same." },
    );
  }
  return given.flatMap(([name, value]) =>
    [value ?? []].flat().filter((item) => item !== "").map((item) => [name, item] as const)
  );
}

/** The body of the request, secrets included. To be sent, and for nothing else. */
export function formBody({ form }: TokenRequest): string {
  return new URLSearchParams(form.map(([name, value]) => [name, reveal(value)]))
    .toString();
}

/** The header fields of the request, secrets included. To be sent, and for nothing else. */
export function headerFields({ headers }: TokenRequest): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, reveal(value)]));
}
