/**
 * The error responses of Entra ID.
 * @module
 */

/** A refusal. `{name}` in its message is a placeholder. */
interface EntraError {
  readonly code: number;
  readonly status: 400 | 401;
  readonly error: string;
  readonly text: string;
  /** Without `error_codes` and `error_uri`, as refusals from before the tenant is known can be. */
  readonly isBare?: true;
}

/** Every refusal that the face knows. */
export const ENTRA_ERRORS = {
  notPost: {
    code: 900561,
    status: 400,
    error: "invalid_request",
    text: "The endpoint only accepts POST requests. Received a {method} request.",
  },
  malformedTenant: {
    code: 900023,
    status: 400,
    error: "invalid_request",
    text:
      "Specified tenant identifier '{tenant}' is neither a valid DNS name, nor a valid external domain.",
    isBare: true,
  },
  unknownTenant: {
    code: 90002,
    status: 400,
    error: "invalid_request",
    text:
      "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.",
  },
  noTenant: {
    code: 50059,
    status: 400,
    error: "invalid_request",
    text:
      "No tenant-identifying information found in either the request or implied by any provided credentials.",
  },
  sharedTenant: {
    code: 9001023,
    status: 400,
    error: "invalid_request",
    text:
      "The grant type is not supported over the /common or /consumers endpoints. Please use the /organizations or tenant-specific endpoint.",
  },
  missingParameter: {
    code: 900144,
    status: 400,
    error: "invalid_request",
    text: "The request body must contain the following parameter: '{parameter}'.",
  },
  resourceParameter: {
    code: 901002,
    status: 400,
    error: "invalid_request",
    text: "The 'resource' request parameter is not supported.",
  },
  scopeWithoutDefault: {
    code: 1002012,
    status: 400,
    error: "invalid_scope",
    text:
      "The provided value for scope {scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).",
  },
  scopeMixed: {
    code: 70011,
    status: 400,
    error: "invalid_scope",
    text:
      "The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope {scope} is not valid.",
  },
  severalResources: {
    code: 700022,
    status: 400,
    error: "invalid_scope",
    text:
      "The provided value for the input parameter 'scope' is not valid because it contains more than one resource. Scope {scope} is not valid.",
  },
  noCredential: {
    code: 7000216,
    status: 401,
    error: "invalid_client",
    text:
      "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
  },
  emptyCredential: {
    code: 7000218,
    status: 401,
    error: "invalid_client",
    text:
      "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
  },
  unknownClient: {
    code: 700016,
    status: 400,
    error: "unauthorized_client",
    text:
      "Application with identifier '{client}' was not found in the directory '{tenant}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.",
  },
  wrongSecret: {
    code: 7000215,
    status: 401,
    error: "invalid_client",
    text:
      "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{client}'.",
  },
  expiredSecret: {
    code: 7000222,
    status: 401,
    error: "invalid_client",
    text:
      "The provided client secret keys for app '{client}' are expired. Create new keys for your app, or consider using certificate credentials for added security.",
  },
  unsupportedGrant: {
    code: 70003,
    status: 400,
    error: "unsupported_grant_type",
    text: "The app requested an unsupported grant type '{grant}'.",
  },
  unknownResource: {
    code: 500011,
    status: 400,
    error: "invalid_resource",
    text:
      "The resource principal named {resource} was not found in the tenant named {tenant}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.",
  },
  notAssigned: {
    code: 501051,
    status: 400,
    error: "invalid_grant",
    text: "Application '{client}' is not assigned to a role for the application '{resource}'.",
  },
  malformedRequest: {
    code: 9002313,
    status: 400,
    error: "invalid_request",
    text: "Invalid request. Request is malformed or invalid.",
  },
} as const satisfies Record<string, EntraError>;

/** The name of a refusal. */
export type EntraErrorName = keyof typeof ENTRA_ERRORS;

/** The response for a refusal, with these values in its message. */
export function entraError(
  name: EntraErrorName,
  values: Readonly<Record<string, string>>,
  { origin, correlationId }: { origin: string; correlationId: string },
): Response {
  const { code, status, error, text, isBare }: EntraError = ENTRA_ERRORS[name];
  const traceId = crypto.randomUUID();
  const timestamp = new Date().toISOString().replace("T", " ").replace(/\.\d+/, "");
  const description = [
    `AADSTS${code}: ${text.replace(/\{(\w+)\}/g, (_, value) => values[value] ?? "")}`,
    `Trace ID: ${traceId}`,
    `Correlation ID: ${correlationId}`,
    `Timestamp: ${timestamp}`,
  ].join("\r\n");

  return Response.json({
    error,
    error_description: description,
    ...(isBare ? {} : { error_codes: [code] }),
    timestamp,
    trace_id: traceId,
    correlation_id: correlationId,
    ...(isBare ? {} : { error_uri: `${origin}/error?code=${code}` }),
  }, { status, headers: { "cache-control": "no-store", "x-ms-request-id": traceId } });
}
