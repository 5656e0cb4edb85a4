import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { methodsOf } from "../../lib/common_settings.ts";
import fusionauth from "../../providers/fusionauth.ts";
import { explained, fieldVariables, problemOf, requiredBy } from "./probe.ts";

const target = "66666666-7777-8888-9999-aaaaaaaaaaaa";
const settings = { baseUrl: "https://id.example.com", clientId: "orders" };

Deno.test("fusionauth.endpoint() is at the server", () => {
  assertEquals(fusionauth.endpoint(settings), {
    tokenEndpoint: "https://id.example.com/oauth2/token",
  });
});

Deno.test("fusionauth needs a base URL", () => {
  assertEquals(requiredBy(fusionauth), ["baseUrl", "clientId", "clientSecret"]);
});

Deno.test("fusionauth reads the variable that the field knows", () => {
  assertEquals(fieldVariables(fusionauth), { baseUrl: ["FUSIONAUTH_URL"] });
});

Deno.test("fusionauth prefers HTTP Basic", () => {
  assertEquals(methodsOf(fusionauth), ["client_secret_basic", "client_secret_post"]);
});

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

for (
  const scope of [
    `target-entity:${target}`,
    `target-entity:${target.toUpperCase()}:read`,
    `target-entity:${target}:read,write target-entity:${target}`,
    "other",
  ]
) {
  Deno.test(`fusionauth accepts the scope ${scope}`, async () => {
    assertEquals(await problemOf(fusionauth, "scope", scope), undefined);
  });
}

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

for (
  const [error, reason, said] of [
    ["invalid_client", "invalid_client_id", /no entity with the client ID orders/],
    ["unsupported_grant_type", "invalid_grant_type", /for entities only/],
    ["unauthorized_client", "grant_type_disabled", /for entities only/],
    ["invalid_scope", "invalid_target_entity_scope", /orders has no grant for it/],
    ["invalid_scope", "invalid_entity_permission_scope", /one too many makes all fail/],
    ["invalid_request", "missing_tenant_id", /https:\/\/id\.example\.com has several tenants/],
    ["invalid_request", "invalid_tenant_id", /no such tenant/],
    ["invalid_client", "invalid_client_authentication", /secret is wrong.*orders/],
    ["invalid_scope", "missing_required_scope", /Name a target entity/],
  ] as const
) {
  Deno.test(`fusionauth.explain tells what to do when the reason is ${reason}`, async () => {
    const body = { error, error_reason: reason, error_description: "Any text" };
    const { hint } = await explained(fusionauth, body, settings);
    assertMatch(hint ?? "", said);
  });
}
