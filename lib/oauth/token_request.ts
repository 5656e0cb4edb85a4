/**
 * Build the token request: choose the grant and the client authentication method, and put their
 * parts and the other form fields together. Nothing is sent here.
 *
 * @module
 */

import { credentialsFor, isMethodOf, methodsOf } from "../contract/credential_settings.ts";
import type {
  Awaitable,
  ClientAuthenticationMethod,
  Provider,
  Setting,
} from "../contract/provider.ts";
import { GettokenError } from "../core/errors.ts";
import { reveal, type Secret } from "../core/secret.ts";
import { printable, words } from "../core/text.ts";
import type { Attempt } from "../net/http.ts";
import { hasCertificate, type ResolvedSettings } from "../settings/resolve.ts";
import { assertionMaker, authenticate, besideCertificate } from "./client_authentication.ts";
import { type FormField, formFields, parameterFields, renamedFields } from "./request_fields.ts";
import type { Maker, RequestContext, RequestPart } from "./request_parts.ts";

/** A token request whose secrets are still sealed, so that it can be shown as well as sent. */
export interface TokenRequest {
  readonly url: string;
  /** The client authentication method; `undefined` if the provider has none. */
  readonly method: ClientAuthenticationMethod | undefined;
  /** What to show of the credential if it is refused. */
  readonly presented?: readonly string[];
  /** Whether a client certificate is shown in TLS. */
  readonly identified?: boolean;
  /** Whether the token will be bound to a key, of which the request has a proof (RFC 9449). */
  readonly isBound?: boolean;
  readonly headers: Readonly<Record<string, string | Secret>>;
  /** The fields of the body. */
  readonly form: readonly FormField[];
  /** How the body is encoded; a form by default. */
  readonly format?: "form" | "json";
}

/**
 * Makes a request for an attempt; without one, a request to show and not to send.
 *
 * @param nonce The nonce that the server demands in a DPoP proof (RFC 9449 §8).
 */
export type RequestSource = (attempt?: Attempt, nonce?: string) => Promise<TokenRequest>;

/** Claims that only gettoken sets. A provider cannot set them. */
export const reservedClaims: readonly string[] = ["iss", "aud", "iat", "nbf", "exp", "jti"];

/** The grants: client credentials (RFC 6749 §4.4) and a JWT (RFC 7523 §2.1). */
export type Grant = "client_credentials" | "jwt-bearer";

interface GrantRules {
  /** Whether the request also authenticates the client. */
  readonly authenticatesClient: boolean;
  readonly prepare: (context: RequestContext) => Awaitable<Maker<RequestPart>>;
}

const grants: Readonly<Record<Grant, GrantRules>> = {
  client_credentials: {
    authenticatesClient: true,
    prepare({ provider: { request } }) {
      const { grantType = "client_credentials" } = request ?? {};
      return () => ({ form: grantType === false ? {} : { grant_type: grantType } });
    },
  },

  "jwt-bearer": {
    authenticatesClient: false,
    async prepare(context) {
      const makeAssertion = await assertionMaker(context);
      return async (attempt) => {
        const { jwt, ...notes } = await makeAssertion(attempt);
        const grant_type = "urn:ietf:params:oauth:grant-type:jwt-bearer";
        return { ...notes, form: { grant_type, assertion: jwt } };
      };
    },
  },
};

/**
 * Choose the grant and the client authentication method, and prepare requests with them.
 *
 * @throws {GettokenError} `setting_invalid` if no method fits, a key cannot be used, or the provider
 * sets a reserved form field.
 */
export async function tokenRequests(context: RequestContext): Promise<RequestSource> {
  const { provider, settings, endpoint: { url } } = context;
  const { prepare, authenticatesClient } = grants[chooseGrant(provider, settings)];
  const method = methodsOf(provider).length === 0
    ? undefined
    : chooseMethod(context, authenticatesClient);
  const { body: format = "form" } = provider.request ?? {};
  const fields = await parameterFields(provider, settings);
  const parameters = format === "form" ? formFields(fields) : fields;
  const makers = [await prepare(context)];
  if (method && authenticatesClient) makers.push(await authenticate[method](context));
  const identified = hasCertificate(settings);
  if (identified && !(method && isMethodOf("clientCert", method))) {
    makers.push(await besideCertificate(context));
  }
  const headers = { "content-type": contentTypes[format], ...await addedHeaders(context) };
  return async (attempt) => {
    const parts = await Promise.all(makers.map((make) => make(attempt)));
    const hasScope = parts.some(({ hasScope }) => hasScope);
    const { scope } = hasScope ? {} : settings.values;
    return {
      ...{ url, method, format, identified },
      presented: parts.flatMap(({ presented = [] }) => presented),
      headers: Object.assign({}, headers, ...parts.map(({ headers }) => headers)),
      form: [
        ...parts.flatMap(({ form }) => renamedFields(form, provider.request)),
        ...parameters,
        ...(scope === undefined ? [] : [["scope", scope] as const]),
      ],
    };
  };
}

const contentTypes = { form: "application/x-www-form-urlencoded", json: "application/json" };

async function addedHeaders(
  { run: { log }, provider, settings }: RequestContext,
): Promise<RequestPart["headers"]> {
  const isUsed = ([name, { format }]: readonly [string, Setting]) =>
    format === "headers" && settings.secrets[name] !== undefined;
  if (!provider.headers && !Object.entries(provider.settings).some(isUsed)) return {};
  const { extraHeaders } = await import("./extra_headers.ts");
  return await extraHeaders(provider, settings, log);
}

/** The grant for a provider and the credential of a run. */
export function chooseGrant(
  { assertion }: Provider,
  { credential }: Pick<ResolvedSettings, "credential">,
): Grant {
  const hasAssertion = credentialsFor("private_key_jwt").includes(credential);
  return assertion?.grant && hasAssertion ? "jwt-bearer" : "client_credentials";
}

/**
 * The method from the user, or else the first of the provider's methods that fits the credential
 * and is in the server's metadata. Methods are never tried in turn: each try would expose the secret
 * once more.
 *
 * @param authenticatesClient Whether the method will be used. If not, the metadata is ignored.
 * @throws {GettokenError} `setting_invalid` if there is none.
 */
export function chooseMethod(
  { provider, settings: { values, credential }, endpoint }: Omit<RequestContext, "run">,
  authenticatesClient: boolean,
): ClientAuthenticationMethod {
  const fitting = methodsOf(provider).filter((name) => credentialsFor(name).includes(credential));
  const { authMethod: wanted } = values;
  if (wanted !== undefined) {
    const method = fitting.find((name) => name === wanted);
    if (method) return method;
    throw new GettokenError(
      "setting_invalid",
      `The client authentication method ${wanted} does not use a ${words(credential, " ")}`,
      { hint: "Omit --auth-method, or set the credential that it uses." },
    );
  }
  const { methods: offered, metadata } = endpoint;
  const method = authenticatesClient && offered
    ? fitting.find((name) => offered.includes(name))
    : fitting[0];
  if (method) return method;
  const listed = printable(offered?.join(", ") ?? "", 200) || "none";
  throw new GettokenError(
    "setting_invalid",
    `No common client authentication method (provider: ${fitting.join(", ")}; server: ${listed})`,
    {
      details: [`The server's list is in ${metadata}.`],
      hint: "If that list is wrong, set --auth-method.",
    },
  );
}

/** The header fields of the request, with their secrets: only for sending. */
export function headerFields({ headers }: TokenRequest): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, reveal(value)]));
}
