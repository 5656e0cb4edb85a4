/**
 * OneLogin: its OIDC apps, and its platform API, which has a token endpoint of its own.
 *
 * @module
 */

import type { Provider } from "../lib/contract/provider.ts";

const notOfTheApi =
  "The credentials are wrong, or not those of the platform API. Copy them from Developers, API Credentials; those of an OIDC app need the kind oidc.";

export default {
  apiVersion: 1,
  name: "onelogin",
  title: "OneLogin",
  docs: "https://developers.onelogin.com/openid-connect/api/client-credentials-grant",
  setup: [
    "For your own APIs: create an API Authorization server with scopes, add an OpenID Connect app to its clients, and set how the app authenticates; its SSO tab shows ID and secret.",
    "For OneLogin's platform API: create API credentials under Developers, and choose the kind api. They stop working when the administrator who made them leaves.",
    "The two do not mix: neither credentials nor tokens of one are good for the other.",
  ],
  example:
    "--subdomain acme --client-id 1example-2345 --resource https://api.acme.example --scope orders.read",
  settings: {
    domain: {
      description: "Domain of the account; needed unless the subdomain is set",
      example: "acme.onelogin.com",
      env: ["ONELOGIN_API_URL"],
      required: { unless: "subdomain" },
      format: "origin",
    },
    subdomain: {
      description: "The part of the domain before .onelogin.com, instead of the domain",
      example: "acme",
      env: ["ONELOGIN_SUBDOMAIN"],
      check: (subdomain) =>
        /^[a-z0-9-]+$/i.test(subdomain)
          ? undefined
          : "must be the part before .onelogin.com alone, such as acme",
    },
    kind: {
      description: "What the token is for: an OIDC app's API, or OneLogin's platform API",
      default: "oidc",
      values: ["oidc", "api"],
    },
    resource: {
      description: "Identifier of the API at the API Authorization server; OIDC apps only",
      example: "https://api.acme.example",
    },
    clientId: { env: ["ONELOGIN_CLIENT_ID"] },
    clientSecret: { env: ["ONELOGIN_CLIENT_SECRET"] },
  },
  check: ({ domain, subdomain }) =>
    domain && subdomain
      ? `Either the domain ${domain} or the subdomain ${subdomain} must go`
      : undefined,
  endpoint: ({ domain, subdomain, kind }) => ({
    tokenEndpoint: `${domain ?? `https://${subdomain}.onelogin.com`}${
      kind === "api" ? "/auth/oauth2/v2/token" : "/oidc/2/token"
    }`,
  }),
  parameters: ({ resource }) => ({ resource }),
  explain: [
    {
      // Depending on the version, it is unauthorized_client or invalid_request.
      text: /grant type/i,
      hint:
        "{clientId} may not use the client credentials grant. Add the app to the clients of an API Authorization server.",
    },
    {
      error: "invalid_client",
      hint:
        "OneLogin does not accept the secret of {clientId}, or not in this way. Check both, that the kind {kind} fits, and choose with --auth-method what the app has as its authentication method.",
    },
    {
      // The platform API has a shape of its own.
      error: "Unauthorized",
      hint: notOfTheApi,
    },
    {
      error: "bad request",
      text: /authorization information/i,
      hint: notOfTheApi,
    },
    {
      error: ["invalid_target", "invalid_resource"],
      hint:
        "No API Authorization server has the resource {resource}, or {clientId} is not among its clients. Compare the resource to the letter.",
    },
    {
      error: "invalid_scope",
      hint:
        "App {clientId} may not have all of the scopes {scope}. Add them to the app at the API Authorization server.",
    },
  ],
} satisfies Provider;
