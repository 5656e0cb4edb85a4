/**
 * Okta, with the organization's own domain or a custom one. It has two kinds of authorization server:
 * only the custom ones, including `default`, accept a secret.
 *
 * @module
 */

import type { Provider } from "../lib/contract/provider.ts";

const orgServer =
  "The org authorization server accepts only a private key. Use --private-key-file, or set the authorization server to default or the ID of a custom one.";

export default {
  apiVersion: 1,
  name: "okta",
  title: "Okta",
  docs: "https://developer.okta.com/docs/guides/implement-grant-type/clientcreds/main/",
  setup: [
    "Create an app integration of the type API Services; its General tab shows client ID and secret.",
    "Create a scope at a custom authorization server, such as default, under Security, API.",
    "Add an access policy there, with a rule that allows this client, the client credentials grant and the scope.",
    "For Okta's own APIs (scopes okta.*) use the authorization server org. It accepts only a private key; add its public key on the General tab.",
  ],
  example:
    "--domain acme.okta.com --auth-server default --client-id 0oa1b2c3d4e5f6g7h8i9 --scope orders.read",
  settings: {
    domain: {
      description: "Domain of the organization, or its custom domain",
      example: "acme.okta.com",
      env: ["OKTA_CLIENT_ORGURL", "OKTA_ORG_URL", "OKTA_DOMAIN"],
      otherEnv: {
        OKTA_ORG_NAME: "this name with the domain after it, such as acme.okta.com",
        OKTA_BASE_URL: "the organization's name with this domain after it, such as acme.okta.com",
      },
      required: true,
      format: "origin",
      check: (domain) =>
        /-admin\.okta[a-z-]*\.[a-z]+$/.test(domain)
          ? "must be the organization's own domain, without -admin"
          : undefined,
    },
    // No default: for the same domain, Okta's SDKs use the org server, and its guides use `default`.
    authServer: {
      description: "Authorization server: default, the ID of another custom one, or org",
      example: "default",
      required: true,
      check: checkAuthServer,
    },
    clientId: {
      env: ["OKTA_CLIENT_ID", "OKTA_CLIENT_CLIENTID", "OKTA_OAUTH2_CLIENTID"],
      otherEnv: { OKTA_API_CLIENTID: "the same value" },
    },
    clientSecret: { env: ["OKTA_CLIENT_SECRET", "OKTA_OAUTH2_CLIENTSECRET"] },
    privateKey: {
      env: ["OKTA_CLIENT_PRIVATEKEY"],
      otherEnv: { OKTA_API_PRIVATEKEY: "the same value" },
    },
    keyId: { env: ["OKTA_CLIENT_PRIVATEKEYID"] },
    scope: {
      description: "Scopes of the authorization server, separated by spaces",
      otherEnv: { OKTA_API_SCOPES: "the same scopes, separated by spaces" },
      example: "orders.read",
      check: (scope) =>
        /(^| )(openid|profile|email)( |$)/.test(scope)
          ? "must not contain openid, profile or email, which are about a user"
          : undefined,
      warn: [{
        pattern: /(^| )okta\./,
        text: "contains a scope of Okta's own APIs, which only the org authorization server has",
      }],
    },
  },
  clientAuthentication: [
    "client_secret_basic",
    "client_secret_post",
    "client_secret_jwt",
    "private_key_jwt",
  ],
  assertion: { algorithms: ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512"] },
  dpop: true,
  endpoint: ({ domain = "", authServer }) =>
    authServer === "org" ? { tokenEndpoint: `${domain}/oauth2/v1/token`, issuer: domain } : {
      tokenEndpoint: `${domain}/oauth2/${authServer}/v1/token`,
      issuer: `${domain}/oauth2/${authServer}`,
    },
  // Okta uses few error codes; the descriptions differ.
  explain: [
    {
      text: /requests to the org authorization server|with the org authorization server/i,
      hint: orgServer,
    },
    {
      error: "unsupported_grant_type",
      hint: orgServer,
    },
    {
      text: /client secret supplied/i,
      hint:
        "The secret is wrong. Copy it from the General tab of the app integration {clientId}; it must be active.",
    },
    {
      text: /'client_id' parameter/i,
      hint:
        "{domain} has no app integration {clientId}. Check the client ID, that the app is active, and that the domain is that of its organization.",
    },
    {
      text: /credentials are invalid|no client credentials|not valid client credentials/i,
      hint:
        "Okta does not accept the {credential} of {clientId}, or not with this authentication method. Check both in the General tab of the app integration: with a public key, secrets are not accepted.",
    },
    {
      text: /audience claim for client_assertion/i,
      hint:
        "The assertion is for another endpoint. Check the domain {domain} and the authorization server {authServer}.",
    },
    {
      text: /client_assertion JWT kid/i,
      hint: "Set the key ID to one that the app integration {clientId} shows under Public keys.",
    },
    {
      text: /cannot request .*openid/i,
      hint: "Leave out openid, profile and email: this grant has no user.",
    },
    {
      text: /no scopes were requested|'scope' must be provided/i,
      hint:
        "Set a scope: the authorization server {authServer} has no default scope. Its scopes are listed there under Scopes.",
    },
    {
      error: "invalid_scope",
      hint:
        "The authorization server {authServer} lacks a scope of {scope}. Create it there under Scopes; those of Okta's own APIs (okta.*) are at the org server only.",
    },
    {
      error: "consent_required",
      hint:
        "A scope of {scope} requires the consent of a user, and this grant has none. Change the scope at the authorization server {authServer}, or leave it out.",
    },
    {
      text: /policy evaluation failed/i,
      hint:
        "No access policy of the authorization server {authServer} allows this. Add a rule for client {clientId}, the client credentials grant and the scopes.",
    },
    {
      text: /requested scopes were (rejected|denied)/i,
      hint:
        "The access policies of the authorization server {authServer} do not let client {clientId} have all of the scopes {scope}. Add them to a rule, or request fewer.",
    },
    {
      text: /network zone/i,
      hint:
        "The app integration {clientId} is used from outside its network zones. Run gettoken inside one, or ask for a change of the zones.",
    },
    {
      text: /cannot use a custom authorization server/i,
      hint:
        "The app integration {clientId} is for Okta's own APIs only. Create one of the type API Services for the authorization server {authServer}.",
    },
    {
      error: "unauthorized_client",
      hint:
        "Turn on the grant type Client Credentials in the General tab of the app integration {clientId}.",
    },
    {
      error: ["invalid_dpop_proof", "use_dpop_nonce"],
      hint:
        "The app integration {clientId} requires DPoP, which is set under General Settings, Proof of possession.",
    },
    // Errors before OAuth have the codes of Okta's APIs.
    {
      code: "E0000007",
      hint:
        "{domain} has no authorization server {authServer}. Look up its ID under Security, API.",
    },
    {
      code: "E0000015",
      hint:
        "{domain} lacks a feature for this. Custom authorization servers need API Access Management.",
    },
    {
      code: "E0000047",
      hint: "{domain} limits the rate of requests. Wait, then send fewer.",
      temporary: true,
    },
  ],
} satisfies Provider;

function checkAuthServer(authServer: string): string | undefined {
  return /^[\w-]+$/.test(authServer)
    ? undefined
    : "must be default, org or the ID of a custom authorization server (aus…), without https:// and slashes";
}
