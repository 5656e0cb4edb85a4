/**
 * Auth0, with the tenant's own domain or a custom one.
 *
 * @module
 */

import type { Provider } from "../lib/contract/provider.ts";

export default {
  apiVersion: 1,
  name: "auth0",
  title: "Auth0",
  docs:
    "https://auth0.com/docs/get-started/authentication-and-authorization-flow/client-credentials-flow",
  setup: [
    "Create an application of the type Machine to Machine; its settings show domain, client ID and client secret.",
    "Check that Client Credentials is on under Advanced Settings, Grant Types.",
    "Authorize the application for the API, under the API's Machine to Machine Applications, and choose its permissions.",
    "For a certificate, use a custom domain with your own edge: turn on mutual TLS for the tenant, and choose mTLS under the application's Credentials.",
    "Use the exact identifier of the API as the audience, including a slash at the end.",
  ],
  example:
    "--domain acme.eu.auth0.com --audience https://api.acme.example/ --client-id aBcD1234eFgH5678",
  settings: {
    domain: {
      description: "Domain of the tenant, or its custom domain",
      example: "acme.eu.auth0.com",
      env: ["AUTH0_DOMAIN"],
      otherEnv: { AUTH0_ISSUER_BASE_URL: "its host" },
      required: true,
      format: "origin",
    },
    // Without an audience, Auth0 returns a token that no API accepts.
    audience: {
      description: "Exact identifier of the API",
      example: "https://api.acme.example/",
      env: ["AUTH0_AUDIENCE"],
      required: true,
      warn: [{
        pattern: /^https:\/\/[^/]+\.auth0\.com\/api\/v2$/,
        text: "lacks the slash at the end: the Management API's identifier ends in /api/v2/",
      }],
    },
    organization: {
      description: "Organization, by ID or name; only for tenants that use organizations",
      example: "org_a1B2c3D4e5F6g7H8",
    },
    clientId: { env: ["AUTH0_CLIENT_ID"] },
    clientSecret: { env: ["AUTH0_CLIENT_SECRET"] },
    privateKey: {
      env: ["AUTH0_CLIENT_ASSERTION_PRIVATE_KEY"],
      fileEnv: ["AUTH0_CLIENT_SIGNING_KEY_PATH"],
    },
    signingAlgorithm: {
      env: ["AUTH0_CLIENT_ASSERTION_SIGNING_ALG", "AUTH0_CLIENT_SIGNING_ALGORITHM"],
    },
  },
  clientAuthentication: [
    "client_secret_post",
    "client_secret_basic",
    "private_key_jwt",
    "tls_client_auth",
    "self_signed_tls_client_auth",
  ],
  assertion: { algorithms: ["RS256", "RS384", "PS256"], maxBytes: 2048 },
  dpop: true,
  endpoint: ({ domain }) => ({
    tokenEndpoint: `${domain}/oauth/token`,
    issuer: `${domain}/`,
    audience: `${domain}/`,
    // The tenant decides whether certificates have an alias of the custom domain.
    mtlsIssuer: `${domain}/`,
  }),
  parameters: ({ audience, organization }) => ({ audience, organization }),
  response: {
    warn: [{
      opaque: true,
      text:
        "is opaque: only Auth0's userinfo endpoint accepts it. Check that the audience is the identifier of an API",
    }],
  },
  // Most errors are access_denied and differ only in their description.
  explain: [
    {
      error: "access_denied",
      text: /^unauthorized\W*$/i,
      hint:
        "The client ID or the {credential} is wrong. Copy both from the settings of one application at {domain}.",
    },
    {
      error: "invalid_client",
      hint:
        "Auth0 does not accept the {credential} of {clientId}, or not with this authentication method. Check it, and set --auth-method to the method under the application's Credentials; the tenant's logs (type feccft) have details.",
    },
    {
      error: "access_denied",
      text: /service not enabled within domain/i,
      hint:
        "{domain} has no API with the identifier {audience}. Copy it exactly, including a slash at the end; the Management API's identifier has the tenant's own domain, never a custom one.",
    },
    {
      error: "access_denied",
      text: /client (\S+ )?is not authorized to access/i,
      hint:
        "Application {clientId} is not authorized for the API {audience}. Authorize it under the API's Machine to Machine Applications.",
    },
    {
      error: "access_denied",
      text: /client has not been granted scopes/i,
      hint:
        "Application {clientId} may not have all of the scopes {scope}. Grant them under the Machine to Machine Applications of the API {audience}, or request fewer; scopes about a user, such as openid and profile, cannot be granted.",
    },
    {
      error: "unauthorized_client",
      text: /grant type .* not allowed/i,
      hint:
        "Turn on Client Credentials for application {clientId}, under Advanced Settings, Grant Types. Single-page and native applications cannot have it.",
    },
    {
      error: ["invalid_request", "access_denied", "unauthorized_client"],
      text: /organi[sz]ation/i,
      hint:
        "Check the organization, that application {clientId} may use it for the API {audience}, and that the tenant's plan has organizations. If it does not, leave the setting out.",
    },
    {
      error: "unauthorized_client",
      hint:
        "Application {clientId} may not request this token. A third-party application, whose client ID begins with tpc_, needs a client grant for {audience} even if the API allows every application.",
    },
    {
      error: "invalid_request",
      text: /parameter/i,
      hint:
        "A parameter is missing, or Auth0 refuses it (see above). Run with --dry-run to see what is sent.",
    },
    {
      error: ["invalid_scope", "invalid_request", "server_error"],
      hint:
        "An Action of the tenant may have denied this; the message above is then its own. Ask the maintainers of the Actions of {domain}.",
    },
    {
      error: "too_many_requests",
      text: /quota/i,
      hint:
        "The quota of tokens for application {clientId} or its organization is used up. Wait until it is reset, and use each token until it expires.",
      temporary: true,
    },
    {
      error: "too_many_requests",
      hint: "{domain} limits the rate of requests. Wait, then send fewer.",
      temporary: true,
    },
  ],
} satisfies Provider;
