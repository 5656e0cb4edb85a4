/**
 * Ory Network and Ory Hydra, by the public address of a project or server.
 *
 * @module
 */

import type { Provider } from "../lib/contract/provider.ts";

export default {
  apiVersion: 1,
  name: "ory",
  title: "Ory",
  docs: "https://www.ory.sh/docs/oauth2-oidc/client-credentials",
  setup: [
    "Create an OAuth2 client with the grant type client_credentials.",
    "Give it the scopes and audiences that it will ask for; others are refused.",
    "It takes its secret by client_secret_basic unless its token_endpoint_auth_method says otherwise; then say the same with --auth-method.",
  ],
  example:
    "--base-url https://acme.projects.oryapis.com --client-id 11111111-2222-3333-4444-555555555555 --scope orders.read",
  settings: {
    baseUrl: {
      description: "Address of the project, or public address of Hydra",
      example: "https://acme.projects.oryapis.com",
      env: ["ORY_SDK_URL"],
      required: true,
      format: "url",
      check: (baseUrl) =>
        /\?|\/oauth2(\/|$)/.test(baseUrl)
          ? "must be the address of the project or server, without /oauth2 and without a query"
          : undefined,
    },
    audience: {
      description: "Audience of the token; several with spaces between",
      example: "https://api.acme.example/",
      list: " ",
    },
  },
  clientAuthentication: ["client_secret_basic", "client_secret_post", "private_key_jwt"],
  endpoint: ({ baseUrl = "" }) => ({
    tokenEndpoint: `${baseUrl.replace(/\/$/, "")}/oauth2/token`,
  }),
  parameters: ({ audience }) => ({ audience }),
  explain: [
    {
      // Not "unsupported authentication method", which is in the text of every invalid_client.
      text: /client authentication method .* was requested|only supports client authentication/i,
      hint:
        "Client {clientId} may authenticate in one way only, which the text above names first. Choose it with --auth-method, or change the client's token_endpoint_auth_method.",
    },
    {
      error: "invalid_client",
      hint:
        "Client ID or secret is wrong. Check client {clientId} at {baseUrl}; its secret is shown only when it is made.",
    },
    {
      text: /requested audience/i,
      hint:
        "Client {clientId} may not ask for the audience {audience}. Add it to those of the client, or compare it with them to the letter.",
    },
    {
      text: /could not be decoded|missing or malformed in both/i,
      hint:
        "The server cannot read the Authorization header. A proxy on the way may have changed it; see with --dry-run what is sent.",
    },
    {
      error: "invalid_scope",
      hint: "Client {clientId} may not have all of the scopes {scope}. Add them, or ask for fewer.",
    },
    {
      error: "unauthorized_client",
      hint: "Add client_credentials to the grant types of client {clientId}.",
    },
    {
      error: "jti_known",
      hint: "The server has met this assertion before. Sign a new one for each request.",
    },
    {
      text: /marked as public/i,
      hint:
        "Client {clientId} is public and may not use this grant. Set its token_endpoint_auth_method to something other than none.",
    },
  ],
} satisfies Provider;
