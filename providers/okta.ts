/**
 * Okta, by an organization's own domain or a custom one. It has two kinds of authorization server,
 * and only the custom ones, `default` among them, take a secret.
 *
 * @module
 */

import type { Provider } from "../lib/provider.ts";

export default {
  apiVersion: 1,
  name: "okta",
  title: "Okta",
  docs: "https://developer.okta.com/docs/guides/implement-grant-type/clientcreds/main/",
  setup: [
    "Create an app integration of the type API Services; its General tab shows client ID and secret.",
    "Create a scope at a custom authorization server, such as default, under Security, API.",
    "Add an access policy there, with a rule that allows this client, the client credentials grant and the scope.",
    "For Okta's own APIs (scopes okta.*) the org authorization server takes nothing but a private key, which gettoken does not offer yet.",
  ],
  example:
    "--domain acme.okta.com --auth-server default --client-id 0oa1b2c3d4e5f6g7h8i9 --scope orders.read",
  settings: {
    domain: {
      description: "Domain of the organization, or its custom domain",
      example: "acme.okta.com",
      env: ["OKTA_CLIENT_ORGURL", "OKTA_ORG_URL", "OKTA_DOMAIN"],
      required: true,
      format: "origin",
      destination: true,
      check: (domain) =>
        /-admin\.okta[a-z-]*\.[a-z]+$/.test(domain)
          ? "must be the organization's own domain, without -admin"
          : undefined,
    },
    // Without a default: for the same domain, Okta's SDKs mean the org server, its guides `default`.
    authServer: {
      description: "Authorization server: default, or the ID of another custom one",
      example: "default",
      required: true,
      check: checkAuthServer,
    },
    clientId: { env: ["OKTA_CLIENT_ID", "OKTA_CLIENT_CLIENTID", "OKTA_OAUTH2_CLIENTID"] },
    clientSecret: { env: ["OKTA_CLIENT_SECRET", "OKTA_OAUTH2_CLIENTSECRET"] },
    scope: {
      description: "Scope of the authorization server; several with spaces, or the option repeated",
      example: "orders.read",
      check: (scope) =>
        /(^| )(openid|profile|email)( |$)/.test(scope)
          ? "must not hold openid, profile or email, which are about a user"
          : undefined,
      warn: [{
        pattern: /(^| )okta\./,
        text: "names a scope of Okta's own APIs, which only the org authorization server knows",
      }],
    },
  },
  endpoint: ({ domain, authServer }) => ({
    tokenEndpoint: `${domain}/oauth2/${authServer}/v1/token`,
  }),
  explain: [
    {
      text: /must use the private_key_jwt/i,
      hint:
        "This server takes a private key only. Set the authorization server to default or to the ID of a custom one.",
    },
    {
      text: /client secret supplied/i,
      hint:
        "The secret is wrong. Copy it from the General tab of the app integration {clientId}; it must be an active one.",
    },
    {
      text: /'client_id' parameter/i,
      hint:
        "{domain} has no app integration {clientId}. Check the client ID, and that the domain is that of its organization.",
    },
    {
      text: /Cannot request .*openid/i,
      hint: "Leave out openid, profile and email: they are about a user, and here is none.",
    },
    {
      error: "invalid_scope",
      hint:
        "The authorization server {authServer} lacks a scope, or the request names none. Create it there under Scopes; those of Okta's own APIs (okta.*) are at the org server only.",
    },
    {
      text: /Policy evaluation failed/i,
      hint:
        "No access policy of the authorization server {authServer} allows this. Add a rule for client {clientId}, the client credentials grant and the scopes.",
    },
    {
      error: ["invalid_dpop_proof", "use_dpop_nonce"],
      hint:
        "The app integration {clientId} asks for DPoP, which gettoken does not offer. Turn it off under General Settings, Proof of possession.",
    },
    {
      code: "E0000047",
      hint: "{domain} limits how often it may be asked. Try again later, less often.",
      temporary: true,
    },
  ],
} satisfies Provider;

function checkAuthServer(authServer: string): string | undefined {
  if (/^org$/i.test(authServer)) {
    return "must not be org: the org authorization server takes a private key (private_key_jwt), never a secret";
  }
  return /^[\w-]+$/.test(authServer)
    ? undefined
    : "must be default or the ID of a custom authorization server (aus…), without https:// and slashes";
}
