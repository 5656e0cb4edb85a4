import { assertEquals, assertStringIncludes } from "@std/assert";
import keycloak from "../../providers/keycloak.ts";
import { problemOf, testAccepted } from "./probe.ts";
import { testRefusals, testSilence } from "./refusals.ts";

const settings = { baseUrl: "https://id.example.com", realm: "shop", clientId: "orders" };

for (
  const [baseUrl, realm, issuer] of [
    ["https://id.example.com", "shop", "https://id.example.com/realms/shop"],
    ["https://id.example.com/", "Shop", "https://id.example.com/realms/Shop"],
    ["https://id.example.com/auth/", "shop", "https://id.example.com/auth/realms/shop"],
    ["http://localhost:8080", "my shop/ü?", "http://localhost:8080/realms/my%20shop%2F%C3%BC%3F"],
  ] as const
) {
  Deno.test(`keycloak.endpoint() is that of the realm ${realm} at ${baseUrl}`, () => {
    assertEquals(keycloak.endpoint({ baseUrl, realm }), {
      tokenEndpoint: `${issuer}/protocol/openid-connect/token`,
      issuer,
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

const invalidCredentials = "Invalid client or Invalid client credentials";

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
  // What Keycloak 26.7 was seen to say.
  [
    401,
    { error: "unauthorized_client", error_description: invalidCredentials },
    /^The secret is wrong, or client orders authenticates in another way/,
  ],
  [
    401,
    { error: "invalid_client", error_description: invalidCredentials },
    /^The realm shop has no enabled client orders\. /,
  ],
  [
    401,
    { error: "invalid_client", error_description: invalidCredentials },
    /no enabled client orders, or does not accept its certificate/,
    "clientCert",
  ],
  [
    400,
    {
      error: "invalid_client",
      error_description: "Invalid signature algorithm",
    },
    /--signing-algorithm/,
    "privateKey",
  ],
  [
    400,
    {
      error: "invalid_client",
      error_description: "Unable to load public key",
    },
    /orders has the key ID .*--key-id/,
    "privateKey",
  ],
  [
    400,
    {
      error: "invalid_client",
      error_description:
        "Client authentication with signed JWT failed: Signature on JWT token failed validation",
    },
    /key registered for client orders.* another one/,
    "privateKey",
  ],
  [400, {
    error: "unauthorized_client",
    error_description:
      "Client authentication with client secret signed JWT failed: Signature on JWT token by client secret  failed validation",
  }, /Another secret is registered for client orders/],
  [
    400,
    { error: "invalid_client", error_description: "Token is not active" },
    /the assertion has expired.*Set the clock/,
    "privateKey",
  ],
  [
    400,
    { error: "invalid_client", error_description: "Token is not active" },
    /the federated token has expired.*Get a new one/,
    "federatedTokenFile",
  ],
  [400, {
    error: "invalid_client",
    error_description: "Parameter client_assertion_type is missing",
  }, /with a signed JWT, and got a secret\. .*--private-key-file/],
  [
    400,
    { error: "invalid_client", error_description: "Missing client_id parameter" },
    /with a certificate, and got a secret\. Set --client-cert-file/,
  ],
  [
    400,
    {
      error: "invalid_client",
      error_description: "Multiple audiences not allowed",
    },
    /exactly one audience: .*id\.example\.com\/realms\/shop/,
    "federatedTokenFile",
  ],
  [
    400,
    { error: "invalid_client", error_description: "Invalid token audience" },
    /exactly one audience/,
    "federatedTokenFile",
  ],
  [
    400,
    { error: "invalid_client", error_description: "Invalid token audience" },
    /--assertion-audience/,
    "privateKey",
  ],
  [
    400,
    {
      error: "invalid_client",
      error_description: "client_id parameter does not match authenticated client",
    },
    /another client than orders\. Set --client-id/,
    "federatedTokenFile",
  ],
  [401, {
    error: "unauthorized_client",
    error_description:
      "Invalid method used to get client secret. Client requires method 'client_secret_post' but 'client_secret_basic' was used",
  }, /^Set --auth-method to the method that client orders requires/],
  [
    400,
    { error: "invalid_request", error_description: "DPoP proof is missing" },
    /requires DPoP.*--dpop-key-file/,
  ],
  [
    400,
    { error: "invalid_request", error_description: "DPoP proof is not active" },
    /the DPoP proof is of another time\. Set the clock/,
  ],
  [400, {
    error: "invalid_request",
    error_description: "Client Certification missing for MTLS HoK Token Binding",
  }, /binds its tokens to a certificate.*--client-cert-file/],
  [400, {
    error: "invalid_request",
    error_description: "Configured client authentication method not allowed for client",
  }, /policy of the realm shop does not allow client orders .* secret/],
  [400, { error: "invalid_client" }, /does not accept the key of client orders/, "privateKey"],
  [400, { error: "unauthorized_client" }, /orders may not use this grant/],
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
    { error: "invalid_dpop_proof", error_description: "DPoP proof is invalid" },
    /orders requires DPoP.*--dpop-key-file/,
  ],
]);

testSilence(keycloak, settings, [
  { error: "invalid_request", error_description: "Another reason" },
  { error: "access_denied", error_description: "Another reason" },
]);
