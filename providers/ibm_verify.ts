/**
 * IBM Verify, with an API client of a tenant.
 *
 * @module
 */

import type { Provider } from "../lib/contract/provider.ts";

const notAuthenticated =
  "Client ID or secret is wrong, or the API client {clientId} is disabled. Check it at {domain}, under Security, API access.";

export default {
  apiVersion: 1,
  name: "ibm-verify",
  title: "IBM Verify",
  docs: "https://docs.verify.ibm.com/verify/docs/acquire-an-access-token-client-credentials",
  setup: [
    "Add an API client under Security, API access, and select its entitlements.",
    "Copy its client ID and client secret.",
    "For an OpenID Connect application instead of an API client, use the provider oidc with the issuer that the application shows.",
  ],
  example: "--domain acme.verify.ibm.com --client-id 11111111-2222-3333-4444-555555555555",
  settings: {
    domain: {
      description: "Domain of the tenant, or its custom domain",
      example: "acme.verify.ibm.com",
      required: true,
      format: "origin",
    },
    // As in IBM's guide. The entitlements of the API client decide, not the scope.
    scope: { default: "openid" },
  },
  clientAuthentication: ["client_secret_post", "client_secret_basic"],
  endpoint: ({ domain }) => ({ tokenEndpoint: `${domain}/v1.0/endpoint/default/token` }),
  errorCode: /\b(CSIA\w\d{4}E)\b/,
  explain: [
    {
      // Also with request_unauthorized.
      code: "CSIAQ0155E",
      hint: notAuthenticated,
    },
    {
      error: "invalid_client",
      hint: notAuthenticated,
    },
    {
      error: ["unauthorized_client", "unsupported_grant_type"],
      hint:
        "{clientId} is not an API client of {domain}. For an OpenID Connect application use the provider oidc.",
    },
    {
      error: "invalid_scope",
      hint: "The server does not accept the scope {scope}. For an API client, openid is enough.",
    },
  ],
} satisfies Provider;
