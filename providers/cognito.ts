/**
 * Amazon Cognito, with the domain of a user pool.
 *
 * @module
 */

import type { Provider } from "../lib/contract/provider.ts";

export default {
  apiVersion: 1,
  name: "cognito",
  title: "Amazon Cognito",
  docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html",
  setup: [
    "Give the user pool a domain, and a resource server with custom scopes.",
    "Create an app client with a secret, and allow it the client credentials grant and the scopes.",
    "A scope is the resource server's identifier, a slash and the scope's name. Without a scope, the token has all scopes of the app client.",
  ],
  example:
    "--prefix acme --region eu-central-1 --client-id 1example23456789 --scope https://api.acme.example/orders.read",
  settings: {
    domain: {
      description: "Domain of the user pool; not needed with a prefix and region",
      example: "login.acme.example",
      env: ["COGNITO_DOMAIN"],
      required: { unless: "prefix" },
      format: "origin",
      check: (domain) =>
        /^https:\/\/[^.:[]+$/.test(domain) && domain !== "https://localhost"
          ? "must be the whole domain; for a prefix alone, use --prefix"
          : undefined,
      warn: [{
        pattern: /^https:\/\/cognito-idp\./,
        text: "is the host of the issuer; tokens come from the domain of the user pool",
      }],
    },
    prefix: {
      description: "Prefix of an Amazon Cognito domain, instead of the domain",
      example: "acme",
      check: (prefix) =>
        isLabel(prefix)
          ? undefined
          : "must be only the first part of a domain such as acme.auth.eu-central-1.amazoncognito.com",
    },
    region: {
      description: "AWS region of the user pool, with the prefix",
      example: "eu-central-1",
      env: ["AWS_REGION", "AWS_DEFAULT_REGION"],
      required: { unless: "domain" },
      check: (region) => isLabel(region) ? undefined : "must be a region such as eu-central-1",
    },
    clientMetadata: {
      description: "JSON object for the Lambda function that runs before a token is made",
      example: '{"tier":"gold"}',
      check: checkMetadata,
    },
    clientId: { env: ["COGNITO_CLIENT_ID"] },
    clientSecret: { env: ["COGNITO_CLIENT_SECRET"] },
  },
  check: ({ domain, prefix }) =>
    domain && prefix
      ? `Set either the domain or the prefix, not both: ${domain}, ${prefix}`
      : undefined,
  // Not discovered: the issuer is on another host, with the ID of the pool.
  endpoint: ({ domain, prefix, region }) => ({
    tokenEndpoint: `${domain ?? `https://${prefix}.auth.${region}.amazoncognito.com`}/oauth2/token`,
  }),
  parameters: ({ clientMetadata }) => ({ aws_client_metadata: clientMetadata }),
  // Cognito sends no descriptions.
  explain: [
    {
      error: "invalid_client",
      hint:
        "Client ID or secret is wrong, or the app client {clientId} has no secret. Check both, and that the domain is that of its user pool.",
    },
    {
      error: "unauthorized_client",
      hint: "Allow the app client {clientId} the client credentials grant.",
    },
    {
      error: "invalid_grant",
      hint:
        "Check that the app client {clientId} has the client credentials grant and each requested scope, and that OAuth is enabled for it (AllowedOAuthFlowsUserPoolClient).",
    },
    {
      error: "invalid_scope",
      hint:
        "The user pool lacks a scope of {scope}, or the app client {clientId} may not have it. Write the resource server's identifier, a slash and the scope's name; scopes such as openid are not for this grant.",
    },
    {
      error: "unsupported_grant_type",
      hint:
        "The server did not receive client_credentials as the grant. Run with --dry-run to see what is sent; a proxy may have changed it.",
    },
    {
      error: "invalid_request",
      hint:
        "A parameter is missing or malformed. Check scope and client metadata, and run with --dry-run to see what is sent.",
    },
  ],
} satisfies Provider;

function isLabel(text: string): boolean {
  return /^[a-z0-9-]+$/.test(text);
}

function checkMetadata(json: string): string | undefined {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return undefined;
  } catch {
    // Not JSON.
  }
  return 'must be a JSON object such as {"tier":"gold"}';
}
