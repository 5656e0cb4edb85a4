import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import onelogin from "../../providers/onelogin.ts";
import { problemOf } from "./probe.ts";
import { type Body, testRefusals, testSilence } from "./refusals.ts";

const settings = { subdomain: "acme", kind: "oidc", clientId: "orders" };

Deno.test("onelogin.endpoint() is that of OIDC apps when the kind is oidc", () => {
  assertEquals(onelogin.endpoint(settings), {
    tokenEndpoint: "https://acme.onelogin.com/oidc/2/token",
    issuer: "https://acme.onelogin.com/oidc/2",
  });
});

Deno.test("onelogin.endpoint() is that of the platform API when the kind is api", () => {
  assertEquals(onelogin.endpoint({ ...settings, kind: "api" }), {
    tokenEndpoint: "https://acme.onelogin.com/auth/oauth2/v2/token",
  });
});

Deno.test("onelogin.endpoint() is at the domain when both are set", () => {
  assertEquals(onelogin.endpoint({ ...settings, domain: "http://localhost:8080" }), {
    tokenEndpoint: "http://localhost:8080/oidc/2/token",
    issuer: "http://localhost:8080/oidc/2",
  });
});

for (
  const [name, value, said] of [
    ["subdomain", "acme.onelogin.com", "only the part before"],
    ["subdomain", "https://acme", "only the part before"],
    ["subdomain", "evil.example/", "only the part before"],
    ["domain", "acme.onelogin.com/oidc/2", "without a path"],
  ] as const
) {
  Deno.test(`onelogin refuses ${value} as ${name}`, async () => {
    assertStringIncludes(await problemOf(onelogin, name, value) ?? "", said);
  });
}

Deno.test("onelogin accepts a subdomain with digits and hyphens", async () => {
  assertEquals(await problemOf(onelogin, "subdomain", "Acme-2-dev"), undefined);
});

Deno.test("onelogin.parameters() names the resource", () => {
  assertEquals(onelogin.parameters({ resource: "https://api.acme.example" }), {
    resource: "https://api.acme.example",
  });
});

Deno.test("onelogin.check() refuses a domain beside a subdomain: one would quietly win", () => {
  const domain = "https://acme.onelogin.com";
  assertMatch(
    onelogin.check({ domain, subdomain: "b" }) ?? "",
    /domain or the subdomain, not both: .*, b/,
  );
  assertEquals(onelogin.check({ domain }), undefined);
  assertEquals(onelogin.check({ subdomain: "acme" }), undefined);
});

/** A refusal of the platform API. */
function apiSays(code: number, type: string, message: string): Body {
  return { status: { error: true, code, type, message } };
}

const asked = {
  subdomain: "acme",
  clientId: "orders",
  resource: "https://a.example",
  scope: "orders.read",
};

testRefusals(onelogin, asked, [
  [400, {
    error: "unauthorized_client",
    error_description: "requested grant type is not allowed for this client",
  }, /orders may not use the client credentials grant.*API Authorization/],
  [
    401,
    { error: "invalid_client", error_description: "client authentication failed" },
    /secret of orders.*kind oidc.*--auth-method/,
  ],
  [401, apiSays(401, "Unauthorized", "Authentication Failure"), /not for the platform API/],
  [
    401,
    { statusCode: 401, name: "Unauthorized", message: "Authentication Failure" },
    /not for the platform API/,
  ],
  [
    400,
    apiSays(400, "bad request", "Authorization Information is incorrect"),
    /not for the platform API/,
  ],
  [400, { error: "invalid_target" }, /resource https:\/\/a\.example, or orders/],
  [400, { error: "invalid_resource" }, /Compare the resource exactly/],
  [
    400,
    { error: "invalid_scope", error_description: "requested scope is not allowed" },
    /App orders may not have.*orders\.read\./,
  ],
]);

testSilence(onelogin, asked, [apiSays(400, "bad request", "Another reason")]);
