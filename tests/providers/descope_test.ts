import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import descope from "../../providers/descope.ts";
import { explained, fieldVariables, problemOf, requiredBy, settingOf } from "./probe.ts";

const settings = { domain: "https://api.descope.com", clientId: "orders" };

Deno.test("descope.endpoint() is that of inbound apps", () => {
  assertEquals(descope.endpoint(settings), {
    tokenEndpoint: "https://api.descope.com/oauth2/v1/apps/token",
  });
});

Deno.test("descope needs nothing but a client, and uses Descope's own host when none is set", () => {
  assertEquals(requiredBy(descope), ["clientId", "clientSecret"]);
  assertEquals(settingOf(descope, "domain").default, "https://api.descope.com");
});

Deno.test("descope reads the variables that the field knows", () => {
  assertEquals(fieldVariables(descope), { domain: ["DESCOPE_BASE_URL", "DESCOPE_BASE_URI"] });
});

Deno.test("descope sends the secret in the body unless told otherwise", () => {
  assertEquals(descope.clientAuthentication, ["client_secret_post", "client_secret_basic"]);
});

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

for (
  const [error, said] of [
    ["invalid_client", /wrong.*https:\/\/api\.descope\.com/],
    ["unauthorized_client", /client credentials grant.*orders/],
    ["unsupported_grant_type", /client credentials grant/],
    ["invalid_scope", /policy/],
    ["access_denied", /policy/],
    ["invalid_target", /resource/],
  ] as const
) {
  Deno.test(`descope.explain tells what to do when the error is ${error}`, async () => {
    const { hint } = await explained(descope, { error, description: "Any text" }, settings);
    assertMatch(hint ?? "", said);
  });
}
