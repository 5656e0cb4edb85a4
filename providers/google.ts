/**
 * Google, by the key of a service account. A JWT that the key signs is the grant itself, and says
 * for which scopes it is.
 *
 * @module
 */

import type { Provider } from "../lib/contract/provider.ts";

const otherKey =
  "The key does not belong to {clientId}, or was deleted. Create a new one for the service account, and use its file.";

export default {
  apiVersion: 1,
  name: "google",
  title: "Google",
  docs: "https://developers.google.com/identity/protocols/oauth2/service-account",
  setup: [
    "Create a service account, and a key of the type JSON for it; the file is downloaded once.",
    "Give the account roles in the project, and turn on the APIs that it is to use.",
    "To act for users of a Workspace domain, have its administrator authorize the account's numeric client ID for the scopes, under Security, API controls, Domain-wide delegation.",
  ],
  example:
    "--service-account-key-file key.json --scope https://www.googleapis.com/auth/cloud-platform",
  settings: {
    serviceAccountKey: {
      description: "JSON key of the service account",
      fileEnv: ["GOOGLE_APPLICATION_CREDENTIALS"],
      secret: true,
      multiline: true,
      kind: {
        member: "type",
        value: "service_account",
        otherwise:
          "it must be service_account; external_account and authorized_user are for other flows, which gettoken does not offer",
      },
      members: {
        clientId: "client_email",
        privateKey: "private_key",
        keyId: "private_key_id",
        tokenUri: "token_uri",
      },
    },
    subject: {
      description: "User to act for, by e-mail address; with domain-wide delegation",
      example: "mona@acme.example",
    },
    tokenUri: {
      description: "Address of the token endpoint",
      default: "https://oauth2.googleapis.com/token",
      format: "url",
      check: (address) =>
        isGoogle(new URL(address).hostname)
          ? undefined
          : "must be an address of Google's, such as https://oauth2.googleapis.com/token",
    },
    clientId: {
      description: "E-mail address of the service account",
      example: "orders@acme-1234.iam.gserviceaccount.com",
    },
    scope: {
      description: "Scope of an API; several with spaces between",
      example: "https://www.googleapis.com/auth/cloud-platform",
      required: true,
      check: (scope) =>
        scope.includes(",") ? "must have spaces between its scopes, not commas" : undefined,
    },
  },
  clientAuthentication: ["private_key_jwt"],
  assertion: {
    grant: true,
    algorithms: ["RS256"],
    // The most that Google takes, and what its own libraries ask for.
    lifetime: 3600,
    claims: ({ scope, subject }) => ({ scope, sub: subject }),
  },
  endpoint: ({ tokenUri = "" }) => ({ tokenEndpoint: tokenUri }),
  explain: [
    {
      text: /short-lived token|reasonable timeframe/i,
      hint: "The clock of this machine is wrong. Set it, and try again.",
    },
    { text: /invalid jwt signature/i, hint: otherKey },
    {
      text: /account not found|not a valid email/i,
      hint:
        "There is no service account {clientId}, or not the user to act for. Check the e-mail addresses of both, and that neither was deleted.",
    },
    {
      text: /failed audience check/i,
      hint:
        "The key is not for {tokenUri}. Take token_uri from the file of the key, as it is there.",
    },
    { error: "invalid_grant", hint: otherKey },
    {
      error: "invalid_scope",
      hint:
        "There is no such scope as {scope}, or not for service accounts. Check its spelling; several have spaces between them.",
    },
    {
      error: "unauthorized_client",
      hint:
        "{clientId} may not act for users with the scope {scope}. Have an administrator authorize the account's numeric client ID, not its e-mail address, for exactly these scopes; that can take a day.",
    },
    {
      error: ["access_denied", "admin_policy_enforced", "org_internal"],
      hint:
        "A policy of the organization does not allow {clientId} the scope {scope}. Ask its administrator.",
    },
    {
      error: ["disabled_client", "deleted_client"],
      hint:
        "The service account {clientId} is disabled or deleted. Have it restored, or use another.",
    },
  ],
} satisfies Provider;

/** Whether a host belongs to Google, or is this machine itself. */
function isGoogle(host: string): boolean {
  return /(^|\.)googleapis\.com$|^localhost$|^127(\.\d+){3}$|^\[::1\]$/.test(host);
}
