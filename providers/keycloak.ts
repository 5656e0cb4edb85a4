/**
 * Keycloak, by one realm of a server.
 *
 * @module
 */

import type { Provider } from "../lib/contract/provider.ts";

export default {
  apiVersion: 1,
  name: "keycloak",
  title: "Keycloak",
  docs: "https://www.keycloak.org/docs/latest/server_admin/#_service_accounts",
  setup: [
    "Create a client with Client authentication on; its Credentials tab shows the secret, or takes a key, or the subject of a certificate (X509 Certificate).",
    "Turn Service account roles on for it, and give its service account the roles that it needs.",
    "An audience comes from the client's scopes and mappers, so ask for it with a scope.",
  ],
  example: "--base-url https://id.example.com --realm shop --client-id orders-service",
  settings: {
    baseUrl: {
      description: "Address of the server, with /auth where it has that prefix",
      example: "https://id.example.com",
      env: ["KEYCLOAK_URL"],
      required: true,
      format: "url",
      check: checkBaseUrl,
    },
    realm: {
      description: "Realm, in upper and lower case as it is",
      example: "shop",
      env: ["KEYCLOAK_REALM"],
      required: true,
    },
    clientId: { env: ["KEYCLOAK_CLIENT_ID"] },
    clientSecret: { env: ["KEYCLOAK_CLIENT_SECRET"] },
  },
  clientAuthentication: [
    "client_secret_basic",
    "client_secret_post",
    "private_key_jwt",
    "tls_client_auth",
  ],
  // It takes no assertion that lives longer than a minute. Of which issuers it takes tokens, and for
  // which audience, is for the realm to say.
  assertion: { lifetime: 60, federation: [] },
  dpop: true,
  endpoint: ({ baseUrl = "", realm = "" }) => ({
    tokenEndpoint: `${baseUrl.replace(/\/$/, "")}/realms/${
      encodeURIComponent(realm)
    }/protocol/openid-connect/token`,
  }),
  explain: [
    {
      // Not codes, but what Keycloak writes in the place of one.
      error: "Realm does not exist",
      hint:
        "Check the realm {realm}, upper and lower case included, and the address {baseUrl}: servers before version 17, and some later ones, have /auth at its end.",
    },
    {
      error: ["Unable to find matching target resource method", "HTTP 404 Not Found"],
      hint:
        "There is no token endpoint at this address. Add /auth at the end of {baseUrl}, or take it away: servers before version 17, and some later ones, have it.",
    },
    {
      text: /client not enabled to retrieve service account/i,
      hint: "Turn Service account roles on for client {clientId}, in its settings.",
    },
    {
      text: /^(public client|bearer-only)/i,
      hint: "Turn Client authentication on for client {clientId}, then Service account roles.",
    },
    {
      error: ["invalid_client", "unauthorized_client"],
      hint:
        "Client ID or secret is wrong, or the client is disabled; Keycloak does not say which. Check client {clientId} in the realm {realm}, and its Credentials tab; of a certificate, its subject, and that the server or the proxy before it asks for one.",
    },
    {
      text: /^The associated service account|^User .* disabled/i,
      hint:
        "The service account of client {clientId} is missing or disabled. Enable its user, or turn Service account roles off and on again.",
    },
    {
      text: /^realm not enabled/i,
      hint: "The realm {realm} is disabled. Have an administrator enable it in the realm settings.",
    },
    {
      text: /^HTTPS required/i,
      hint: "The realm {realm} takes requests by https only. Set the base URL to that address.",
    },
    {
      error: "invalid_scope",
      hint:
        "Client {clientId} does not have all of the scopes {scope}. Add them under Client scopes, as default or optional.",
    },
    {
      error: "invalid_dpop_proof",
      hint: "Client {clientId} asks for DPoP: its settings say that its tokens are bound.",
    },
  ],
} satisfies Provider;

function checkBaseUrl(baseUrl: string): string | undefined {
  if (baseUrl.includes("?")) return "must not have a query (after ?)";
  return /\/realms(\/|$)/.test(baseUrl)
    ? "must be the address of the server, without /realms and what follows"
    : undefined;
}
