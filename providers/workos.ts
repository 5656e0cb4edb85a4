/**
 * WorkOS Connect, with an M2M application of an environment.
 *
 * @module
 */

import type { Provider } from "../lib/contract/provider.ts";

export default {
  apiVersion: 1,
  name: "workos",
  title: "WorkOS",
  docs: "https://workos.com/docs/authkit/connect/m2m",
  setup: [
    "Create an M2M application under Connect; it belongs to one organization, and so do its tokens.",
    "Add a credential to it and copy the secret, which is shown only once.",
    "The dashboard shows the AuthKit domain under Domains.",
  ],
  example: "--domain acme.authkit.app --client-id client_01EXAMPLE --scope orders.read",
  settings: {
    domain: {
      description: "AuthKit domain of the environment, or its custom domain",
      example: "acme.authkit.app",
      required: true,
      format: "origin",
      warn: [{
        pattern: /^https:\/\/api\.workos\.com$/,
        text: "is the host of the WorkOS API; tokens come from the AuthKit domain",
      }],
    },
    clientId: {
      description: "Client ID of the M2M application",
      example: "client_01EXAMPLE",
      env: ["M2M_APP_CLIENT_ID"],
    },
    clientSecret: { env: ["M2M_APP_CLIENT_SECRET"] },
  },
  clientAuthentication: ["client_secret_post", "client_secret_basic"],
  endpoint: ({ domain = "" }) => ({ tokenEndpoint: `${domain}/oauth2/token`, issuer: domain }),
  explain: [
    {
      error: "invalid_client",
      hint:
        "Client ID or secret is wrong. Check that {clientId} is the M2M application's client ID, not the environment's, and that {domain} belongs to the same environment.",
    },
    {
      error: ["unauthorized_client", "unsupported_grant_type"],
      hint: "{clientId} may not use this grant. Create an application of the type M2M.",
    },
    {
      error: "invalid_scope",
      hint: "Assign the scope to the application {clientId}, or request fewer.",
    },
  ],
} satisfies Provider;
