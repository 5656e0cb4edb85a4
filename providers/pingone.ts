/**
 * PingOne, with one environment.
 *
 * @module
 */

import type { Provider } from "../lib/contract/provider.ts";

const topLevelDomains: Readonly<Record<string, string>> = {
  NA: "com",
  CA: "ca",
  EU: "eu",
  AU: "com.au",
  SG: "sg",
  AP: "asia",
};

export default {
  apiVersion: 1,
  name: "pingone",
  title: "PingOne",
  docs:
    "https://developer.pingidentity.com/pingone-api/auth/openid-connect-oauth-2/token-client_credentials-client-secret-post.html",
  setup: [
    "Create an application with the grant type Client Credentials.",
    "Choose Client Secret Basic or Client Secret Post as its token endpoint authentication method: PingOne accepts only that one.",
    "Grant it the scopes of a custom resource; a request may have scopes of only one resource.",
    "Its Overview shows environment ID, client ID and client secret.",
  ],
  example:
    "--environment-id 11111111-2222-3333-4444-555555555555 --region EU --client-id 66666666-7777-8888-9999-aaaaaaaaaaaa --scope orders.read",
  settings: {
    environmentId: {
      description: "Environment ID; not needed with a custom domain",
      example: "11111111-2222-3333-4444-555555555555",
      env: ["PINGONE_ENVIRONMENT_ID"],
      required: { unless: "domain" },
      format: "guid",
    },
    region: {
      description: "Region of the environment, with its ID",
      example: "EU",
      env: ["PINGONE_REGION_CODE"],
      required: { unless: "domain" },
      values: Object.keys(topLevelDomains),
    },
    domain: {
      description: "Custom domain of the environment, instead of its ID and region",
      example: "login.acme.example",
      format: "origin",
    },
    clientId: { env: ["PINGONE_CLIENT_ID"] },
    clientSecret: { env: ["PINGONE_CLIENT_SECRET"] },
  },
  clientAuthentication: [
    "client_secret_basic",
    "client_secret_post",
    "client_secret_jwt",
    "private_key_jwt",
  ],
  assertion: { algorithms: ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512"] },
  endpoint({ domain, environmentId, region = "" }) {
    const issuer = domain === undefined
      ? `https://auth.pingone.${topLevelDomains[region]}/${environmentId}/as`
      : `${domain}/as`;
    return { tokenEndpoint: `${issuer}/token`, issuer };
  },
  explain: [
    {
      // PingOne says "Unsupported authentication method" for a wrong secret as well.
      error: "invalid_client",
      hint:
        "PingOne does not accept the {credential} of {clientId}, or not with this authentication method. Check the {credential} and the environment, and set --auth-method to the method of the application.",
    },
    {
      error: ["unauthorized_client", "unsupported_grant_type"],
      hint: "Turn on the grant type Client Credentials in the configuration of {clientId}.",
    },
    {
      text: /at least one scope/i,
      hint:
        "Application {clientId} may not request this scope. Grant it a scope of a custom resource under Resources, or request one that it has.",
    },
    {
      error: "invalid_scope",
      hint:
        "Request scopes of only one resource, and check that application {clientId} has them under Resources: {scope}.",
    },
  ],
} satisfies Provider;
