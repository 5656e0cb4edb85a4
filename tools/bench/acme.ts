/**
 * A provider of one's own for the benchmark, in a module like those that people write. It sends what
 * the one for Auth0 does.
 *
 * @module
 */

import type { Provider } from "../../lib/provider.ts";

const scopes = /^[a-z]+:[a-z]+( [a-z]+:[a-z]+)*$/;

export default {
  apiVersion: 1,
  name: "acme",
  title: "Acme ID",
  docs: "https://developers.acme.example/oauth/client-credentials",
  setup: ["Create a service account in the Acme console and note its ID and secret."],
  settings: {
    domain: {
      description: "Host of your Acme installation",
      example: "id.acme.example",
      env: ["ACME_DOMAIN"],
      format: "origin",
      required: true,
      destination: true,
    },
    audience: {
      description: "API that the token is for",
      env: ["ACME_AUDIENCE"],
      required: true,
      check: (value: string) => value.endsWith("/") ? undefined : "must end with a slash",
    },
    clientId: { env: ["ACME_CLIENT_ID"] },
    clientSecret: { env: ["ACME_CLIENT_SECRET"] },
    scope: { check: (value) => scopes.test(value) ? undefined : "must be action:object" },
  },
  clientAuthentication: ["client_secret_post"],
  endpoint: ({ domain }) => ({ tokenEndpoint: `${domain}/oauth/token` }),
  parameters: ({ audience }) => ({ audience }),
  explain: [{ error: "invalid_client", hint: "The ID or the secret is wrong." }],
} satisfies Provider;
