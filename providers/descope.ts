/**
 * Descope, with an inbound app of a project.
 *
 * @module
 */

import type { Provider } from "../lib/contract/provider.ts";

export default {
  apiVersion: 1,
  name: "descope",
  title: "Descope",
  docs: "https://docs.descope.com/identity-federation/inbound-apps/grant-types/client-credentials",
  setup: [
    "Create an inbound app and turn on the client credentials grant for it.",
    "Allow the scopes that it requests in the project's policies.",
    "Copy client ID and client secret from its connection information.",
  ],
  example: "--client-id orders-service --scope orders.read",
  settings: {
    domain: {
      description: "Domain of Descope in the project's region, or the custom domain",
      example: "login.acme.example",
      env: ["DESCOPE_BASE_URL", "DESCOPE_BASE_URI"],
      default: "https://api.descope.com",
      format: "origin",
    },
    resource: {
      description: "Resource that the token is for, only one (RFC 8707)",
      example: "https://api.acme.example/orders",
      check: (resource) => resource.includes(" ") ? "must be a single resource" : undefined,
    },
    audience: {
      description: "Audience of the token",
      example: "https://api.acme.example/",
    },
    tenantId: {
      description: "Tenant that the token is for",
      example: "T2exampleTenant",
    },
  },
  clientAuthentication: ["client_secret_post", "client_secret_basic"],
  endpoint: ({ domain }) => ({ tokenEndpoint: `${domain}/oauth2/v1/apps/token` }),
  parameters: ({ resource, audience, tenantId }) => ({ resource, audience, tenantId }),
  explain: [
    {
      error: "invalid_client",
      hint:
        "Client ID or secret is wrong, or the project is not at {domain}. Copy both from the connection information of the inbound app.",
    },
    {
      error: ["unauthorized_client", "unsupported_grant_type"],
      hint: "Turn on the client credentials grant for the inbound app {clientId}.",
    },
    {
      error: ["invalid_scope", "access_denied"],
      hint:
        "A policy of the project decides which scopes the inbound app {clientId} gets. Request fewer, or change the policy.",
    },
    {
      error: "invalid_target",
      hint: "The inbound app {clientId} does not have the resource {resource}. Compare it exactly.",
    },
    {
      // Descope's own format, for a request that does not reach OAuth.
      code: ["E011001", "E011003"],
      hint:
        "Descope does not accept the request. Check tenant ID, resource and scope, and run with --dry-run to see what is sent.",
    },
    {
      code: "E130429",
      hint: "{domain} limits the rate of requests. Wait, then send fewer.",
      temporary: true,
    },
  ],
} satisfies Provider;
