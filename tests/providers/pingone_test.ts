import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { methodsOf } from "../../lib/common_settings.ts";
import pingone from "../../providers/pingone.ts";
import { explained, fieldVariables, problemOf, requiredBy, settingOf } from "./probe.ts";

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
    });
  });
}

Deno.test("pingone.endpoint() has no environment ID when a custom domain is set", () => {
  assertEquals(
    pingone.endpoint({ environmentId, region: "EU", domain: "https://login.acme.example" }),
    { tokenEndpoint: "https://login.acme.example/as/token" },
  );
});

Deno.test("pingone needs environment ID and region, or a custom domain", () => {
  assertEquals(requiredBy(pingone), ["clientId", "clientSecret"]);
  assertEquals(settingOf(pingone, "environmentId").required, { unless: "domain" });
  assertEquals(settingOf(pingone, "region").required, { unless: "domain" });
});

Deno.test("pingone knows six regions, and takes no other", () => {
  assertEquals(settingOf(pingone, "region").values, ["NA", "CA", "EU", "AU", "SG", "AP"]);
});

Deno.test("pingone reads the variables that the field knows", () => {
  assertEquals(fieldVariables(pingone), {
    environmentId: ["PINGONE_ENVIRONMENT_ID"],
    region: ["PINGONE_REGION_CODE"],
    clientId: ["PINGONE_CLIENT_ID"],
    clientSecret: ["PINGONE_CLIENT_SECRET"],
  });
});

Deno.test("pingone prefers HTTP Basic", () => {
  assertEquals(methodsOf(pingone), ["client_secret_basic", "client_secret_post"]);
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

for (
  const [error, said] of [
    ["invalid_client", /secret of orders.*--auth-method/],
    ["unauthorized_client", /grant type Client Credentials.*orders/],
    ["unsupported_grant_type", /grant type Client Credentials/],
    ["invalid_scope", /one resource only/],
  ] as const
) {
  Deno.test(`pingone.explain tells what to do when the error is ${error}`, async () => {
    const { hint } = await explained(pingone, { error }, { clientId: "orders" });
    assertMatch(hint ?? "", said);
  });
}
