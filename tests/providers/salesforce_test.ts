import { assertEquals, assertStringIncludes } from "@std/assert";
import salesforce from "../../providers/salesforce.ts";
import { problemOf, testAccepted, warningsOf } from "./probe.ts";
import { testRefusals, testSilence } from "./refusals.ts";

const settings = { myDomain: "https://acme.my.salesforce.com", clientId: "3MVG9" };

testAccepted(salesforce, "myDomain", [
  "acme.my.salesforce.com",
  "https://acme--dev.sandbox.my.salesforce.com/",
  "crm.acme.example",
  "login.my.salesforce.com",
  "http://localhost:8080",
]);

for (
  const myDomain of [
    "login.salesforce.com",
    "https://test.salesforce.com",
    "https://LOGIN.salesforce.com/",
    "acme.lightning.force.com",
    "acme.my.salesforce-setup.com",
  ]
) {
  Deno.test(`salesforce refuses ${myDomain}, which does not support this grant`, async () => {
    assertStringIncludes(
      await problemOf(salesforce, "myDomain", myDomain) ?? "",
      "must be the My Domain of the org, such as acme.my.salesforce.com",
    );
  });
}

Deno.test("salesforce refuses a My Domain with a path", async () => {
  const problem = await problemOf(salesforce, "myDomain", "acme.my.salesforce.com/services");
  assertStringIncludes(problem ?? "", "without a path");
});

for (const scope of ["full", "api refresh_token", "offline_access api"]) {
  Deno.test(`salesforce warns when the scope is ${scope}`, async () => {
    const [warning] = await warningsOf(salesforce, "scope", scope);
    assertStringIncludes(warning ?? "", "does not grant here");
  });
}

Deno.test("salesforce does not warn when the scope is api", async () => {
  assertEquals(await warningsOf(salesforce, "scope", "api"), []);
});

Deno.test("salesforce.response says 15 minutes where Salesforce says nothing, and where its APIs are", () => {
  assertEquals(salesforce.response, {
    publicMembers: ["instance_url", "api_instance_url"],
    defaultLifetime: 900,
  });
});

testRefusals(salesforce, settings, [
  [
    400,
    { error: "invalid_grant", error_description: "request not supported on this domain" },
    /https:\/\/acme\.my\.salesforce\.com does not support this grant/,
  ],
  [
    400,
    { error: "invalid_grant", error_description: "no client credentials user enabled" },
    /Run As user.*not the email/,
  ],
  [
    400,
    { error: "invalid_grant", error_description: "no valid scopes defined" },
    /at least the scope api/,
  ],
  [
    400,
    { error: "invalid_request", error_description: "scope parameter not supported" },
    /Leave out the scope: https:\/\/acme\.my/,
  ],
  [400, {
    error: "app_not_found",
    error_description: "External client app is not installed in this org",
  }, /not installed in the org of https:\/\/acme\.my.*3MVG9/],
  [
    400,
    { error: "invalid_grant", error_description: "ip restricted or invalid login hours" },
    /may not log in from here.*IP restrictions/,
  ],
  [400, { error: "invalid_grant", error_description: "inactive user" }, /Run As user is inactive/],
  [400, {
    error: "invalid_app_access",
    error_description: "user is not admin approved to access this app",
  }, /Pre-authorize/],
  [
    400,
    { error: "invalid_client_id", error_description: "client identifier invalid" },
    /https:\/\/acme\.my\.salesforce\.com does not know the consumer key 3MVG9.*ten minutes/,
  ],
  [
    400,
    { error: "invalid_client", error_description: "invalid client credentials" },
    /accept the consumer secret.*3MVG9/,
  ],
  [
    400,
    { error: "unsupported_grant_type", error_description: "grant type not supported" },
    /Enable Client Credentials Flow/,
  ],
  [
    400,
    { error: "invalid_grant", error_description: "client credentials flow not enabled" },
    /Enable Client Credentials Flow/,
  ],
]);

testSilence(salesforce, settings, [{
  error: "invalid_grant",
  error_description: "Another reason",
}]);
