import { assertEquals, assertStringIncludes } from "@std/assert";
import okta from "../../providers/okta.ts";
import { problemOf, testAccepted, warningsOf } from "./probe.ts";
import { type Body, testRefusals, testSilence } from "./refusals.ts";

const settings = { domain: "https://acme.okta.com", authServer: "aus1", clientId: "0oa1" };

testAccepted(okta, "domain", [
  "https://acme.okta.com/",
  "acme.okta-emea.com",
  "id.acme.example",
  "sso-admin.acme.example",
  "http://127.0.0.1:8080",
]);

for (
  const domain of [
    "acme-admin.okta.com",
    "https://acme-admin.oktapreview.com",
    "acme-admin.okta-emea.com",
  ]
) {
  Deno.test(`okta refuses ${domain}, which is for administrators`, async () => {
    assertStringIncludes(await problemOf(okta, "domain", domain) ?? "", "without -admin");
  });
}

Deno.test("okta refuses a domain that is an issuer", async () => {
  const problem = await problemOf(okta, "domain", "https://acme.okta.com/oauth2/default");
  assertStringIncludes(problem ?? "", "without a path");
});

testAccepted(okta, "authServer", ["default", "org", "aus9o8wzkhckw9TLa0h7"]);

Deno.test("okta asks the org authorization server at its own address", () => {
  const settings = { domain: "https://acme.okta.com", authServer: "org" };
  assertEquals(okta.endpoint(settings), {
    tokenEndpoint: "https://acme.okta.com/oauth2/v1/token",
    issuer: "https://acme.okta.com",
  });
  assertEquals(okta.endpoint({ ...settings, authServer: "default" }), {
    tokenEndpoint: "https://acme.okta.com/oauth2/default/v1/token",
    issuer: "https://acme.okta.com/oauth2/default",
  });
});

for (const authServer of ["https://acme.okta.com/oauth2/default", "..", "a/b", "aus1?x"]) {
  Deno.test(`okta refuses ${authServer} as an authorization server`, async () => {
    assertStringIncludes(await problemOf(okta, "authServer", authServer) ?? "", "aus…");
  });
}

for (const scope of ["openid", "orders.read profile", "email orders.read"]) {
  Deno.test(`okta refuses the scope ${scope}, which is about a user`, async () => {
    assertStringIncludes(await problemOf(okta, "scope", scope) ?? "", "openid, profile or email");
  });
}

for (const scope of ["orders.read orders.write", "openid-orders", "my.profile"]) {
  Deno.test(`okta accepts the scope ${scope}`, async () => {
    assertEquals(await problemOf(okta, "scope", scope), undefined);
    assertEquals(await warningsOf(okta, "scope", scope), []);
  });
}

Deno.test("okta warns when a scope is one of Okta's own APIs", async () => {
  const [warning] = await warningsOf(okta, "scope", "a okta.users.read");
  assertStringIncludes(warning ?? "", "org authorization");
});

/** A refusal of its OAuth server. */
function says(error: string, error_description: string): Body {
  return { error, error_description };
}

/** A refusal in the shape of Okta's APIs. */
function apiSays(errorCode: string, errorSummary: string): Body {
  return { errorCode, errorSummary, errorLink: errorCode, errorId: "oaeA1b2C3", errorCauses: [] };
}

const orgServer = /only a private key.*default or the ID/;

testRefusals(okta, { ...settings, scope: "orders.read" }, [
  [
    401,
    says(
      "invalid_client",
      "Client Credentials requests to the Org Authorization Server must use the private_key_jwt token_endpoint_auth_method.",
    ),
    orgServer,
  ],
  [
    401,
    says(
      "invalid_client",
      "Only clients with 'application_type' of 'service' may use the client_credentials 'grant_type' with the Org Authorization Server.",
    ),
    orgServer,
  ],
  [
    400,
    says(
      "unsupported_grant_type",
      "'client_credentials' grant type can only be used with a custom authorization server.",
    ),
    orgServer,
  ],
  [
    401,
    says("invalid_client", "The client secret supplied for a confidential client is invalid."),
    /secret is wrong.*0oa1/,
  ],
  [
    401,
    apiSays("invalid_client", "Invalid value for 'client_id' parameter."),
    /https:\/\/acme\.okta\.com has no app integration 0oa1/,
  ],
  [
    401,
    says(
      "invalid_client",
      "Client authentication failed. Either the client or the client credentials are invalid.",
    ),
    /secret of 0oa1, or not with this authentication method.*public key/,
  ],
  [
    401,
    says("invalid_client", "No client credentials found."),
    /or not with this authentication method/,
  ],
  [
    401,
    says("invalid_client", "Found Authentication header but was not valid client credentials."),
    /or not with this authentication method/,
  ],
  [
    401,
    says(
      "invalid_client",
      "The audience claim for client_assertion must be the endpoint invoked for the request.",
    ),
    /another endpoint.*https:\/\/acme\.okta\.com.*aus1/,
  ],
  [
    401,
    says("invalid_client", "The client_assertion JWT kid is invalid."),
    /key ID.*0oa1.*Public keys/,
  ],
  [
    400,
    says("invalid_scope", "Cannot request 'openid' scopes using client credentials."),
    /Leave out openid/,
  ],
  [400, says("invalid_scope", "No scopes were requested."), /Set a scope: .*aus1/],
  [
    400,
    says(
      "invalid_scope",
      "The authorization server resource does not have any configured default scopes, 'scope' must be provided.",
    ),
    /Set a scope/,
  ],
  [
    400,
    says(
      "invalid_scope",
      "One or more scopes are not configured for the authorization server resource.",
    ),
    /server aus1 lacks a scope of orders\.read\..*okta\.\*/,
  ],
  [
    400,
    says(
      "consent_required",
      "The following scopes require user consent and cannot be granted for the client credentials grant type: [orders.read].",
    ),
    /orders\.read requires the consent of a user.*aus1/,
  ],
  [
    401,
    says(
      "access_denied",
      "Policy evaluation failed for this request, please check the policy configurations.",
    ),
    /No access policy.*aus1.*Add a rule for client 0oa1/,
  ],
  [
    400,
    says(
      "access_denied",
      "Policy evaluation succeeded, but all the requested scopes were rejected.",
    ),
    /aus1 do not let client 0oa1 have all of the scopes orders\.read\./,
  ],
  [
    400,
    says(
      "access_denied",
      "Some of the requested scopes were denied by the policy. Denied scopes: [orders.read].",
    ),
    /do not let client 0oa1/,
  ],
  [
    403,
    says("access_denied", "The request is made from outside the client's permitted network zones."),
    /0oa1.*network zones/,
  ],
  [
    400,
    says("unauthorized_client", "This client cannot use a custom authorization server."),
    /0oa1 is for Okta's own APIs only.*aus1/,
  ],
  [
    400,
    says(
      "unauthorized_client",
      "The client is not authorized to use the provided grant type. Configured grant types: [authorization_code].",
    ),
    /grant type Client Credentials.*0oa1/,
  ],
  [
    400,
    says("invalid_dpop_proof", "The DPoP proof JWT header is missing."),
    /0oa1 requires DPoP.*Proof of possession.*--dpop-key-file/,
  ],
  [
    400,
    says("use_dpop_nonce", "Authorization server requires nonce in DPoP proof."),
    /DPoP.*Proof of possession.*--dpop-key-file/,
  ],
  [
    404,
    apiSays("E0000007", "Not found: Resource not found: aus1 (AuthorizationServer)"),
    /https:\/\/acme\.okta\.com has no authorization server aus1/,
  ],
  [
    401,
    apiSays("E0000015", "You do not have permission to access the feature you are requesting"),
    /https:\/\/acme\.okta\.com lacks a feature.*API Access Management/,
  ],
  [
    429,
    apiSays("E0000047", "API call exceeded rate limit due to too many requests."),
    /https:\/\/acme\.okta\.com limits the rate of requests/,
    "later",
  ],
]);

testSilence(okta, settings, [
  says("invalid_request", "Another reason"),
  says("access_denied", "The resource owner or authorization server denied the request."),
  apiSays("E0000006", "You do not have permission to perform the requested action"),
]);
