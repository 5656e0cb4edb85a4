/**
 * Google, with the key of a service account. A JWT that the key signs is the grant, and contains the
 * scopes.
 *
 * @module
 */

import type { Provider } from "../lib/contract/provider.ts";

const otherKey =
  "The key does not belong to {clientId}, or was deleted. Create a new one for the service account, and use its file.";

const usualTokenUri = "https://oauth2.googleapis.com/token";

export default {
  apiVersion: 1,
  name: "google",
  title: "Google",
  docs: "https://developers.google.com/identity/protocols/oauth2/service-account",
  setup: [
    "Create a service account, and a key of the type JSON for it; the file is downloaded once.",
    "Give the account roles in the project, and enable the APIs that it uses.",
    "To act for users of a Workspace domain, ask its administrator to authorize the account's numeric client ID for the scopes, under Security, API controls, Domain-wide delegation.",
  ],
  example:
    "--service-account-key-file key.json --scope https://www.googleapis.com/auth/cloud-platform",
  settings: {
    serviceAccountKey: {
      description: "JSON key of the service account",
      fileEnv: ["GOOGLE_APPLICATION_CREDENTIALS"],
      otherEnv: {
        GOOGLE_CREDENTIALS: "the same value, or GOOGLE_APPLICATION_CREDENTIALS if it is a path",
      },
      secret: true,
      multiline: true,
      kind: {
        member: "type",
        value: "service_account",
        otherwise:
          "it must be service_account; external_account and authorized_user are for flows that gettoken does not support",
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
      description: "URL of the token endpoint",
      default: usualTokenUri,
      format: "url",
      check: (address) =>
        isGoogle(new URL(address))
          ? undefined
          : `must be a URL of Google, such as ${usualTokenUri}`,
    },
    clientId: {
      description: "E-mail address of the service account",
      example: "orders@acme-1234.iam.gserviceaccount.com",
    },
    scope: {
      description: "Scopes of APIs, separated by spaces",
      example: "https://www.googleapis.com/auth/cloud-platform",
      required: true,
      check: (scope) =>
        scope.includes(",") ? "must have spaces between scopes, not commas" : undefined,
    },
  },
  clientAuthentication: ["private_key_jwt"],
  assertion: {
    grant: true,
    algorithms: ["RS256"],
    // The maximum of Google, which its own libraries request as well.
    lifetime: 3600,
    claims: ({ scope, subject }) => ({ scope, sub: subject }),
  },
  endpoint: ({ tokenUri = "" }) => ({
    tokenEndpoint: tokenUri,
    // The metadata names only this one of Google's token endpoints.
    issuer: tokenUri === usualTokenUri ? "https://accounts.google.com" : undefined,
  }),
  explain: [
    {
      text: /short-lived token|reasonable timeframe/i,
      hint:
        "By Google's clock, the assertion is of another time. Set the clock of this machine, and try again.",
    },
    { text: /invalid jwt signature/i, hint: otherKey },
    {
      text: /account not found|not a valid email/i,
      hint:
        "The service account {clientId}, or the user to act for, does not exist. Check both e-mail addresses, and that neither was deleted.",
    },
    {
      text: /failed audience check/i,
      hint: "The key is not for {tokenUri}. Copy token_uri from the key file unchanged.",
    },
    { error: "invalid_grant", hint: otherKey },
    {
      error: "invalid_scope",
      hint:
        "The scope {scope} does not exist, or not for service accounts. Check the spelling; separate several with spaces.",
    },
    {
      error: "unauthorized_client",
      hint:
        "{clientId} may not act for users with the scope {scope}. Ask an administrator to authorize the account's numeric client ID, not its e-mail address, for exactly these scopes; that can take a day.",
    },
    {
      error: ["access_denied", "admin_policy_enforced", "org_internal"],
      hint:
        "A policy of the organization does not allow {clientId} the scope {scope}. Ask its administrator.",
    },
    {
      error: ["disabled_client", "deleted_client"],
      hint:
        "The service account {clientId} is disabled or deleted. Ask for its restoration, or use another.",
    },
  ],
} satisfies Provider;

/** Whether an address belongs to Google, or to this machine. Key files from before 2018 have the old one. */
function isGoogle({ href, hostname }: URL): boolean {
  return href === "https://accounts.google.com/o/oauth2/token" ||
    /(^|\.)googleapis\.com$|^localhost$|^127(\.\d+){3}$|^\[::1\]$/.test(hostname);
}
