import { assertEquals, assertStringIncludes } from "@std/assert";
import fusionauth from "../../providers/fusionauth.ts";
import { problemOf, testAccepted } from "./probe.ts";
import { testRefusals } from "./refusals.ts";

const target = "66666666-7777-8888-9999-aaaaaaaaaaaa";
const settings = { baseUrl: "https://id.example.com", clientId: "orders" };

Deno.test("fusionauth accepts a server on this machine", async () => {
  assertEquals(await problemOf(fusionauth, "baseUrl", "http://localhost:9011/"), undefined);
});

for (
  const [name, value, said] of [
    ["baseUrl", "https://id.example.com/oauth2", "without a path"],
    ["tenantId", "default", "GUID"],
  ] as const
) {
  Deno.test(`fusionauth refuses ${value} as ${name}`, async () => {
    assertStringIncludes(await problemOf(fusionauth, name, value) ?? "", said);
  });
}

Deno.test("fusionauth.parameters() names the tenant as FusionAuth spells it", () => {
  assertEquals(fusionauth.parameters({ tenantId: target }), { tenantId: target });
});

testAccepted(fusionauth, "scope", [
  `target-entity:${target}`,
  `target-entity:${target.toUpperCase()}:read`,
  `target-entity:${target}:read,write target-entity:${target}`,
  "other",
]);

for (
  const scope of [
    "target-entity",
    "target-entity:orders",
    `target-entity:${target}:`,
    `target-entity:${target}:read, write`,
    `target-entity:${target},read`,
    `other target-entity:x`,
  ]
) {
  Deno.test(`fusionauth refuses the scope ${scope}`, async () => {
    assertStringIncludes(
      await problemOf(fusionauth, "scope", scope) ?? "",
      "target-entity:ID:read,write, with",
    );
  });
}

const asked = { ...settings, tenantId: target, scope: `target-entity:${target}:read` };

testRefusals(fusionauth, asked, [
  [401, {
    error: "invalid_client",
    error_reason: "invalid_client_id",
    error_description: "Invalid client_id",
  }, /no entity with the client ID orders.*tenant ID/],
  [
    400,
    { error: "unsupported_grant_type", error_reason: "invalid_grant_type" },
    /for entities only.*orders/,
  ],
  [400, { error: "unauthorized_client", error_reason: "grant_type_disabled" }, /for entities only/],
  [
    400,
    { error: "invalid_scope", error_reason: "invalid_target_entity_scope" },
    /scope target-entity:6666.*:read does not exist.*orders has no grant/,
  ],
  [
    400,
    { error: "invalid_scope", error_reason: "invalid_entity_permission_scope" },
    /Grant orders each permission.*target-entity:6666.*one without a grant/,
  ],
  [
    400,
    { error: "invalid_request", error_reason: "missing_tenant_id" },
    /https:\/\/id\.example\.com has several tenants/,
  ],
  [
    400,
    { error: "invalid_request", error_reason: "invalid_tenant_id" },
    /https:\/\/id\.example\.com has no tenant 66666666/,
  ],
  [
    403,
    { error: "not_licensed", error_reason: "not_licensed" },
    /https:\/\/id\.example\.com has no license.*paid plans/,
  ],
  [401, {
    error: "invalid_client",
    error_reason: "invalid_client_authentication",
    error_description: "Invalid client authentication credentials.",
  }, /accept the secret.*orders/],
  [
    400,
    { error: "invalid_scope", error_reason: "missing_required_scope" },
    /Name a target entity.*grant orders/,
  ],
]);
