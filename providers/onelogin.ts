/**
 * OneLogin: OIDC apps, and the platform API, which has its own token endpoint.
 *
 * @module
 */

import type { Provider } from "../lib/contract/provider.ts";

const notOfTheApi =
  "The credentials are wrong, or not for the platform API. Copy them from Developers, API Credentials; for an OIDC app, set the kind to oidc.";

export default {
  apiVersion: 1,
  name: "onelogin",
  title: "OneLogin",
  docs: "https://developers.onelogin.com/openid-connect/api/client-credentials-grant",
  setup: [
    "For your own APIs: create an API Authorization server with scopes, add an OpenID Connect app to its clients, and set how the app authenticates; its SSO tab shows ID and secret.",
    "For OneLogin's platform API: create API credentials under Developers, and choose the kind api. They stop working when the administrator who made them leaves.",
    "Credentials and tokens of one kind do not work for the other.",
  ],
  example:
    "--subdomain acme --client-id 1example-2345 --resource https://api.acme.example --scope orders.read",
  settings: {
    domain: {
      description: "Domain of the account; not needed with a subdomain",
      example: "acme.onelogin.com",
      env: ["ONELOGIN_API_URL"],
      required: { unless: "subdomain" },
      format: "origin",
    },
    subdomain: {
      description: "Part of the domain before .onelogin.com, instead of the domain",
      example: "acme",
      env: ["ONELOGIN_SUBDOMAIN"],
      check: (subdomain) =>
        /^[a-z0-9-]+$/i.test(subdomain)
          ? undefined
          : "must be only the part before .onelogin.com, such as acme",
    },
    kind: {
      description: "Kind of token: for an OIDC app's API, or OneLogin's platform API",
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
      ? `Set either the domain or the subdomain, not both: ${domain}, ${subdomain}`
      : undefined,
  endpoint({ domain, subdomain, kind }) {
    const host = domain ?? `https://${subdomain}.onelogin.com`;
    return kind === "api"
      ? { tokenEndpoint: `${host}/auth/oauth2/v2/token` }
      : { tokenEndpoint: `${host}/oidc/2/token`, issuer: `${host}/oidc/2` };
  },
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
        "OneLogin does not accept the secret of {clientId}, or not with this authentication method. Check both and the kind {kind}, and set --auth-method to the method of the app.",
    },
    {
      // The platform API has its own format.
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
        "No API Authorization server has the resource {resource}, or {clientId} is not among its clients. Compare the resource exactly.",
    },
    {
      error: "invalid_scope",
      hint:
        "App {clientId} may not have all of the scopes {scope}. Add them to the app at the API Authorization server.",
    },
  ],
} satisfies Provider;
