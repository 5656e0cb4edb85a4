/**
 * Builds the token request (RFC 6749 §4.4.2). Nothing is sent here.
 *
 * @module
 */

import { authenticate, reservedFields } from "./auth_methods.ts";
import { credentialsFor, methodsOf } from "../contract/credential_settings.ts";
import { GettokenError } from "../core/errors.ts";
import type { Attempt } from "../net/http.ts";
import type { ClientAuthenticationMethod, Parameters, Provider } from "../contract/provider.ts";
import { reveal, type Secret } from "../core/secret.ts";
import { clientIdOf, type ResolvedSettings } from "../settings/resolve.ts";
import { words } from "../core/text.ts";
import type { TokenEndpoint } from "./token_endpoint.ts";

/** A token request whose secrets are still sealed, so that it can be shown as well as sent. */
export interface TokenRequest {
  readonly url: string;
  readonly method: ClientAuthenticationMethod;
  /** What to show of the credential if it is refused. */
  readonly presented?: readonly string[];
  /** Whether the token will be bound to a key, of which the request has a proof (RFC 9449). */
  readonly isBound?: boolean;
  readonly headers: Readonly<Record<string, string | Secret>>;
  readonly form: readonly (readonly [name: string, value: string | Secret])[];
}

/**
 * Makes a request for a try of it; without one, as it would be made.
 *
 * @param nonce What the server wants to see in it to bind the token to a key (RFC 9449 §8).
 */
export type RequestSource = (attempt?: Attempt, nonce?: string) => Promise<TokenRequest>;

/** Makes token requests that differ in what proves who the client is. */
export type RequestMaker = (proof: Proof) => TokenRequest;

/** What proves who the client is. */
export interface Proof {
  readonly secret: Secret;
  /** What to show of it if it is refused. */
  readonly presented?: readonly string[];
  /** Whether it says itself for which scope it is. */
  readonly holdsScope?: boolean;
}

/** Makes the proof for a try of a request; without one, as it would be made. */
export type ProofMaker = (attempt?: Attempt) => Promise<Proof>;

/** RFC 7523 §2.1 */
const jwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/**
 * What makes the requests for a token, and how the client authenticates in them.
 *
 * @throws {GettokenError} `setting_invalid` if a form field is not the provider's to set.
 */
export async function tokenRequests(
  provider: Provider,
  settings: ResolvedSettings,
  endpoint: TokenEndpoint,
): Promise<RequestMaker> {
  const { values } = settings;
  const clientId = clientIdOf(settings);
  const method = chooseMethod(provider, settings, endpoint);
  const parameters = [...fields(await provider.parameters?.(values) ?? {})];
  const isGrant = isGrantItself(provider, method);
  return ({ secret, presented = [], holdsScope = false }) => {
    const client = { clientId, proof: secret };
    const { headers, form } = isGrant
      ? { headers: {}, form: { assertion: secret } }
      : authenticate[method](client);
    const scope = holdsScope ? undefined : values.scope;
    return {
      url: endpoint.url,
      method,
      presented,
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
      form: [
        ["grant_type", isGrant ? jwtBearer : "client_credentials"],
        ...Object.entries(form),
        ...parameters,
        ...(scope === undefined ? [] : [["scope", scope] as const]),
      ],
    };
  };
}

/** Whether what the client signs is the grant, and authenticates nobody. */
function isGrantItself({ assertion }: Provider, method: ClientAuthenticationMethod): boolean {
  return assertion?.grant === true && method === "private_key_jwt";
}

/**
 * The way to authenticate: what the user says, else the first of the provider's that fits the
 * credential and that the server's metadata lists. It is never found out by trying, which would
 * expose the secret more than once.
 */
function chooseMethod(
  provider: Provider,
  { values: { authMethod: wanted }, credential }: ResolvedSettings,
  { methods: offered, metadata }: TokenEndpoint,
): ClientAuthenticationMethod {
  const known = methodsOf(provider);
  if (wanted !== undefined) {
    const method = known.find((name) => name === wanted);
    if (method && credentialsFor(method).includes(credential)) return method;
    throw new GettokenError(
      "setting_invalid",
      `${wanted} does not go with a ${words(credential, " ")}`,
      { hint: "Leave --auth-method out, or give the other credential." },
    );
  }
  const fitting = known.filter((name) => credentialsFor(name).includes(credential));
  const method = fitting.find((name) =>
    isGrantItself(provider, name) || (offered?.includes(name) ?? true)
  );
  if (method !== undefined) return method;
  throw new GettokenError(
    "setting_invalid",
    `The server takes none of the ways to authenticate that fit: ${fitting.join(", ")}`,
    {
      details: [`${metadata} lists: ${offered?.join(", ") || "none"}`],
      hint: "If its metadata is wrong, choose with --auth-method.",
    },
  );
}

function* fields(parameters: Parameters): Generator<readonly [string, string]> {
  for (const [name, value] of Object.entries(parameters)) {
    if (reservedFields.includes(name)) {
      throw new GettokenError(
        "setting_invalid",
        `The form field ${name} cannot be set by hand`,
        { hint: "It comes from --client-id, --client-secret or --scope, or is always the same." },
      );
    }
    for (const item of [value ?? []].flat()) {
      if (item !== "") yield [name, item];
    }
  }
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
