/**
 * Any server that follows the standards: OpenID Connect providers and plain OAuth 2 servers.
 *
 * @module
 */

import type { Provider } from "../lib/contract/provider.ts";

const grantNotAllowed =
  "Client {clientId} may not use the client credentials grant. Allow it that grant at the server; it must be a confidential client.";

export default {
  apiVersion: 1,
  name: "oidc",
  title: "OpenID Connect",
  docs: "https://www.rfc-editor.org/rfc/rfc6749.html#section-4.4",
  setup: [
    "Register a confidential client and allow it the client credentials grant.",
    "Allow it the scopes that it will ask for.",
    "Some servers want to know for which API a token is: in the audience, or in a resource.",
  ],
  example: "--issuer https://id.example.com --client-id orders-service --scope orders.read",
  settings: {
    issuer: {
      description:
        "Issuer, whose metadata names the token endpoint; needed unless the token URL is set",
      example: "https://id.example.com",
      required: { unless: "tokenUrl" },
      format: "url",
      check: checkIssuer,
    },
    tokenUrl: {
      description: "Address of the token endpoint, for a server without metadata",
      example: "https://id.example.com/oauth2/token",
      format: "url",
    },
    audience: {
      description: "Audience of the token, for servers that have this parameter",
      example: "https://api.example.com/",
    },
    resource: {
      description: "Absolute URI that the token is for (RFC 8707); several with spaces between",
      example: "https://api.example.com/orders",
      list: " ",
      check: checkResources,
    },
    form: {
      description: "Form field to add, name=value in URL encoding; several with & between",
      example: "tenant=acme",
      list: "&",
      check: checkForm,
    },
  },
  clientAuthentication: [
    "client_secret_basic",
    "client_secret_post",
    "private_key_jwt",
    "tls_client_auth",
    "self_signed_tls_client_auth",
  ],
  // A server that follows RFC 7523 may take tokens of any issuer that it trusts.
  assertion: { federation: [] },
  dpop: true,
  endpoint: ({ issuer = "", tokenUrl }) =>
    tokenUrl === undefined ? { issuer } : { tokenEndpoint: tokenUrl },
  parameters: ({ audience, resource, form }) => {
    const fields = new URLSearchParams(form);
    if (audience !== undefined) fields.append("audience", audience);
    for (const uri of resource?.split(" ") ?? []) fields.append("resource", uri);
    return Object.fromEntries([...fields.keys()].map((name) => [name, fields.getAll(name)]));
  },
  explain: [
    // RFC 6749 §5.2 has unauthorized_client for this; some servers do not use it.
    {
      error: "invalid_request",
      text: /grant type/i,
      hint: grantNotAllowed,
    },
    {
      error: "invalid_request",
      hint:
        "A parameter is missing, refused, or there twice. See with --dry-run what is sent; --audience, --resource, --scope and --form add what this server wants.",
    },
    {
      // Servers made with Spring say the others.
      error: ["invalid_client", "unauthorized", "Unauthorized"],
      hint:
        "The server does not accept the secret, the key or the certificate of client {clientId}, or not in this way. Check both, and if they are right, choose the way with --auth-method.",
    },
    {
      error: "invalid_grant",
      hint:
        "This grant carries nothing but the client's own credentials, so the reason lies with client {clientId}: look whether it is disabled or has expired.",
    },
    {
      error: "unauthorized_client",
      hint: grantNotAllowed,
    },
    {
      error: "unsupported_grant_type",
      hint:
        "This token endpoint does not offer the client credentials grant. Check that it is the right one, or have the grant turned on.",
    },
    {
      error: "invalid_scope",
      hint:
        "The server does not know a scope, or client {clientId} may not have it: {scope}. Check the spelling, upper and lower case included; those about a user, such as openid, are often refused to a client alone.",
    },
    {
      error: "invalid_target",
      hint:
        "The server does not know the API, or client {clientId} may not ask for it. Compare --resource and --audience with the server's own entry to the letter.",
    },
    {
      error: "access_denied",
      hint:
        "The server knows client {clientId} and denies it this token. Have it granted the API and the scopes.",
    },
  ],
} satisfies Provider;

function checkIssuer(issuer: string): string | undefined {
  if (issuer.includes("?")) return "must not have a query (after ?)";
  return issuer.includes("/.well-known/")
    ? "must be the issuer, not the address of its metadata (without /.well-known/)"
    : undefined;
}

function checkResources(resources: string): string | undefined {
  return resources.split(" ").every((uri) => URL.canParse(uri) && !uri.includes("#"))
    ? undefined
    : "must be an absolute URI without a fragment (the text after #)";
}

function checkForm(form: string): string | undefined {
  return form.split("&").every((field) => /^[^=]+=/.test(field))
    ? undefined
    : "must be name=value, with & between fields and %26 for an & in a value";
}
