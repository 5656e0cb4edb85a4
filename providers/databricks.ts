/**
 * Databricks, for a workspace or an account.
 *
 * @module
 */

import type { Provider } from "../lib/contract/provider.ts";

export default {
  apiVersion: 1,
  name: "databricks",
  title: "Databricks",
  docs: "https://docs.databricks.com/aws/en/dev-tools/auth/oauth-m2m",
  setup: [
    "Add a service principal to the account, and to the workspace if the token is for one.",
    "Generate an OAuth secret for it; its client ID is the application ID.",
    "For account APIs use the host of the account console, such as accounts.cloud.databricks.com, and the account ID.",
  ],
  example:
    "--host dbc-a1b2c3d4-e5f6.cloud.databricks.com --client-id 11111111-2222-3333-4444-555555555555",
  settings: {
    host: {
      description: "Host of the workspace, or of the account console",
      example: "dbc-a1b2c3d4-e5f6.cloud.databricks.com",
      env: ["DATABRICKS_HOST"],
      required: true,
      format: "origin",
    },
    accountId: {
      description: "Account ID, only for the host of an account console",
      example: "11111111-2222-3333-4444-555555555555",
      env: ["DATABRICKS_ACCOUNT_ID"],
    },
    clientId: {
      description: "Application ID of the service principal",
      example: "11111111-2222-3333-4444-555555555555",
      env: ["DATABRICKS_CLIENT_ID"],
    },
    clientSecret: { env: ["DATABRICKS_CLIENT_SECRET"] },
    scope: { default: "all-apis" },
  },
  clientAuthentication: ["client_secret_basic"],
  check: ({ host = "", accountId }) =>
    isAccountConsole(host) && accountId === undefined
      ? `${host} is the host of an account console and needs the account ID as well`
      : undefined,
  // The host decides, as in Databricks' own tools: an account ID is often set with a workspace.
  endpoint({ host = "", accountId }) {
    const issuer = accountId !== undefined && isAccountConsole(host)
      ? `${host}/oidc/accounts/${encodeURIComponent(accountId)}`
      : `${host}/oidc`;
    return { tokenEndpoint: `${issuer}/v1/token`, issuer };
  },
  explain: [
    {
      error: "invalid_client",
      hint:
        "The OAuth secret is wrong or has expired, or {host} does not know the service principal {clientId}. Use its application ID and a secret made in Databricks, not one of Microsoft Entra, and add it to the workspace.",
    },
    {
      error: ["unauthorized_client", "access_denied"],
      hint:
        "The service principal {clientId} has no access to {host}. Add it to the workspace, and check that it is active.",
    },
    {
      error: "invalid_scope",
      hint: "Databricks does not accept the scope {scope}. The usual one is all-apis.",
    },
    {
      error: "invalid_request",
      hint:
        "Check the host {host} and, for an account console, the account ID. Run with --dry-run to see what is sent.",
    },
  ],
} satisfies Provider;

function isAccountConsole(host: string): boolean {
  return /^https:\/\/accounts(-dod)?\./.test(host);
}
