/**
 * Any standard server: OpenID Connect providers and OAuth 2 servers.
 *
 * @module
 */

import type { Explanation, Provider } from "../lib/contract/provider.ts";

const grantNotAllowed =
  "Client {clientId} may not use the client credentials grant. Allow it the grant at the server; it must be a confidential client.";

/** What to do about a refused credential, by what it is. */
const credentialRefused = (when: Pick<Explanation, "error" | "status">): Explanation[] => [
  {
    ...when,
    credential: "clientSecret",
    hint:
      "The server does not accept the secret of client {clientId}, or not with this authentication method. Check the secret, then try another --auth-method.",
  },
  {
    ...when,
    credential: "privateKey",
    hint:
      "The server does not accept the assertion. Compare what was presented with the registration of client {clientId}: its key, --key-id, --signing-algorithm; then try another --assertion-audience.",
  },
  {
    ...when,
    credential: "clientCert",
    hint:
      "The server does not accept the certificate of client {clientId}, or got none. Compare its subject with the registered one, and check that the server or its proxy requests a certificate.",
  },
  {
    ...when,
    credential: "federatedTokenFile",
    hint:
      "The server does not accept the federated token for client {clientId}. Compare issuer, subject and audience exactly with what is registered.",
  },
];

export default {
  apiVersion: 1,
  name: "oidc",
  title: "OpenID Connect",
  docs: "https://www.rfc-editor.org/rfc/rfc6749.html#section-4.4",
  setup: [
    "Register a confidential client and allow it the client credentials grant.",
    "Allow it the scopes that it requests.",
    "Some servers need the API that the token is for: set the audience, or a resource.",
  ],
  example: "--issuer https://id.example.com --client-id orders-service --scope orders.read",
  settings: {
    issuer: {
      description: "Issuer, whose metadata has the token endpoint; not needed with --token-url",
      example: "https://id.example.com",
      required: { unless: "tokenUrl" },
      format: "url",
      check: checkIssuer,
    },
    tokenUrl: {
      description: "URL of the token endpoint, for a server without metadata",
      example: "https://id.example.com/oauth2/token",
      format: "url",
    },
    audience: {
      description: "Audience of the token, for servers that have this parameter",
      example: "https://api.example.com/",
    },
    resource: {
      description: "Absolute URI that the token is for (RFC 8707); separated by spaces",
      example: "https://api.example.com/orders",
      list: " ",
      check: checkResources,
    },
    form: {
      description: "Form field to add: name=value, URL-encoded; separated by &",
      example: "tenant=acme",
      list: "&",
      check: checkForm,
    },
    tokenType: {
      description: "Token type that the server names in place of Bearer",
      example: "BearerToken",
      check: checkTokenType,
    },
    header: {
      description: "Header for a gateway, to the token endpoint: Name: value; one on each line",
      format: "headers",
      list: "\n",
      secret: true,
      multiline: true,
    },
  },
  clientAuthentication: [
    "client_secret_basic",
    "client_secret_post",
    "client_secret_jwt",
    "private_key_jwt",
    "tls_client_auth",
    "self_signed_tls_client_auth",
  ],
  // By RFC 7523, a server may accept tokens from any issuer that it trusts.
  assertion: { federation: [] },
  dpop: true,
  endpoint: ({ issuer, tokenUrl }) =>
    tokenUrl === undefined ? { issuer: issuer ?? "" } : { tokenEndpoint: tokenUrl, issuer },
  parameters: ({ audience, resource, form }) => {
    const fields = new URLSearchParams(form);
    if (audience !== undefined) fields.append("audience", audience);
    for (const uri of resource?.split(" ") ?? []) fields.append("resource", uri);
    return Object.fromEntries([...fields.keys()].map((name) => [name, fields.getAll(name)]));
  },
  explain: [
    // What servers say, more exact than their error.
    {
      text: /DPoP proof .*(missing|required)|(missing|requires?) .*DPoP/i,
      hint: "Client {clientId} requires DPoP. Set a key with --dpop-key-file.",
    },
    {
      text: /(assertion|token|JWT|proof) .*(not active|expired|not (yet )?valid|in the future)/i,
      hint:
        "By the server's clock, what client {clientId} sent has expired or is not valid yet. Set the clock of this machine or of the server; a federated token may have to be renewed.",
    },
    {
      text: /sign(ing|ature) algorithm/i,
      credential: ["privateKey", "clientSecret"],
      hint:
        "Client {clientId} is registered with another signing algorithm. Set --signing-algorithm to that one.",
    },
    {
      text: /\baud(ience)?\b.*(assertion|token|JWT|match)|(assertion|token|JWT).*\baud(ience)?\b/i,
      credential: ["privateKey", "clientSecret"],
      hint:
        "The server expects another audience in the assertion. Set --assertion-audience to issuer, token-endpoint or the value that it documents.",
    },
    {
      text: /signature.*(fail|invalid|not valid)|(verify|invalid).*(signature|integrity)/i,
      credential: ["privateKey", "clientSecret"],
      hint:
        "Client {clientId} is registered with another {credential} than the one that signed the assertion. Register this one, or use the other.",
    },
    {
      text: /public key|signing key|\bkid\b/i,
      credential: "privateKey",
      hint:
        "The server finds no key of client {clientId} for this assertion. Register the public key, or set --key-id to the ID that is registered.",
    },
    {
      text: /client_assertion(_type)? is missing|missing .*client_assertion/i,
      hint:
        "Client {clientId} authenticates with a signed JWT, and got a {credential}. Set its key with --private-key-file, or --auth-method client_secret_jwt if the secret signs it.",
    },
    {
      text: /(requires?|supports) .*method|method .* (not (allowed|supported)|was requested)/i,
      error: ["invalid_client", "unauthorized_client"],
      hint: "Set --auth-method to the method that client {clientId} is registered with.",
    },
    // RFC 6749 §5.2 defines unauthorized_client for this, but some servers do not use it.
    {
      error: "invalid_request",
      text: /grant type/i,
      hint: grantNotAllowed,
    },
    {
      error: "invalid_request",
      hint:
        "A parameter is missing, refused, or sent twice. Run with --dry-run to see what is sent; --audience, --resource, --scope and --form add parameters.",
    },
    ...credentialRefused({ error: "invalid_client" }),
    {
      // Of servers based on Spring
      error: ["unauthorized", "Unauthorized"],
      hint:
        "The server does not accept the {credential} of client {clientId}, or not with this authentication method. Check it, then try another --auth-method.",
    },
    // RFC 6749 §5.2 has 400 for a grant that is not allowed; Keycloak sends 401 for a wrong secret.
    ...credentialRefused({ error: "unauthorized_client", status: 401 }),
    {
      // oidc-provider says no more than this where a DPoP proof is missing.
      error: "invalid_grant",
      text: /^grant request is invalid$/i,
      hint:
        "The server does not say why. If client {clientId} requires DPoP, set a key with --dpop-key-file; otherwise look into the server's log.",
    },
    {
      error: "invalid_grant",
      hint:
        "This grant sends only the client's own credentials, so the cause is client {clientId}. Check whether it is disabled or has expired.",
    },
    {
      error: "unauthorized_client",
      hint: grantNotAllowed,
    },
    {
      error: "unsupported_grant_type",
      hint:
        "This token endpoint does not offer the client credentials grant. Check that it is the right one, or ask for the grant to be enabled.",
    },
    {
      error: "invalid_scope",
      hint:
        "A scope is unknown, or client {clientId} may not have it: {scope}. Check the spelling, including case; servers often refuse scopes about a user, such as openid.",
    },
    {
      error: "invalid_target",
      hint:
        "The API is unknown, or client {clientId} may not request it. Compare --resource and --audience exactly with the entry at the server.",
    },
    {
      error: "access_denied",
      hint:
        "The server denies client {clientId} this token. Ask for the API and the scopes to be granted to it.",
    },
  ],
} satisfies Provider;

function checkIssuer(issuer: string): string | undefined {
  if (issuer.includes("?")) return "must not have a query (after ?)";
  return issuer.includes("/.well-known/")
    ? "must be the issuer, not the URL of its metadata (without /.well-known/)"
    : undefined;
}

function checkResources(resources: string): string | undefined {
  return resources.split(" ").every((uri) => URL.canParse(uri) && !uri.includes("#"))
    ? undefined
    : "must be an absolute URI without a fragment (after #)";
}

function checkForm(form: string): string | undefined {
  return form.split("&").every((field) => /^[^=]+=/.test(field))
    ? undefined
    : "must be name=value, with & between fields and %26 for & in a value";
}

function checkTokenType(type: string): string | undefined {
  return type.toLowerCase() === "dpop"
    ? "must not be DPoP, which needs a key: set that with --dpop-key-file"
    : undefined;
}
