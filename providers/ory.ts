/**
 * Ory Network and Ory Hydra, with the public URL of a project or server.
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
    "Give it the scopes and audiences that it requests; others are refused.",
    "It uses client_secret_basic unless its token_endpoint_auth_method is another method; then set --auth-method to the same.",
  ],
  example:
    "--base-url https://acme.projects.oryapis.com --client-id 11111111-2222-3333-4444-555555555555 --scope orders.read",
  settings: {
    baseUrl: {
      description: "URL of the project, or public URL of Hydra",
      example: "https://acme.projects.oryapis.com",
      env: ["ORY_SDK_URL"],
      required: true,
      format: "url",
      check: (baseUrl) =>
        /\?|\/oauth2(\/|$)/.test(baseUrl)
          ? "must be the URL of the project or server, without /oauth2 and a query"
          : undefined,
    },
    audience: {
      description: "Audience of the token; separated by spaces",
      example: "https://api.acme.example/",
      list: " ",
    },
  },
  clientAuthentication: ["client_secret_basic", "client_secret_post", "private_key_jwt"],
  endpoint: ({ baseUrl = "" }) => ({
    tokenEndpoint: `${baseUrl.replace(/\/$/, "")}/oauth2/token`,
    // With a slash at the end or without, as the server is configured.
    issuer: baseUrl,
  }),
  parameters: ({ audience }) => ({ audience }),
  explain: [
    {
      // Not "unsupported authentication method", which is in every description of invalid_client.
      text: /client authentication method .* was requested|only supports client authentication/i,
      hint:
        "Client {clientId} may use only one authentication method, the first in the message above. Set --auth-method to it, or change the client's token_endpoint_auth_method.",
    },
    {
      text: /enforces signing algorithm/i,
      hint:
        "Set --signing-algorithm to the one that client {clientId} enforces by the message above, or change its token_endpoint_auth_signing_alg.",
    },
    {
      text: /signing key with kid|unable to (find|fetch|retrieve) .*key/i,
      hint:
        "Client {clientId} has no key with the key ID that was presented. Add the public key to its jwks, or set --key-id to an ID in there.",
    },
    {
      text: /audience.* from 'client_assertion'/i,
      hint:
        "The assertion is for another audience. Set --assertion-audience to the token endpoint's URL as the server knows it, which may differ behind a proxy.",
    },
    {
      text: /(assertion|token).*(is|has) (expired|used before issued|not valid yet)/i,
      hint:
        "By the server's clock, the assertion has expired or is not valid yet. Set the clock of this machine, or that of the server.",
    },
    {
      text: /unable to verify the integrity of the 'client_assertion'/i,
      hint:
        "The server cannot verify the assertion with the key of client {clientId}. Add the public key of this one to its jwks, or use the key that is registered.",
    },
    {
      error: "invalid_client",
      hint:
        "Ory knows no client {clientId}, or does not accept its {credential}. Check both at {baseUrl}.",
    },
    {
      text: /requested audience/i,
      hint:
        "Client {clientId} may not request the audience {audience}. Add it to the audiences of the client, or compare it with them exactly.",
    },
    {
      text: /could not be decoded|missing or malformed in both/i,
      hint:
        "The server cannot read the Authorization header. A proxy may have changed it; run with --dry-run to see what is sent.",
    },
    {
      error: "invalid_scope",
      hint: "Client {clientId} may not have all of the scopes {scope}. Add them, or request fewer.",
    },
    {
      error: "unauthorized_client",
      hint: "Add client_credentials to the grant types of client {clientId}.",
    },
    {
      error: "jti_known",
      hint: "The server has received this assertion before. Use a new one for each request.",
    },
    {
      text: /marked as public/i,
      hint:
        "Client {clientId} is public and may not use this grant. Set its token_endpoint_auth_method, for example to client_secret_basic.",
    },
  ],
} satisfies Provider;
