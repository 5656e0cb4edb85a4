/**
 * Amazon Cognito, by the domain of a user pool.
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
    "A scope is the resource server's identifier, a slash and the scope's name; without any, the token carries all that the app client has.",
  ],
  example:
    "--prefix acme --region eu-central-1 --client-id 1example23456789 --scope https://api.acme.example/orders.read",
  settings: {
    domain: {
      description: "Domain of the user pool; needed unless prefix and region are set",
      example: "login.acme.example",
      env: ["COGNITO_DOMAIN"],
      required: { unless: "prefix" },
      format: "origin",
      check: (domain) =>
        /^https:\/\/[^.:[]+$/.test(domain) && domain !== "https://localhost"
          ? "must be the whole domain; a prefix alone has a setting of its own"
          : undefined,
      warn: [{
        pattern: /^https:\/\/cognito-idp\./,
        text: "is a host of the issuer, not the domain of a user pool, where the tokens come from",
      }],
    },
    prefix: {
      description: "Prefix of an Amazon Cognito domain, instead of the domain",
      example: "acme",
      check: (prefix) =>
        isLabel(prefix)
          ? undefined
          : "must be the first part alone of a domain such as acme.auth.eu-central-1.amazoncognito.com",
    },
    region: {
      description: "AWS region of the user pool, to go with the prefix",
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
    domain && prefix ? `Either the domain ${domain} or the prefix ${prefix} must go` : undefined,
  // Not discovered: the issuer is another host, and named by the pool's ID.
  endpoint: ({ domain, prefix, region }) => ({
    tokenEndpoint: `${domain ?? `https://${prefix}.auth.${region}.amazoncognito.com`}/oauth2/token`,
  }),
  parameters: ({ clientMetadata }) => ({ aws_client_metadata: clientMetadata }),
  // Cognito sends a code and no text.
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
        "Check that the app client {clientId} has the client credentials grant and each scope that was asked for, and that OAuth is on for it (AllowedOAuthFlowsUserPoolClient) if it was made by a program.",
    },
    {
      error: "invalid_scope",
      hint:
        "The user pool lacks a scope of {scope}, or the app client {clientId} may not have it. Write the resource server's identifier, a slash and the scope's name; openid and the like are never given here.",
    },
    {
      error: "unsupported_grant_type",
      hint:
        "The server did not read client_credentials as the grant. See with --dry-run what is sent; a proxy on the way may have changed it.",
    },
    {
      error: "invalid_request",
      hint:
        "A parameter is missing or malformed. See with --dry-run what is sent, and check scope and client metadata.",
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
    // No JSON at all, then.
  }
  return 'must be a JSON object such as {"tier":"gold"}';
}
