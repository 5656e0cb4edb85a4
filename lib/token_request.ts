/**
 * Builds the token request (RFC 6749 §4.4.2). Nothing is sent here.
 *
 * @module
 */

import { authenticate, reservedFields } from "./client_auth.ts";
import { methodsOf } from "./common_settings.ts";
import { GettokenError } from "./errors.ts";
import type { ClientAuthenticationMethod, Parameters, Provider } from "./provider.ts";
import { Secret } from "./secret.ts";
import type { ResolvedSettings } from "./settings.ts";
import type { TokenEndpoint } from "./token_endpoint.ts";

/** A token request whose secrets are still sealed, so that it can be shown as well as sent. */
export interface TokenRequest {
  readonly url: string;
  readonly method: ClientAuthenticationMethod;
  readonly headers: Readonly<Record<string, string | Secret>>;
  readonly form: readonly (readonly [name: string, value: string | Secret])[];
}

/**
 * The request for a token.
 *
 * @throws {GettokenError} `setting_invalid` if a setting that is needed here is absent, or a form
 * field is not the provider's to set.
 */
export async function buildTokenRequest(
  provider: Provider,
  { values, secrets }: ResolvedSettings,
  endpoint: TokenEndpoint,
): Promise<TokenRequest> {
  const { clientId } = values;
  const { clientSecret } = secrets;
  if (clientId === undefined || clientSecret === undefined) {
    throw new GettokenError("defect", "A token request was built without client credentials");
  }
  const method = chooseMethod(provider, values.authMethod, endpoint);
  const authentication = authenticate[method]({ clientId, clientSecret });
  const parameters = await provider.parameters?.(values) ?? {};
  return {
    url: endpoint.url,
    method,
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      ...authentication.headers,
    },
    form: [
      ["grant_type", "client_credentials"],
      ...Object.entries(authentication.form),
      ...fields(parameters),
      ...(values.scope === undefined ? [] : [["scope", values.scope] as const]),
    ],
  };
}

/**
 * The way to authenticate: what the user says, else the first of the provider's that the server's
 * metadata lists. It is never found out by trying, which would expose the secret more than once.
 */
function chooseMethod(
  provider: Provider,
  wanted: string | undefined,
  { methods: offered, metadata }: TokenEndpoint,
): ClientAuthenticationMethod {
  const known = methodsOf(provider);
  const method = wanted === undefined
    ? known.find((name) => offered?.includes(name) ?? true)
    : known.find((name) => name === wanted);
  if (method !== undefined) return method;
  throw new GettokenError(
    "setting_invalid",
    `The server takes none of the ways to authenticate that fit: ${known.join(", ")}`,
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

function reveal(value: string | Secret): string {
  return value instanceof Secret ? value.reveal() : value;
}
