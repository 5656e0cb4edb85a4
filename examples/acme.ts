/**
 * A provider of your own: all that gettoken must know about "Acme ID".
 *
 * Change what stands here into what your identity provider wants, and delete what is optional and
 * not needed. On the way, see what gettoken makes of it:
 *
 *     gettoken provider check acme.ts
 *     gettoken ./acme.ts --help
 *
 * It runs in a sandbox. It gets the settings but never a secret, and it sends nothing itself.
 *
 * @module
 */

import type { Provider } from "../lib/contract/provider.ts";

export default {
  // The version of the contract. It stays 1.
  apiVersion: 1,
  // What you type, once it is added: gettoken acme
  name: "acme",
  // What it is called in a sentence.
  title: "Acme ID",
  // The vendor's page on the client credentials grant.
  docs: "https://developers.acme.example/oauth/client-credentials",

  // Optional: what an administrator must have done before the first token. The help shows it.
  setup: [
    "Create a service account in the Acme console and note its ID and secret.",
    "Give it a role in each workspace that it should reach.",
  ],
  // Optional: a command line for the help, without "gettoken acme".
  example: "--domain id.acme.example --workspace orders --client-id svc-1 --scope orders:read",

  // Each becomes an option (--domain), a variable (GETTOKEN_DOMAIN) and a line in the help. Names
  // of more than one word are written like tokenUrl: --token-url, GETTOKEN_TOKEN_URL.
  settings: {
    domain: {
      description: "Host of your Acme installation",
      example: "id.acme.example",
      // Optional: variables that people have set already for this.
      env: ["ACME_DOMAIN"],
      format: "origin",
      required: true,
      // It decides where the secret is sent, so gettoken is careful where it comes from.
    },
    // Optional: something that only Acme asks for. Delete `parameters` below with it.
    workspace: {
      description: "Workspace that the token is for",
      env: ["ACME_WORKSPACE"],
      required: true,
      check: (value) =>
        /^[a-z0-9-]+$/.test(value) ? undefined : "must be lower-case letters, digits and hyphens",
    },
    // Optional: every provider has these two. Here they only learn their usual variables.
    clientId: { env: ["ACME_CLIENT_ID"] },
    clientSecret: { env: ["ACME_CLIENT_SECRET"] },
  },

  // Optional: how the ID and the secret are sent. Without it: "client_secret_basic", in a header.
  clientAuthentication: ["client_secret_post"],

  // Where tokens come from. A server with OpenID Connect or OAuth 2 metadata tells it by itself:
  // endpoint: ({ domain }) => ({ issuer: `${domain}/oidc` }),
  endpoint: ({ domain }) => ({ tokenEndpoint: `${domain}/oidc/token` }),

  // Optional: form fields beside the standard ones. Acme wants the workspace as the resource
  // that the token is for (RFC 8707).
  parameters: ({ workspace }) => ({ resource: `https://${workspace}.example/` }),

  // Optional: what the refusals of this server mean, and what to do. The first that fits is shown.
  explain: [
    {
      error: "invalid_target",
      hint: "There is no workspace {workspace}. Its name is in the address bar of the console.",
    },
    { error: "invalid_client", hint: "The ID or the secret is wrong. Both are case-sensitive." },
    {
      error: "invalid_scope",
      hint: "The service account has no role that covers the scope. Add one, or ask for less.",
    },
  ],
} satisfies Provider;
