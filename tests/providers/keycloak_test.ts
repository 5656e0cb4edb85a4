import { assertEquals, assertStringIncludes } from "@std/assert";
import keycloak from "../../providers/keycloak.ts";
import { problemOf, testAccepted } from "./probe.ts";
import { testRefusals, testSilence } from "./refusals.ts";

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

testAccepted(keycloak, "baseUrl", [
  "https://id.example.com/auth",
  "https://example.com/realmsofjoy",
]);

for (
  const [baseUrl, said] of [
    ["https://id.example.com/realms/shop", "without /realms"],
    ["https://id.example.com/auth/realms", "without /realms"],
    ["https://id.example.com/?realm=shop", "query"],
    ["http://id.example.com", "https://"],
    ["id.example.com", "a URL"],
  ] as const
) {
  Deno.test(`keycloak refuses the base URL ${baseUrl}`, async () => {
    assertStringIncludes(await problemOf(keycloak, "baseUrl", baseUrl) ?? "", said);
  });
}

testRefusals(keycloak, { ...settings, scope: "orders:read" }, [
  [404, {
    error: "Realm does not exist",
    error_description: "For more on this error consult the server log.",
  }, /realm shop.*https:\/\/id\.example\.com.*\/auth/],
  [404, {
    error: "Unable to find matching target resource method",
    error_description: "For more on this error consult the server log.",
  }, /Add \/auth to the end of https:\/\/id\.example\.com, or remove it/],
  [404, { error: "HTTP 404 Not Found" }, /Add \/auth/],
  [401, {
    error: "unauthorized_client",
    error_description: "Client not enabled to retrieve service account",
  }, /Service account roles in the settings of client orders/],
  [401, {
    error: "unauthorized_client",
    error_description: "Public client not allowed to retrieve service account",
  }, /Client authentication for client orders/],
  [
    400,
    { error: "invalid_client", error_description: "Bearer-only not allowed" },
    /Turn on Client authentication/,
  ],
  [401, {
    error: "unauthorized_client",
    error_description: "Invalid client or Invalid client credentials",
  }, /wrong, or the client is disabled.*orders.*shop/],
  [401, {
    error: "invalid_client",
    error_description: "Invalid client or Invalid client credentials",
  }, /wrong, or the client/],
  [401, {
    error: "invalid_request",
    error_description: "The associated service account for the client does not exist",
  }, /service account of client orders is missing or disabled/],
  [
    401,
    { error: "invalid_request", error_description: "User 'service-account-orders' disabled" },
    /missing or disabled/,
  ],
  [
    403,
    { error: "access_denied", error_description: "Realm not enabled" },
    /realm shop is disabled/,
  ],
  [
    403,
    { error: "invalid_request", error_description: "HTTPS required" },
    /realm shop requires https/,
  ],
  [
    400,
    { error: "invalid_scope", error_description: "Invalid scopes: orders:read" },
    /orders does not have.*orders:read\. .*Client scopes/,
  ],
  [
    400,
    { error: "invalid_dpop_proof", error_description: "DPoP proof is missing" },
    /orders requires DPoP.*--dpop-key-file/,
  ],
]);

testSilence(keycloak, settings, [
  { error: "invalid_request", error_description: "Another reason" },
  { error: "access_denied", error_description: "Another reason" },
]);
