import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { methodsOf } from "../../lib/common_settings.ts";
import okta from "../../providers/okta.ts";
import { explained, fieldVariables, problemOf, requiredBy, warningsOf } from "./probe.ts";

const settings = { domain: "https://acme.okta.com", authServer: "aus1", clientId: "0oa1" };

Deno.test("okta.endpoint() is that of the custom authorization server", () => {
  assertEquals(okta.endpoint(settings), {
    tokenEndpoint: "https://acme.okta.com/oauth2/aus1/v1/token",
  });
});

Deno.test("okta needs a domain and an authorization server, which has no default", () => {
  assertEquals(requiredBy(okta), ["domain", "authServer", "clientId", "clientSecret"]);
  assertEquals("default" in okta.settings.authServer, false);
});

Deno.test("okta reads the variables that the field knows", () => {
  assertEquals(fieldVariables(okta), {
    domain: ["OKTA_CLIENT_ORGURL", "OKTA_ORG_URL", "OKTA_DOMAIN"],
    clientId: ["OKTA_CLIENT_ID", "OKTA_CLIENT_CLIENTID", "OKTA_OAUTH2_CLIENTID"],
    clientSecret: ["OKTA_CLIENT_SECRET", "OKTA_OAUTH2_CLIENTSECRET"],
  });
});

Deno.test("okta prefers HTTP Basic", () => {
  assertEquals(methodsOf(okta), ["client_secret_basic", "client_secret_post"]);
});

for (
  const domain of [
    "https://acme.okta.com/",
    "acme.okta-emea.com",
    "id.acme.example",
    "sso-admin.acme.example",
    "http://127.0.0.1:8080",
  ]
) {
  Deno.test(`okta accepts the domain ${domain}`, async () => {
    assertEquals(await problemOf(okta, "domain", domain), undefined);
  });
}

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

for (const authServer of ["default", "aus9o8wzkhckw9TLa0h7"]) {
  Deno.test(`okta accepts the authorization server ${authServer}`, async () => {
    assertEquals(await problemOf(okta, "authServer", authServer), undefined);
  });
}

for (const authServer of ["org", "Org"]) {
  Deno.test(`okta refuses the authorization server ${authServer}, which takes no secret`, async () => {
    assertMatch(
      await problemOf(okta, "authServer", authServer) ?? "",
      /^must not be org: .*private_key_jwt/,
    );
  });
}

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

const explanations: readonly (readonly [body: Readonly<Record<string, string>>, said: RegExp])[] = [
  [{
    error: "invalid_client",
    error_description:
      "Client Credentials requests to the Org Authorization Server must use the private_key_jwt token_endpoint_auth_method.",
  }, /private key only.*default/],
  [{
    error: "invalid_client",
    error_description: "The client secret supplied for a confidential client is invalid.",
  }, /secret is wrong.*0oa1/],
  [{
    errorCode: "invalid_client",
    errorSummary: "Invalid value for 'client_id' parameter.",
  }, /https:\/\/acme\.okta\.com has no app integration 0oa1/],
  [{
    error: "invalid_scope",
    error_description: "Cannot request 'openid' scopes using client credentials",
  }, /Leave out openid/],
  [{
    error: "invalid_scope",
    error_description:
      "One or more scopes are not configured for the authorization server resource.",
  }, /server aus1 lacks a scope.*okta\.\*/],
  [{
    error: "access_denied",
    error_description:
      "Policy evaluation failed for this request, please check the policy configurations.",
  }, /access policy.*aus1.*Add a rule for client 0oa1/],
  [{
    error: "invalid_dpop_proof",
    error_description: "The DPoP proof JWT header is missing.",
  }, /DPoP.*Turn it off/],
  [{ error: "use_dpop_nonce" }, /DPoP.*Turn it off/],
  [{ errorCode: "E0000047", errorSummary: "API call exceeded rate limit" }, /limits how often/],
];

for (const [body, said] of explanations) {
  Deno.test(`okta.explain tells what to do when it says ${Object.values(body).join(": ")}`, async () => {
    const { hint, temporary } = await explained(okta, body, settings);
    assertMatch(hint ?? "", said);
    assertEquals(temporary, body.errorCode === "E0000047");
  });
}

for (const error of ["invalid_client", "access_denied"]) {
  Deno.test(`okta.explain is silent when the text of ${error} is not known`, async () => {
    const body = { error, error_description: "Another reason" };
    const { hint } = await explained(okta, body, settings);
    assertEquals(hint, undefined);
  });
}
