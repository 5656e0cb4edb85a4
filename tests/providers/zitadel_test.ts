import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { methodsOf } from "../../lib/common_settings.ts";
import zitadel from "../../providers/zitadel.ts";
import { explained, problemOf, requiredBy, settingOf } from "./probe.ts";

const settings = { domain: "https://acme.zitadel.cloud", clientId: "orders", scope: "openid" };

Deno.test("zitadel.endpoint() is at the domain", () => {
  assertEquals(zitadel.endpoint(settings), {
    tokenEndpoint: "https://acme.zitadel.cloud/oauth/v2/token",
  });
});

Deno.test("zitadel needs a domain, and asks for openid when no scope is set", () => {
  assertEquals(requiredBy(zitadel), ["domain", "clientId", "clientSecret"]);
  assertEquals(settingOf(zitadel, "scope").default, "openid");
});

Deno.test("zitadel prefers HTTP Basic", () => {
  assertEquals(methodsOf(zitadel), ["client_secret_basic", "client_secret_post"]);
});

for (const domain of ["id.acme.example", "http://127.0.0.1:8080"]) {
  Deno.test(`zitadel accepts the domain ${domain}`, async () => {
    assertEquals(await problemOf(zitadel, "domain", domain), undefined);
  });
}

Deno.test("zitadel refuses a domain with a path", async () => {
  const problem = await problemOf(zitadel, "domain", "acme.zitadel.cloud/oauth/v2");
  assertStringIncludes(problem ?? "", "without a path");
});

for (
  const scope of [
    "openid",
    "openid urn:zitadel:iam:org:project:id:zitadel:aud",
    "urn:zitadel:iam:org:project:id:123:aud openid",
  ]
) {
  Deno.test(`zitadel accepts the scope ${scope}`, async () => {
    assertEquals(await problemOf(zitadel, "scope", scope), undefined);
  });
}

for (const scope of ["urn:zitadel:iam:org:project:id:zitadel:aud", "openid2 profile", "OpenID"]) {
  Deno.test(`zitadel refuses the scope ${scope}, which lacks openid`, async () => {
    assertStringIncludes(await problemOf(zitadel, "scope", scope) ?? "", "must have openid");
  });
}

for (
  const [error, said] of [
    ["invalid_client", /secret of orders.*https:\/\/acme\.zitadel\.cloud/],
    ["invalid_scope", /the scope openid\..*project ID/],
    ["unauthorized_client", /service user.*orders/],
  ] as const
) {
  Deno.test(`zitadel.explain tells what to do when the error is ${error}`, async () => {
    const { hint } = await explained(zitadel, { error }, settings);
    assertMatch(hint ?? "", said);
  });
}
