import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import ibmVerify from "../../providers/ibm_verify.ts";
import { explained, problemOf, requiredBy, settingOf } from "./probe.ts";

const settings = { domain: "https://acme.verify.ibm.com", clientId: "orders", scope: "openid" };

Deno.test("ibmVerify.endpoint() is that of API clients at the domain", () => {
  assertEquals(ibmVerify.endpoint(settings), {
    tokenEndpoint: "https://acme.verify.ibm.com/v1.0/endpoint/default/token",
  });
});

Deno.test("ibmVerify needs a domain, and asks for openid when no scope is set", () => {
  assertEquals(requiredBy(ibmVerify), ["domain", "clientId", "clientSecret"]);
  assertEquals(settingOf(ibmVerify, "scope").default, "openid");
});

Deno.test("ibmVerify sends the secret in the body unless told otherwise", () => {
  assertEquals(ibmVerify.clientAuthentication, ["client_secret_post", "client_secret_basic"]);
});

Deno.test("ibmVerify accepts a custom domain", async () => {
  assertEquals(await problemOf(ibmVerify, "domain", "login.acme.example"), undefined);
});

Deno.test("ibmVerify refuses a domain with a path", async () => {
  const problem = await problemOf(ibmVerify, "domain", "acme.verify.ibm.com/v1.0");
  assertStringIncludes(problem ?? "", "without a path");
});

for (
  const [error, said] of [
    ["invalid_client", /API client orders is disabled.*https:\/\/acme\.verify\.ibm\.com/],
    ["unauthorized_client", /provider oidc/],
    ["unsupported_grant_type", /provider oidc/],
    ["invalid_scope", /the scope openid\./],
  ] as const
) {
  Deno.test(`ibmVerify.explain tells what to do when the error is ${error}`, async () => {
    const { hint } = await explained(ibmVerify, { error }, settings);
    assertMatch(hint ?? "", said);
  });
}
