/**
 * The error responses of Auth0.
 * @module
 */

/** A refusal. `{name}` in its message is a placeholder. */
interface Auth0Error {
  readonly status: number;
  readonly error: string;
  readonly text: string;
  readonly uri?: string;
}

/** Every refusal that the face knows. */
export const AUTH0_ERRORS = {
  wrongCredentials: { status: 401, error: "access_denied", text: "Unauthorized" },
  missingParameter: {
    status: 400,
    error: "invalid_request",
    text: "Missing required parameter: {parameter}",
  },
  unknownApi: {
    status: 403,
    error: "access_denied",
    text: "Service not enabled within domain: {audience}",
  },
  noClientGrant: {
    status: 403,
    error: "access_denied",
    text:
      'Client is not authorized to access "{audience}". You need to create a "client-grant" associated to this API. See: https://auth0.com/docs/api/v2#!/Client_Grants/post_client_grants',
  },
  scopesNotGranted: {
    status: 403,
    error: "access_denied",
    text: "Client has not been granted scopes: {scopes}",
  },
  grantTypeNotAllowed: {
    status: 403,
    error: "unauthorized_client",
    text: "Grant type '{grant}' not allowed for the client.",
    uri: "https://auth0.com/docs/clients/client-grant-types",
  },
  unsupportedGrantType: {
    status: 403,
    error: "unsupported_grant_type",
    text: "Unsupported grant type: {grant}",
  },
  // The messages of these two were not seen on a live tenant.
  unknownOrganization: {
    status: 400,
    error: "invalid_request",
    text: "parameter organization is invalid: {organization} does not exist",
  },
  organizationNotAllowed: {
    status: 400,
    error: "invalid_request",
    text: "parameter organization is not allowed for this client: {organization}",
  },
  quotaExceeded: { status: 429, error: "too_many_requests", text: "Client quota exceeded" },
  invalidRequest: { status: 400, error: "invalid_request", text: "Invalid request" },
} as const satisfies Record<string, Auth0Error>;

/** The name of a refusal. */
export type Auth0ErrorName = keyof typeof AUTH0_ERRORS;

/** The response for a refusal, with these values in its message. */
export function auth0Error(
  name: Auth0ErrorName,
  values: Readonly<Record<string, string>>,
  headers: HeadersInit = {},
): Response {
  const { status, error, text, uri }: Auth0Error = AUTH0_ERRORS[name];
  return Response.json({
    error,
    error_description: text.replace(/\{(\w+)\}/g, (_, value) => values[value] ?? ""),
    ...(uri ? { error_uri: uri } : {}),
  }, { status, headers });
}

/** The headers that say when a quota of tokens resets. */
export function quotaHeaders(secondsToReset: number): Record<string, string> {
  const resetAt = Math.ceil(Date.now() / 1000) + secondsToReset;
  return {
    "auth0-client-quota-limit": `b=per_hour;q=10;r=0;t=${secondsToReset}`,
    "retry-after": String(secondsToReset),
    "x-ratelimit-limit": "10",
    "x-ratelimit-remaining": "0",
    "x-ratelimit-reset": String(resetAt),
  };
}
