/**
 * Zitadel, with the domain of an instance.
 *
 * @module
 */

import type { Provider } from "../lib/contract/provider.ts";

export default {
  apiVersion: 1,
  name: "zitadel",
  title: "Zitadel",
  docs: "https://zitadel.com/docs/guides/integrate/service-users/client-credentials",
  setup: [
    "Create a service user, and generate a client secret for it, or a key of the type JSON.",
    "Give it a role in a project, or make it a manager for Zitadel's own APIs.",
    "Add the API to the scope, after openid: urn:zitadel:iam:org:project:id:zitadel:aud for Zitadel's own APIs; for yours, with the ID of the project instead of the second zitadel.",
  ],
  example: "--domain acme.zitadel.cloud --client-id orders-service",
  settings: {
    domain: {
      description: "Domain of the instance, or its custom domain",
      example: "acme.zitadel.cloud",
      required: true,
      format: "origin",
    },
    serviceUserKey: {
      description: "JSON key of the service user",
      secret: true,
      multiline: true,
      kind: {
        member: "type",
        value: "serviceaccount",
        otherwise: "it must be serviceaccount, as in the key of a service user",
      },
      members: { clientId: "userId", privateKey: "key", keyId: "keyId" },
    },
    clientId: {
      description: "Username of the service user; with a key, its user ID",
      example: "orders-service",
    },
    scope: {
      description: "Scopes with openid, separated by spaces; an API is a scope as well",
      example: "openid urn:zitadel:iam:org:project:id:zitadel:aud",
      default: "openid",
      check: (scope) => scope.split(" ").includes("openid") ? undefined : "must contain openid",
    },
  },
  clientAuthentication: ["client_secret_basic", "client_secret_post", "private_key_jwt"],
  // The JWT that a key signs is the grant. The scope stays in the form.
  assertion: { grant: true, algorithms: ["RS256"] },
  endpoint: ({ domain }) => ({
    tokenEndpoint: `${domain}/oauth/v2/token`,
    issuer: domain,
    audience: domain ?? "",
  }),
  // Some descriptions are message names: Errors.User.Machine.Secret.Invalid.
  explain: [
    {
      text: /^client not found|User\.NotFound/i,
      hint:
        "{domain} has no service user {clientId}. Use the username of a service user, not the client ID of an application.",
    },
    {
      text: /Secret\.NotExisting/i,
      hint:
        "The service user {clientId} has no client secret yet. Generate one under Actions, Generate Client Secret.",
    },
    {
      text: /Secret\.Invalid/i,
      hint: "The secret is wrong. Use the latest secret of the service user {clientId}.",
    },
    {
      text: /User\.(NotActive|NotInitialised|Locked|Inactive)/i,
      hint:
        "The service user {clientId} is inactive or locked. Ask an administrator to activate it.",
    },
    {
      error: "invalid_client",
      hint:
        "The server does not accept the {credential} of {clientId}. Check the service user's username and its latest {credential}, and that {domain} is its instance.",
    },
    {
      error: "invalid_scope",
      hint:
        "The server does not accept the scope {scope}. It must contain openid; check the project ID in urn:zitadel:iam:org:project:id:…:aud.",
    },
    {
      error: "unauthorized_client",
      hint:
        "This is not a service user that may use a secret. Create one, generate its secret, and check the client ID {clientId}.",
    },
  ],
} satisfies Provider;
