import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import cognito from "../../providers/cognito.ts";
import { problemOf, testAccepted, warningsOf } from "./probe.ts";
import { testRefusals } from "./refusals.ts";

Deno.test("cognito.endpoint() is made of prefix and region when no domain is set", () => {
  assertEquals(cognito.endpoint({ prefix: "acme", region: "eu-central-1" }), {
    tokenEndpoint: "https://acme.auth.eu-central-1.amazoncognito.com/oauth2/token",
  });
});

Deno.test("cognito.endpoint() is at the domain when one is set, whatever the region", () => {
  assertEquals(
    cognito.endpoint({ domain: "https://login.acme.example", prefix: "a", region: "eu-west-1" }),
    { tokenEndpoint: "https://login.acme.example/oauth2/token" },
  );
});

testAccepted(cognito, "domain", [
  "acme.auth.eu-central-1.amazoncognito.com",
  "https://login.acme.example/",
  "http://localhost:8080",
  "https://localhost",
  "http://[::1]:8080",
]);

for (
  const [name, value, said] of [
    ["domain", "acme", "whole domain"],
    ["domain", "https://login.acme.example/oauth2/token", "without a path"],
    ["prefix", "acme.auth.eu-central-1.amazoncognito.com", "only the first part"],
    ["prefix", "evil.example/", "only the first part"],
    ["prefix", "https://acme", "only the first part"],
    ["region", "eu-central-1.example", "such as eu-central-1"],
    ["region", "Europe (Frankfurt)", "such as eu-central-1"],
    ["clientMetadata", "tier=gold", "JSON object"],
    ["clientMetadata", '["gold"]', "JSON object"],
    ["clientMetadata", "null", "JSON object"],
    ["clientMetadata", "1", "JSON object"],
  ] as const
) {
  Deno.test(`cognito refuses ${value} as ${name}`, async () => {
    assertStringIncludes(await problemOf(cognito, name, value) ?? "", said);
  });
}

Deno.test("cognito accepts a scope whose resource server is an address", async () => {
  const scope = "https://api.acme.example/orders.read orders/write";
  assertEquals(await problemOf(cognito, "scope", scope), undefined);
});

Deno.test("cognito warns when the domain is that of the issuer", async () => {
  const [warning] = await warningsOf(
    cognito,
    "domain",
    "https://cognito-idp.eu-west-1.amazonaws.com",
  );
  assertStringIncludes(warning ?? "", "issuer");
  assertEquals(await warningsOf(cognito, "domain", "https://login.acme.example"), []);
});

Deno.test("cognito.parameters() sends the client metadata as it is", () => {
  assertEquals(cognito.parameters({ clientMetadata: '{"tier":"gold"}' }), {
    aws_client_metadata: '{"tier":"gold"}',
  });
});

Deno.test("cognito.check() refuses a domain beside a prefix: one would quietly win", () => {
  const domain = "https://login.acme.example";
  assertMatch(
    cognito.check({ domain, prefix: "acme" }) ?? "",
    /domain or the prefix, not both: .*, acme/,
  );
  assertEquals(cognito.check({ domain, region: "eu-west-1" }), undefined);
  assertEquals(cognito.check({ prefix: "acme", region: "eu-west-1" }), undefined);
});

const asked = { prefix: "acme", region: "eu-west-1", clientId: "1example2", scope: "orders/read" };

// Cognito says nothing but the error.
testRefusals(cognito, asked, [
  [400, { error: "invalid_client" }, /wrong, or the app client 1example2 has no secret.*user pool/],
  [400, { error: "unauthorized_client" }, /Allow the app client 1example2/],
  [
    400,
    { error: "invalid_grant" },
    /1example2.*each requested scope.*AllowedOAuthFlowsUserPoolClient/,
  ],
  [
    400,
    { error: "invalid_scope" },
    /lacks a scope of orders\/read.*1example2.*identifier, a slash/,
  ],
  [400, { error: "unsupported_grant_type" }, /did not receive client_credentials/],
  [400, { error: "invalid_request" }, /missing or malformed/],
]);
