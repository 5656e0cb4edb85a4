/**
 * A provider of your own: everything gettoken must know about "Acme ID".
 *
 * Copy this file, change what differs, and name it: `gettoken ./acme.ts --help`.
 *
 * @module
 */

import type { Provider } from "../lib/provider.ts";

export default {
  apiVersion: 1,
  name: "acme",
  title: "Acme ID",
  docs: "https://developers.acme.example/oauth/client-credentials",
  setup: [
    "Create a service account in the Acme console and note its ID and secret.",
    "Give it a role in each workspace that it should reach.",
  ],
  example: "--domain id.acme.example --workspace orders --client-id svc-1 --scope orders:read",

  // Each becomes an option (--domain), a variable (GETTOKEN_DOMAIN), and a line in the help.
  settings: {
    domain: {
      description: "Host of your Acme installation",
      example: "id.acme.example",
      env: ["ACME_DOMAIN"],
      format: "origin",
      required: true,
      // It decides where the secret is sent, so gettoken is careful where it comes from.
      destination: true,
    },
    workspace: {
      description: "Workspace that the token is for",
      env: ["ACME_WORKSPACE"],
      required: true,
      check: (value) =>
        /^[a-z0-9-]+$/.test(value) ? undefined : "must be lower-case letters, digits and hyphens",
    },
    // Every provider has these two; here they only learn the names that Acme's users know.
    clientId: { env: ["ACME_CLIENT_ID"] },
    clientSecret: { env: ["ACME_CLIENT_SECRET"] },
  },

  clientAuthentication: ["client_secret_post"],
  endpoint: ({ domain }) => ({ tokenEndpoint: `${domain}/oidc/token` }),
  // Acme wants the workspace as the resource that the token is for (RFC 8707).
  parameters: ({ workspace }) => ({ resource: `https://${workspace}.example/` }),

  explain: [
    {
      error: "invalid_target",
      hint: "There is no workspace {workspace}. Its name is in the address bar of the console.",
    },
    { error: "invalid_client", hint: "The ID or the secret is wrong. Both are case-sensitive." },
    {
      error: "invalid_scope",
      hint: "The service account has no role that covers {scope}. Add one, or ask for less.",
    },
  ],
} satisfies Provider;
