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
    "client_secret_jwt",
    "private_key_jwt",
    "tls_client_auth",
  ],
  // It accepts an assertion for at most a minute. The realm decides which issuers and audiences of
  // federated tokens it accepts.
  assertion: { lifetime: 60, federation: [] },
  dpop: true,
  endpoint({ baseUrl = "", realm = "" }) {
    const issuer = `${baseUrl.replace(/\/$/, "")}/realms/${encodeURIComponent(realm)}`;
    return { tokenEndpoint: `${issuer}/protocol/openid-connect/token`, issuer };
  },
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
    // Assertions and federated tokens
    {
      text: /invalid signature algorithm/i,
      hint:
        "Client {clientId} is registered with another signing algorithm. Set --signing-algorithm to the one in its Credentials tab.",
    },
    {
      text: /unable to load public key/i,
      hint:
        "No key of client {clientId} has the key ID that was presented. Register the public key in its Keys tab, or set --key-id to the ID shown there.",
    },
    {
      text: /signature on JWT token by client secret/i,
      hint:
        "Another secret is registered for client {clientId}. Copy it again from its Credentials tab.",
    },
    {
      text: /signature on JWT token failed/i,
      hint:
        "The key registered for client {clientId} under this key ID is another one. Register the public key of this one in its Keys tab, or use the other key.",
    },
    {
      text: /DPoP proof is not active/i,
      hint:
        "By the server's clock, the DPoP proof is of another time. Set the clock of this machine, or that of the server: 15 s make a difference.",
    },
    {
      credential: "federatedTokenFile",
      text: /token is not active|in the future/i,
      hint:
        "By the server's clock, the federated token has expired or is not valid yet. Get a new one, or set the clock of the server or of the token's issuer.",
    },
    {
      text: /token is not active|in the future/i,
      hint:
        "By the server's clock, the assertion has expired or is not valid yet. Set the clock of this machine, or that of the server: 15 s make a difference.",
    },
    {
      credential: "federatedTokenFile",
      text: /multiple audiences not allowed|invalid token audience/i,
      hint:
        "The federated token must have exactly one audience: the issuer of the realm, such as {baseUrl}/realms/{realm}. Request it with that one.",
    },
    {
      text: /multiple audiences not allowed|invalid token audience/i,
      hint:
        "The assertion is for another audience than the realm accepts. Set --assertion-audience to issuer or token-endpoint.",
    },
    {
      text: /client_id parameter does not match/i,
      hint:
        "The subject that was presented belongs to another client than {clientId}. Set --client-id to that client, or compare the subject with the one in the Credentials tab.",
    },
    // Another method
    {
      text: /client_assertion_type is missing/i,
      hint:
        "Client {clientId} authenticates with a signed JWT, and got a {credential}. Set its key with --private-key-file, or --auth-method client_secret_jwt if the secret signs it.",
    },
    {
      credential: ["clientSecret", "privateKey", "federatedTokenFile"],
      text: /missing client_id parameter/i,
      hint:
        "Client {clientId} authenticates with a certificate, and got a {credential}. Set --client-cert-file, or choose another Client Authenticator in its Credentials tab.",
    },
    {
      text: /client requires method/i,
      hint: "Set --auth-method to the method that client {clientId} requires by the message above.",
    },
    {
      text: /configured client authentication method not allowed/i,
      hint:
        "A client policy of the realm {realm} does not allow client {clientId} to authenticate with this {credential}. Ask an administrator which Client Authenticator it allows.",
    },
    {
      text: /DPoP proof is missing/i,
      hint:
        "Client {clientId} requires DPoP: its settings bind its tokens. Set a key with --dpop-key-file.",
    },
    {
      text: /MTLS HoK/i,
      hint:
        "Client {clientId} binds its tokens to a certificate, and none was presented. Set one with --client-cert-file.",
    },
    // The rest of a refused client, of which 401 says whether Keycloak knows it.
    {
      credential: "clientCert",
      error: "invalid_client",
      status: 401,
      hint:
        "The realm {realm} has no enabled client {clientId}, or does not accept its certificate. Compare the subject with that in its Credentials tab, and check that the server or its proxy requests a certificate.",
    },
    {
      error: "invalid_client",
      status: 401,
      hint:
        "The realm {realm} has no enabled client {clientId}. Check the client ID, the realm, and that the client is enabled.",
    },
    {
      error: "unauthorized_client",
      status: 401,
      hint:
        "The {credential} is wrong, or client {clientId} authenticates in another way. Compare both with its Credentials tab.",
    },
    {
      error: "invalid_client",
      status: 400,
      hint:
        "Keycloak does not accept the {credential} of client {clientId}. Compare what was presented with its Credentials tab in the realm {realm}.",
    },
    {
      error: "unauthorized_client",
      hint:
        "Client {clientId} may not use this grant. Turn on Service account roles in its settings.",
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
