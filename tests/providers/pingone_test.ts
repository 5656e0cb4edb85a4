import { assertEquals, assertStringIncludes } from "@std/assert";
import pingone from "../../providers/pingone.ts";
import { problemOf } from "./probe.ts";
import { testRefusals } from "./refusals.ts";

const environmentId = "11111111-2222-3333-4444-555555555555";

for (
  const [region, host] of [
    ["NA", "auth.pingone.com"],
    ["CA", "auth.pingone.ca"],
    ["EU", "auth.pingone.eu"],
    ["AU", "auth.pingone.com.au"],
    ["SG", "auth.pingone.sg"],
    ["AP", "auth.pingone.asia"],
  ] as const
) {
  Deno.test(`pingone.endpoint() is at ${host} when the region is ${region}`, () => {
    assertEquals(pingone.endpoint({ environmentId, region }), {
      tokenEndpoint: `https://${host}/${environmentId}/as/token`,
      issuer: `https://${host}/${environmentId}/as`,
    });
  });
}

Deno.test("pingone.endpoint() has no environment ID when a custom domain is set", () => {
  assertEquals(
    pingone.endpoint({ environmentId, region: "EU", domain: "https://login.acme.example" }),
    {
      tokenEndpoint: "https://login.acme.example/as/token",
      issuer: "https://login.acme.example/as",
    },
  );
});

for (
  const [name, value, said] of [
    ["environmentId", "production", "GUID"],
    ["domain", "https://login.acme.example/as", "without a path"],
  ] as const
) {
  Deno.test(`pingone refuses ${value} as ${name}`, async () => {
    assertStringIncludes(await problemOf(pingone, name, value) ?? "", said);
  });
}

const asked = { environmentId, region: "EU", clientId: "orders", scope: "orders.read" };
const id = "(Correlation ID: 00000000-1111-2222-3333-444444444444)";

testRefusals(pingone, asked, [
  [401, {
    error: "invalid_client",
    error_description: `Request denied: Unsupported authentication method ${id}`,
  }, /secret of orders, or not with this authentication method.*--auth-method/],
  [
    400,
    { error: "unauthorized_client", error_description: `Request denied: ${id}` },
    /grant type Client Credentials.*orders/,
  ],
  [400, { error: "unsupported_grant_type" }, /grant type Client Credentials/],
  [
    400,
    { error: "invalid_scope", error_description: `At least one scope must be granted ${id}` },
    /orders may not request this scope.*Resources/,
  ],
  [400, {
    error: "invalid_scope",
    error_description: `May not request scopes for multiple resources ${id}`,
  }, /only one resource.*orders.*: orders\.read\./],
]);
