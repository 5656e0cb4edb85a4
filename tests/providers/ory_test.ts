import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { methodsOf } from "../../lib/common_settings.ts";
import ory from "../../providers/ory.ts";
import { explained, fieldVariables, problemOf, requiredBy, settingOf } from "./probe.ts";

const settings = { baseUrl: "https://acme.projects.oryapis.com", clientId: "orders" };

for (
  const [baseUrl, tokenEndpoint] of [
    [
      "https://acme.projects.oryapis.com",
      "https://acme.projects.oryapis.com/oauth2/token",
    ],
    ["https://id.example.com/hydra/", "https://id.example.com/hydra/oauth2/token"],
  ] as const
) {
  Deno.test(`ory.endpoint() is below ${baseUrl}`, () => {
    assertEquals(ory.endpoint({ baseUrl }), { tokenEndpoint });
  });
}

Deno.test("ory needs a base URL", () => {
  assertEquals(requiredBy(ory), ["baseUrl", "clientId", "clientSecret"]);
});

Deno.test("ory reads the variable that the field knows", () => {
  assertEquals(fieldVariables(ory), { baseUrl: ["ORY_SDK_URL"] });
});

Deno.test("ory uses HTTP Basic, which is all that a client takes by default", () => {
  assertEquals(methodsOf(ory), ["client_secret_basic", "client_secret_post"]);
});

Deno.test("ory accepts a base URL on this machine", async () => {
  assertEquals(await problemOf(ory, "baseUrl", "http://127.0.0.1:4444/"), undefined);
});

for (
  const [baseUrl, said] of [
    ["https://acme.projects.oryapis.com/oauth2/token", "without /oauth2"],
    ["https://acme.projects.oryapis.com/oauth2", "without /oauth2"],
    ["https://acme.projects.oryapis.com/?a=b", "query"],
    ["http://id.example.com", "https://"],
  ] as const
) {
  Deno.test(`ory refuses the base URL ${baseUrl}`, async () => {
    assertStringIncludes(await problemOf(ory, "baseUrl", baseUrl) ?? "", said);
  });
}

Deno.test("ory.parameters() sends several audiences in one field, with spaces", () => {
  assertEquals(settingOf(ory, "audience").list, " ");
  assertEquals(ory.parameters({ audience: "https://a.example/ https://b.example/" }), {
    audience: "https://a.example/ https://b.example/",
  });
});

for (
  const [error, text, said] of [
    [
      "invalid_client",
      "Client authentication failed. The OAuth 2.0 Client supports client authentication method 'client_secret_post', but method 'client_secret_basic' was requested. You must configure the OAuth 2.0 client's 'token_endpoint_auth_method' value.",
      /one way only.*--auth-method/,
    ],
    ["invalid_client", "Client authentication failed", /wrong\. Check client orders at https/],
    [
      "invalid_request",
      "Requested audience 'x' has not been whitelisted by the OAuth 2.0 Client.",
      /Add the audience.*orders/,
    ],
    [
      "invalid_request",
      "The client id in the HTTP authorization header could not be decoded",
      /cannot read the Authorization header/,
    ],
    [
      "invalid_scope",
      "The OAuth 2.0 Client is not allowed to request scope 'x'.",
      /Add the scope to those of client orders/,
    ],
    [
      "unauthorized_client",
      "The OAuth 2.0 Client is not allowed to use authorization grant 'client_credentials'.",
      /Add client_credentials to the grant types/,
    ],
    [
      "invalid_grant",
      "The OAuth 2.0 Client is marked as public and is thus not allowed to use authorization grant 'client_credentials'.",
      /orders is public/,
    ],
  ] as const
) {
  Deno.test(`ory.explain tells what to do when ${error} says: ${text}`, async () => {
    const { hint } = await explained(ory, { error, error_description: text }, settings);
    assertMatch(hint ?? "", said);
  });
}

Deno.test("ory.explain reads the hint of an older server", async () => {
  const body = { error: "invalid_request", error_hint: "Requested audience 'x' …" };
  const { hint } = await explained(ory, body, settings);
  assertMatch(hint ?? "", /Add the audience/);
});

for (const error of ["invalid_request", "invalid_grant"]) {
  Deno.test(`ory.explain is silent when the text of ${error} is not known`, async () => {
    const body = { error, error_description: "Another reason" };
    const { hint } = await explained(ory, body, settings);
    assertEquals(hint, undefined);
  });
}
