/**
 * Auth0, by a tenant's own domain or a custom one.
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
    "For a certificate, the domain has to be a custom one whose edge is your own: turn mutual TLS on for the tenant, and choose mTLS under the application's Credentials.",
    "Use as audience the API's identifier, to the letter, a slash at the end included.",
  ],
  example:
    "--domain acme.eu.auth0.com --audience https://api.acme.example/ --client-id aBcD1234eFgH5678",
  settings: {
    domain: {
      description: "Domain of the tenant, or its custom domain",
      example: "acme.eu.auth0.com",
      env: ["AUTH0_DOMAIN"],
      required: true,
      format: "origin",
    },
    // Auth0 answers without one, too, but with a token that no API takes.
    audience: {
      description: "Identifier of the API, to the letter",
      example: "https://api.acme.example/",
      env: ["AUTH0_AUDIENCE"],
      required: true,
      warn: [{
        pattern: /^https:\/\/[^/]+\.auth0\.com\/api\/v2$/,
        text: "lacks the slash at the end that the identifier of the Management API has: /api/v2/",
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
    audience: `${domain}/`,
    // Whether there is an alias of a custom domain for certificates, the tenant decides.
    mtlsIssuer: `${domain}/`,
  }),
  parameters: ({ audience, organization }) => ({ audience, organization }),
  response: {
    warn: [{
      opaque: true,
      text:
        "is opaque: it is good for Auth0's own userinfo and for no API. Check that the audience is an API's identifier",
    }],
  },
  // Most mistakes come as access_denied, and only the text tells them apart.
  explain: [
    {
      error: "access_denied",
      text: /^unauthorized\W*$/i,
      hint:
        "The client ID or the secret is wrong. Copy both from the settings of one application at {domain}.",
    },
    {
      error: "invalid_client",
      hint:
        "Auth0 does not accept the secret, key or certificate of {clientId}, or not in this way. Check it, and choose with --auth-method what the application has under Credentials; the tenant's logs (type feccft) tell more.",
    },
    {
      error: "access_denied",
      text: /service not enabled within domain/i,
      hint:
        "{domain} has no API with the identifier {audience}. Copy it to the letter, a slash at the end included; that of the Management API has the tenant's own domain, never a custom one.",
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
        "Application {clientId} may not have all of the scopes {scope}. Grant them under the Machine to Machine Applications of the API {audience}, or ask for fewer; those about a user, such as openid and profile, are never granted here.",
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
        "Application {clientId} may not ask for this token. A third-party application, whose client ID begins with tpc_, needs a client grant for {audience} even if the API allows every application.",
    },
    {
      error: "invalid_request",
      text: /parameter/i,
      hint: "Auth0 misses or refuses the parameter named above. See with --dry-run what is sent.",
    },
    {
      error: ["invalid_scope", "invalid_request", "server_error"],
      hint:
        "An Action of the tenant, run at each client credentials exchange, may have denied this, and the text above is then its own. Ask those who maintain the Actions of {domain}.",
    },
    {
      error: "too_many_requests",
      text: /quota/i,
      hint:
        "The quota of tokens for application {clientId} or its organization is used up. Wait until it starts anew, and use each token until it expires.",
      temporary: true,
    },
    {
      error: "too_many_requests",
      hint: "{domain} limits how often it may be asked. Try again later, less often.",
      temporary: true,
    },
  ],
} satisfies Provider;
