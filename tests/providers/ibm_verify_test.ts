import { assertEquals, assertStringIncludes } from "@std/assert";
import ibmVerify from "../../providers/ibm_verify.ts";
import { exampleOptions, problemOf } from "./probe.ts";
import { refuse, testRefusals } from "./refusals.ts";

Deno.test("ibmVerify accepts a custom domain", async () => {
  assertEquals(await problemOf(ibmVerify, "domain", "login.acme.example"), undefined);
});

Deno.test("ibmVerify refuses a domain with a path", async () => {
  const problem = await problemOf(ibmVerify, "domain", "acme.verify.ibm.com/v1.0");
  assertStringIncludes(problem ?? "", "without a path");
});

const notAuthenticated = "CSIAQ0155E The requested OAuth 2.0 Client could not be authenticated.";

testRefusals(ibmVerify, { domain: "acme.verify.ibm.com", clientId: "orders" }, [
  [
    401,
    { error: "request_unauthorized", error_description: notAuthenticated },
    /API client orders is disabled.*https:\/\/acme\.verify\.ibm\.com/,
  ],
  [
    401,
    { error: "invalid_client", error_description: "Client authentication failed" },
    /wrong, or the API client orders.*https:\/\/acme/,
  ],
  [
    400,
    { error: "unauthorized_client" },
    /orders is not an API client of https:\/\/acme.*provider oidc/,
  ],
  [400, { error: "unsupported_grant_type" }, /provider oidc/],
  [400, { error: "invalid_scope" }, /the scope openid\./],
]);

Deno.test("ibmVerify.errorCode finds the number of IBM's message", async () => {
  const body = { error: "invalid_client", error_description: notAuthenticated };
  const { providerCode } = await refuse(ibmVerify, exampleOptions(ibmVerify), [401, body, /^$/]);
  assertEquals(providerCode, "CSIAQ0155E");
});
