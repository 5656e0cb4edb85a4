import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { methodsOf } from "../../lib/common_settings.ts";
import keycloak from "../../providers/keycloak.ts";
import { explained, fieldVariables, problemOf, requiredBy } from "./probe.ts";

const settings = { baseUrl: "https://id.example.com", realm: "shop", clientId: "orders" };

for (
  const [baseUrl, realm, tokenEndpoint] of [
    ["https://id.example.com", "shop", "https://id.example.com/realms/shop"],
    ["https://id.example.com/", "Shop", "https://id.example.com/realms/Shop"],
    ["https://id.example.com/auth/", "shop", "https://id.example.com/auth/realms/shop"],
    ["http://localhost:8080", "my shop/ü?", "http://localhost:8080/realms/my%20shop%2F%C3%BC%3F"],
  ] as const
) {
  Deno.test(`keycloak.endpoint() is that of the realm ${realm} at ${baseUrl}`, () => {
    assertEquals(keycloak.endpoint({ baseUrl, realm }), {
      tokenEndpoint: `${tokenEndpoint}/protocol/openid-connect/token`,
    });
  });
}

Deno.test("keycloak needs a base URL and a realm", () => {
  assertEquals(requiredBy(keycloak), ["baseUrl", "realm", "clientId", "clientSecret"]);
});

Deno.test("keycloak reads the variables that the field knows", () => {
  assertEquals(fieldVariables(keycloak), {
    baseUrl: ["KEYCLOAK_URL"],
    realm: ["KEYCLOAK_REALM"],
    clientId: ["KEYCLOAK_CLIENT_ID"],
    clientSecret: ["KEYCLOAK_CLIENT_SECRET"],
  });
});

Deno.test("keycloak prefers HTTP Basic", () => {
  assertEquals(methodsOf(keycloak), ["client_secret_basic", "client_secret_post"]);
});

for (const baseUrl of ["https://id.example.com/auth", "https://example.com/realmsofjoy"]) {
  Deno.test(`keycloak accepts the base URL ${baseUrl}`, async () => {
    assertEquals(await problemOf(keycloak, "baseUrl", baseUrl), undefined);
  });
}

for (
  const [baseUrl, said] of [
    ["https://id.example.com/realms/shop", "without /realms"],
    ["https://id.example.com/auth/realms", "without /realms"],
    ["https://id.example.com/?realm=shop", "query"],
    ["http://id.example.com", "https://"],
    ["id.example.com", "an address"],
  ] as const
) {
  Deno.test(`keycloak refuses the base URL ${baseUrl}`, async () => {
    assertStringIncludes(await problemOf(keycloak, "baseUrl", baseUrl) ?? "", said);
  });
}

const explanations: readonly (readonly [error: string, text: string, said: RegExp])[] = [
  ["Realm does not exist", "", /realm shop.*https:\/\/id\.example\.com.*\/auth/],
  [
    "Unable to find matching target resource method",
    "For more on this error consult the server log at the debug level.",
    /Add \/auth at the end of https:\/\/id\.example\.com, or take it away/,
  ],
  ["HTTP 404 Not Found", "", /Add \/auth/],
  [
    "unauthorized_client",
    "Client not enabled to retrieve service account",
    /Service account roles on for client orders/,
  ],
  [
    "unauthorized_client",
    "Public client not allowed to retrieve service account",
    /Client authentication on/,
  ],
  [
    "unauthorized_client",
    "Bearer-only client not allowed to retrieve service account",
    /Client authentication on/,
  ],
  [
    "unauthorized_client",
    "Invalid client or Invalid client credentials",
    /wrong, or the client is disabled.*orders.*shop/,
  ],
  ["invalid_client", "Invalid client or Invalid client credentials", /wrong, or the client/],
  [
    "invalid_request",
    "The associated service account for the client does not exist",
    /service account of client orders is missing or disabled/,
  ],
  ["invalid_request", "User 'service-account-orders' disabled", /missing or disabled/],
  ["invalid_request", "HTTPS required", /https only/],
  ["invalid_scope", "Invalid scopes: x", /Client scopes/],
];

for (const [error, text, said] of explanations) {
  Deno.test(`keycloak.explain tells what to do when ${error} says: ${text}`, async () => {
    const { hint } = await explained(keycloak, { error, error_description: text }, settings);
    assertMatch(hint ?? "", said);
  });
}

Deno.test("keycloak.explain is silent when the text of invalid_request is not known", async () => {
  const body = { error: "invalid_request", error_description: "Another reason" };
  const { hint } = await explained(keycloak, body, settings);
  assertEquals(hint, undefined);
});
