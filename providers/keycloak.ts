/**
 * Keycloak, with one realm of a server.
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
    "Create a client with Client authentication on. Its Credentials tab shows the secret; a key, or the subject of a certificate (X509 Certificate), is set there as well.",
    "Turn on Service account roles for it, and give its service account the roles that it needs.",
    "The client's scopes and mappers set the audience, so request it with a scope.",
  ],
  example: "--base-url https://id.example.com --realm shop --client-id orders-service",
  settings: {
    baseUrl: {
      description: "URL of the server, with /auth if it has that prefix",
      example: "https://id.example.com",
      env: ["KEYCLOAK_URL"],
      required: true,
      format: "url",
      check: checkBaseUrl,
    },
    realm: {
      description: "Realm (case-sensitive)",
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
  // It accepts an assertion for at most a minute. The realm decides which issuers and audiences of
  // federated tokens it accepts.
  assertion: { lifetime: 60, federation: [] },
  dpop: true,
  endpoint: ({ baseUrl = "", realm = "" }) => ({
    tokenEndpoint: `${baseUrl.replace(/\/$/, "")}/realms/${
      encodeURIComponent(realm)
    }/protocol/openid-connect/token`,
  }),
  explain: [
    {
      // Keycloak sends these instead of error codes.
      error: "Realm does not exist",
      hint:
        "Check the realm {realm} (case-sensitive) and the URL {baseUrl}: for servers before version 17, and some later ones, it ends in /auth.",
    },
    {
      error: ["Unable to find matching target resource method", "HTTP 404 Not Found"],
      hint:
        "There is no token endpoint at this URL. Add /auth to the end of {baseUrl}, or remove it: servers before version 17, and some later ones, have it.",
    },
    {
      text: /client not enabled to retrieve service account/i,
      hint: "Turn on Service account roles in the settings of client {clientId}.",
    },
    {
      text: /^(public client|bearer-only)/i,
      hint: "Turn on Client authentication for client {clientId}, then Service account roles.",
    },
    {
      error: ["invalid_client", "unauthorized_client"],
      hint:
        "Client ID or secret is wrong, or the client is disabled; Keycloak does not say which. Check client {clientId} in the realm {realm}, and its Credentials tab; for a certificate, its subject, and that the server or its proxy requests one.",
    },
    {
      text: /^The associated service account|^User .* disabled/i,
      hint:
        "The service account of client {clientId} is missing or disabled. Enable its user, or turn Service account roles off and on again.",
    },
    {
      text: /^realm not enabled/i,
      hint:
        "The realm {realm} is disabled. Ask an administrator to enable it in the realm settings.",
    },
    {
      text: /^HTTPS required/i,
      hint: "The realm {realm} requires https. Use the https URL as the base URL.",
    },
    {
      error: "invalid_scope",
      hint:
        "Client {clientId} does not have all of the scopes {scope}. Add them under Client scopes, as default or optional.",
    },
    {
      error: "invalid_dpop_proof",
      hint: "Client {clientId} requires DPoP: its settings bind its tokens.",
    },
  ],
} satisfies Provider;

function checkBaseUrl(baseUrl: string): string | undefined {
  if (baseUrl.includes("?")) return "must not have a query (after ?)";
  return /\/realms(\/|$)/.test(baseUrl)
    ? "must be the URL of the server, without /realms and what follows"
    : undefined;
}
