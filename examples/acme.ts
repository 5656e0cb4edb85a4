/**
 * A provider module: it describes "Acme ID" to gettoken.
 *
 * Replace the values with those of your identity provider, and delete optional parts that you do not
 * need. Check the module and its help:
 *
 *     gettoken provider check acme.ts
 *     gettoken ./acme.ts --help
 *
 * It runs in a sandbox. It receives settings but never a secret, and it cannot send anything.
 *
 * @module
 */

import type { Provider } from "../lib/contract/provider.ts";

export default {
  // The version of the contract. It stays 1.
  apiVersion: 1,
  // The command after `gettoken provider add`: gettoken acme
  name: "acme",
  // The name in messages.
  title: "Acme ID",
  // The vendor's page on the client credentials grant.
  docs: "https://developers.acme.example/oauth/client-credentials",

  // Optional: what an administrator must do before the first token. The help shows it.
  setup: [
    "Create a service account in the Acme console and note its ID and secret.",
    "Give it a role in each workspace that it should reach.",
  ],
  // Optional: a command line for the help, without "gettoken acme".
  example: "--domain id.acme.example --workspace orders --client-id svc-1 --scope orders:read",

  // Each becomes an option (--domain) and a variable (GETTOKEN_DOMAIN), and is in the help. Names
  // of several words are in camelCase: tokenUrl becomes --token-url and GETTOKEN_TOKEN_URL.
  settings: {
    domain: {
      description: "Host of your Acme installation",
      example: "id.acme.example",
      // Optional: the usual variables of the vendor.
      env: ["ACME_DOMAIN"],
      format: "origin",
      required: true,
      // It decides where the secret is sent, so gettoken is careful where it comes from.
    },
    // Optional: a setting that only Acme has. Delete it together with `parameters` below.
    workspace: {
      description: "Workspace that the token is for",
      env: ["ACME_WORKSPACE"],
      required: true,
      check: (value) =>
        /^[a-z0-9-]+$/.test(value) ? undefined : "must be lower-case letters, digits and hyphens",
    },
    // Optional: every provider has these two. Here they get the usual variables of the vendor.
    clientId: { env: ["ACME_CLIENT_ID"] },
    clientSecret: { env: ["ACME_CLIENT_SECRET"] },
  },

  // Optional: the client authentication method. The default is "client_secret_basic", a header.
  clientAuthentication: ["client_secret_post"],

  // The token endpoint. For a server with OpenID Connect or OAuth 2 metadata, return the issuer:
  // endpoint: ({ domain }) => ({ issuer: `${domain}/oidc` }),
  endpoint: ({ domain }) => ({ tokenEndpoint: `${domain}/oidc/token` }),

  // Optional: additional form fields. Acme needs the workspace as the resource that the token is
  // for (RFC 8707).
  parameters: ({ workspace }) => ({ resource: `https://${workspace}.example/` }),

  // Optional: headers, such as the key of a gateway. gettoken fills in the secret; it is a setting.
  // headers: () => ({ "X-Api-Key": { secret: "apiKey" } }),

  // Optional: a request and a reply that differ from the standard.
  // request: { body: "json", grantType: "account_credentials" },
  // response: { accessToken: "data.access_token" },

  // Optional: hints for errors of this server. The first that matches is shown.
  explain: [
    {
      error: "invalid_target",
      hint: "There is no workspace {workspace}. Its name is in the address bar of the console.",
    },
    { error: "invalid_client", hint: "The ID or the secret is wrong. Both are case-sensitive." },
    {
      error: "invalid_scope",
      hint:
        "The service account has no role that covers the scope. Add one, or request fewer scopes.",
    },
  ],
} satisfies Provider;
