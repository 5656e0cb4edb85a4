import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { methodsOf } from "../../lib/common_settings.ts";
import salesforce from "../../providers/salesforce.ts";
import { explained, fieldVariables, problemOf, requiredBy, warningsOf } from "./probe.ts";

const settings = { myDomain: "https://acme.my.salesforce.com", clientId: "3MVG9" };

Deno.test("salesforce.endpoint() is at My Domain", () => {
  assertEquals(salesforce.endpoint(settings), {
    tokenEndpoint: "https://acme.my.salesforce.com/services/oauth2/token",
  });
});

Deno.test("salesforce needs a My Domain", () => {
  assertEquals(requiredBy(salesforce), ["myDomain", "clientId", "clientSecret"]);
});

Deno.test("salesforce reads the variables that the field knows", () => {
  assertEquals(fieldVariables(salesforce), {
    clientId: ["SALESFORCE_CLIENT_ID"],
    clientSecret: ["SALESFORCE_CLIENT_SECRET"],
  });
});

Deno.test("salesforce prefers HTTP Basic", () => {
  assertEquals(methodsOf(salesforce), ["client_secret_basic", "client_secret_post"]);
});

for (
  const myDomain of [
    "acme.my.salesforce.com",
    "https://acme--dev.sandbox.my.salesforce.com/",
    "crm.acme.example",
    "login.my.salesforce.com",
    "http://localhost:8080",
  ]
) {
  Deno.test(`salesforce accepts the My Domain ${myDomain}`, async () => {
    assertEquals(await problemOf(salesforce, "myDomain", myDomain), undefined);
  });
}

for (
  const myDomain of [
    "login.salesforce.com",
    "https://test.salesforce.com",
    "https://LOGIN.salesforce.com/",
    "acme.lightning.force.com",
    "acme.my.salesforce-setup.com",
  ]
) {
  Deno.test(`salesforce refuses ${myDomain}, which gives no such token`, async () => {
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
    assertStringIncludes(warning ?? "", "does not give");
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

for (
  const [error, text, said] of [
    [
      "invalid_grant",
      "request not supported on this domain",
      /https:\/\/acme\.my\.salesforce\.com gives no such token/,
    ],
    ["invalid_grant", "no client credentials user enabled", /Run As user.*not by email/],
    ["invalid_grant", "no valid scopes defined", /at least the scope api/],
    ["invalid_grant", "user is not admin approved", /Pre-authorize/],
    ["invalid_client_id", "client identifier invalid", /consumer key 3MVG9.*ten minutes/],
    ["invalid_client", "invalid client credentials", /consumer secret is wrong.*3MVG9/],
    ["unsupported_grant_type", "grant type not supported", /Enable Client Credentials Flow/],
    ["invalid_grant", "client credentials flow not enabled", /Enable Client Credentials Flow/],
  ] as const
) {
  Deno.test(`salesforce.explain tells what to do when ${error} says: ${text}`, async () => {
    const { hint } = await explained(salesforce, { error, error_description: text }, settings);
    assertMatch(hint ?? "", said);
  });
}

Deno.test("salesforce.explain is silent when the text of invalid_grant is not known", async () => {
  const body = { error: "invalid_grant", error_description: "Another reason" };
  const { hint } = await explained(salesforce, body, settings);
  assertEquals(hint, undefined);
});
