import { assertEquals, assertStringIncludes } from "@std/assert";
import descope from "../../providers/descope.ts";
import { problemOf } from "./probe.ts";
import { testRefusals } from "./refusals.ts";

Deno.test("descope.parameters() names resource, audience and tenant as Descope spells them", () => {
  const parameters = { resource: "https://a.example", audience: "b", tenantId: "T2" };
  assertEquals(descope.parameters(parameters), parameters);
});

for (
  const [name, value, said] of [
    ["resource", "https://a.example https://b.example", "single"],
    ["domain", "https://api.descope.com/oauth2", "without a path"],
  ] as const
) {
  Deno.test(`descope refuses ${value} as ${name}`, async () => {
    assertStringIncludes(await problemOf(descope, name, value) ?? "", said);
  });
}

const asked = { clientId: "orders", resource: "https://a.example" };

testRefusals(descope, asked, [
  [
    401,
    { error: "invalid_client", description: "Invalid client credentials" },
    /wrong.*https:\/\/api\.descope\.com/,
  ],
  [
    400,
    { error: "unauthorized_client", description: "Grant type is not allowed" },
    /client credentials grant.*orders/,
  ],
  [400, { error: "unsupported_grant_type" }, /client credentials grant/],
  [400, { error: "invalid_scope" }, /policy.*inbound app orders gets/],
  [403, { error: "access_denied" }, /policy/],
  [400, { error: "invalid_target" }, /orders does not have the resource https:\/\/a\.example\./],
  [400, {
    errorCode: "E011001",
    errorDescription: "Request is malformed",
    errorMessage: "Received tenant from query param, but it does not match any pattern",
  }, /tenant ID.*--dry-run/],
  [400, {
    errorCode: "E011003",
    errorDescription: "Request is invalid",
    errorMessage: "The grant_type field is required",
  }, /--dry-run/],
  [
    429,
    { errorCode: "E130429", errorDescription: "API rate limit exceeded" },
    /https:\/\/api\.descope\.com limits the rate of requests/,
    "later",
  ],
]);
