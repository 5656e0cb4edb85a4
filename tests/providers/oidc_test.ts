import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import oidc from "../../providers/oidc.ts";
import { problemOf, testAccepted } from "./probe.ts";
import { type Refused, testRefusals } from "./refusals.ts";

Deno.test("oidc.endpoint() is discovered when only the issuer is set", () => {
  assertEquals(oidc.endpoint({ issuer: "https://id.example.com/" }), {
    issuer: "https://id.example.com/",
  });
});

Deno.test("oidc.endpoint() with issuer and token URL: both", () => {
  assertEquals(
    oidc.endpoint({ issuer: "https://id.example.com", tokenUrl: "https://id.example.com/token" }),
    { tokenEndpoint: "https://id.example.com/token", issuer: "https://id.example.com" },
  );
});

for (
  const [issuer, said] of [
    ["https://id.example.com/?realm=acme", "query"],
    ["https://id.example.com/.well-known/openid-configuration", "without /.well-known/"],
    ["https://id.example.com/.well-known/oauth-authorization-server/acme", "/.well-known/"],
    ["http://id.example.com", "https://"],
  ] as const
) {
  Deno.test(`oidc refuses the issuer ${issuer}`, async () => {
    assertStringIncludes(await problemOf(oidc, "issuer", issuer) ?? "", said);
  });
}

Deno.test("oidc accepts a token URL with a query", async () => {
  assertEquals(await problemOf(oidc, "tokenUrl", "https://id.example.com/token?p=1"), undefined);
});

Deno.test("oidc.parameters() sends nothing of its own when nothing is set", () => {
  assertEquals(oidc.parameters({}), {});
});

Deno.test("oidc.parameters() sends the audience as it is", () => {
  assertEquals(oidc.parameters({ audience: "a & b" }), { audience: ["a & b"] });
});

Deno.test("oidc.parameters() repeats the field when there are several resources (RFC 8707)", () => {
  assertEquals(oidc.parameters({ resource: "https://a.example/ urn:b" }), {
    resource: ["https://a.example/", "urn:b"],
  });
});

Deno.test("oidc.parameters() decodes form fields", () => {
  assertEquals(oidc.parameters({ form: "tenant=acme+corp&a%26b=c%3Dd%26e&x=1=2" }), {
    tenant: ["acme corp"],
    "a&b": ["c=d&e"],
    x: ["1=2"],
  });
});

Deno.test("oidc.parameters() keeps every value when a field is given more than once", () => {
  assertEquals(
    oidc.parameters({
      audience: "c",
      resource: "urn:r2",
      form: "audience=a&audience=b&resource=urn:r1",
    }),
    { audience: ["a", "b", "c"], resource: ["urn:r1", "urn:r2"] },
  );
});

testAccepted(oidc, "resource", [
  "https://api.example.com/orders?x=1",
  "urn:example:orders",
  "api://orders",
]);

for (const uri of ["orders", "/orders", "https://a.example/#b", "https://a.example/  urn:b"]) {
  Deno.test(`oidc refuses the resource ${uri}`, async () => {
    assertMatch(await problemOf(oidc, "resource", uri) ?? "", /^must be an absolute URI/);
  });
}

testAccepted(oidc, "form", ["a=b", "a=b&c=d", "a=", "a=b=c"]);

for (const form of ["a", "=b", "a=b&c", "a=b&", "a=b&=c"]) {
  Deno.test(`oidc refuses the form ${form}`, async () => {
    assertMatch(await problemOf(oidc, "form", form) ?? "", /^must be name=value/);
  });
}

const asked = { issuer: "https://id.example.com", clientId: "orders", scope: "Orders.Read" };

testRefusals(oidc, asked, [
  [
    400,
    { error: "invalid_request", error_description: "requested grant type is not allowed" },
    /orders may not use the client credentials grant/,
  ],
  [
    400,
    { error: "invalid_request", error_description: "Missing parameter: audience" },
    /missing, refused, or sent twice.*--audience/,
  ],
  [
    401,
    { error: "invalid_client" },
    /accept the secret of client orders.*--auth-method/,
  ],
  [401, { error: "invalid_client" }, /accept the assertion.*--assertion-audience/, "privateKey"],
  [401, { error: "invalid_client" }, /the certificate of client orders, or got none/, "clientCert"],
  [401, { error: "invalid_client" }, /federated token for client orders/, "federatedTokenFile"],
  // By Keycloak, which sends 401 where the credential is wrong.
  [401, { error: "unauthorized_client" }, /accept the secret of client orders/],
  [401, { error: "unauthorized_client" }, /accept the assertion/, "privateKey"],
  [401, { error: "unauthorized_client" }, /accept the certificate/, "clientCert"],
  [401, { error: "unauthorized_client" }, /accept the federated token/, "federatedTokenFile"],
  [401, {
    error: "unauthorized_client",
    error_description:
      "Invalid method used to get client secret. Client requires method 'client_secret_post' but 'client_secret_basic' was used",
  }, /^Set --auth-method/],
  [401, {
    error: "invalid_client",
    error_description:
      "The OAuth 2.0 Client supports client authentication method 'client_secret_post', but method 'client_secret_basic' was requested.",
  }, /^Set --auth-method/],
  ...[
    ["Invalid signature algorithm", /--signing-algorithm/],
    [
      "uses signing algorithm 'RS256' but the client enforces signing algorithm 'PS256'",
      /--signing/,
    ],
    ["Unable to load public key", /--key-id/],
    [
      "Client authentication with signed JWT failed: Signature on JWT token failed validation",
      /another key than the one that signed/,
    ],
    [
      "Unable to verify the integrity of the 'client_assertion' value",
      /another key than the one that signed/,
    ],
    ["Token is not active", /Set the clock/],
    ["Invalid token audience", /--assertion-audience/],
    [
      "Claim 'audience' from 'client_assertion' must match the authorization server's token endpoint",
      /--assertion-audience/,
    ],
  ].map(([error_description, says]): Refused => [
    ...[400, { error: "invalid_client", error_description }] as const,
    ...[says as RegExp, "privateKey"] as const,
  ]),
  [400, {
    error: "unauthorized_client",
    error_description:
      "Client authentication with client secret signed JWT failed: Signature on JWT token by client secret  failed validation",
  }, /another secret than the one that signed/],
  [400, {
    error: "invalid_client",
    error_description: "Parameter client_assertion_type is missing",
  }, /with a signed JWT, and got a secret/],
  [
    400,
    { error: "invalid_request", error_description: "DPoP proof is missing" },
    /^Client orders requires DPoP\. Set a key with --dpop-key-file/,
  ],
  [
    400,
    { error: "invalid_request", error_description: "DPoP proof is not active" },
    /Set the clock/,
    "clientCert",
  ],
  [
    400,
    { error: "invalid_grant", error_description: "grant request is invalid" },
    /If client orders requires DPoP/,
  ],
  [
    401,
    { error: "unauthorized", error_description: "Bad credentials" },
    /accept the secret of client orders/,
  ],
  [
    401,
    { status: 401, error: "Unauthorized", message: "Bad credentials", path: "/oauth/token" },
    /accept the secret of client orders/,
  ],
  [400, { error: "invalid_grant" }, /client orders.*disabled or has expired/],
  [400, { error: "unauthorized_client" }, /orders may not use the client credentials grant/],
  [400, { error: "unsupported_grant_type" }, /does not offer the client credentials grant/],
  [400, { error: "invalid_scope" }, /client orders may not have it: Orders\.Read\. /],
  [400, { error: "invalid_target" }, /client orders.*--resource and --audience/],
  [400, { error: "invalid_dpop_proof" }, /DPoP.*--dpop-key-file/],
  [400, { error: "use_dpop_nonce" }, /DPoP/],
  [403, { error: "access_denied" }, /denies client orders this token/],
]);
