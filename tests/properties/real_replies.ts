/**
 * Responses of real identity providers, which tests then change.
 *
 * @module
 */

import { tokenMark } from "./server_texts.ts";

/** A response of a server, before its body is serialised. */
export interface SampleReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Replies with a token. */
export const tokenReplies: readonly SampleReply[] = [
  {
    status: 200,
    body: {
      token_type: "Bearer",
      expires_in: 3599,
      ext_expires_in: 3599,
      access_token: tokenMark,
    },
  },
  {
    status: 200,
    headers: { date: "Fri, 09 Jan 2026 02:02:12 GMT" },
    body: {
      access_token: tokenMark,
      scope: "read:items write:items",
      expires_in: 86400,
      token_type: "Bearer",
    },
  },
  {
    status: 200,
    body: {
      access_token: tokenMark,
      expires_in: "300",
      refresh_expires_in: 0,
      token_type: "bearer",
      "not-before-policy": 0,
      scope: "email profile",
    },
  },
  {
    status: 200,
    body: {
      access_token: tokenMark,
      signature: "aXQgd2FzIHRoZXkh",
      instance_url: "https://acme.my.salesforce.example",
      id: "https://login.salesforce.example/id/00D/005",
      token_type: "Bearer",
      issued_at: "1767924132000",
    },
  },
];

/** Refusals and temporary failures. */
export const refusals: readonly SampleReply[] = [
  {
    status: 401,
    headers: { "x-ms-request-id": "7f3c2a10-5b1e-4c57-8a53-0d5f8f0f4b00" },
    body: {
      error: "invalid_client",
      error_description:
        "AADSTS7000215: Invalid client secret provided. Ensure the secret being sent is the value, not the ID.\r\nTrace ID: 7f3c2a10-5b1e-4c57-8a53-0d5f8f0f4b00\r\nTimestamp: 2026-01-09 02:02:12Z",
      error_codes: [7000215],
      timestamp: "2026-01-09 02:02:12Z",
      trace_id: "7f3c2a10-5b1e-4c57-8a53-0d5f8f0f4b00",
      correlation_id: "b1f6a9c4-2a64-4f44-a4f5-6a2f6a1d9e11",
      error_uri: "https://login.microsoftonline.com/error?code=7000215",
    },
  },
  {
    status: 403,
    headers: { "www-authenticate": 'Bearer realm="auth0"' },
    body: {
      error: "access_denied",
      error_description: "Service not enabled within domain: https://api.acme.example",
      error_uri: "https://auth0.com/docs/clients/client-grant-types",
    },
  },
  {
    status: 429,
    headers: {
      "retry-after": "2",
      "x-ratelimit-reset": "1767924140",
      "auth0-client-quota-limit": "b=per_hour;q=10;r=0;t=3540,b=per_day;q=50;r=0;t=43200",
    },
    body: { error: "too_many_requests", error_description: "Client quota exceeded" },
  },
  {
    status: 429,
    headers: { "x-rate-limit-reset": "1767924133", "x-okta-request-id": "aZ09" },
    body: {
      errorCode: "E0000047",
      errorSummary: "API call exceeded rate limit due to too many requests.",
      errorLink: "E0000047",
      errorId: "oaeQ2x-aZ09",
      errorCauses: [],
    },
  },
  {
    status: 401,
    body: {
      status: { error: true, code: 401, type: "Unauthorized", message: "Authentication Failure" },
    },
  },
  {
    status: 400,
    body: {
      error: "invalid_request",
      error_description: "The audience is not known.",
      error_hint: "Register it first.",
      error_debug: "at line 42",
      error_reason: "invalid_origin",
    },
  },
  { status: 404, body: { error: "Realm does not exist" } },
  // Of gateways and APIs
  {
    status: 401,
    body: {
      error: { code: "invalid_client", message: "Wrong secret.", status: "UNAUTHENTICATED" },
    },
  },
  {
    status: 401,
    body: { fault: { faultstring: "Invalid client", detail: { errorcode: "oauth.v2.Invalid" } } },
  },
  {
    status: 403,
    headers: { "x-amzn-errortype": "AccessDeniedException:http://aws.example/" },
    body: { __type: "AccessDeniedException", Message: "User is not authorized" },
  },
  {
    status: 401,
    headers: { "www-authenticate": 'Basic error="invalid_client", error_description="Expired"' },
    body: { type: "https://id.example/p", title: "Unauthorized", detail: "Expired", status: 401 },
  },
  {
    status: 400,
    body: { errors: [{ code: "E-1", detail: "Expired", extensions: { code: "X" } }] },
  },
  { status: 400, body: { error: "invalid_grant" } },
  { status: 503, headers: { "retry-after": "1" }, body: { message: "Service Unavailable" } },
];

/** Metadata of the issuer in random runs. */
export const metadataReplies: readonly SampleReply[] = [{
  status: 200,
  body: {
    issuer: "https://id.example",
    token_endpoint: "https://id.example/token",
    token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
    grant_types_supported: ["client_credentials"],
  },
}];
