import { assertEquals, assertStringIncludes } from "@std/assert";
import ory from "../../providers/ory.ts";
import { problemOf, settingOf } from "./probe.ts";
import { type Refused, testRefusals, testSilence } from "./refusals.ts";

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
    assertEquals(ory.endpoint({ baseUrl }), { tokenEndpoint, issuer: baseUrl });
  });
}

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

const asked = { ...settings, scope: "orders.read", audience: "https://a.example" };
const clientFailed =
  "Client authentication failed (e.g., unknown client, no client authentication included, or unsupported authentication method).";
const malformed =
  "The request is missing a required parameter, includes an invalid parameter value, includes a parameter more than once, or is otherwise malformed.";

testRefusals(ory, asked, [
  [401, {
    error: "invalid_client",
    error_description:
      `${clientFailed} The OAuth 2.0 Client supports client authentication method 'client_secret_post', but method 'client_secret_basic' was requested. You must configure the OAuth 2.0 client's 'token_endpoint_auth_method' value to accept 'client_secret_basic'.`,
  }, /orders may use only one authentication method.*--auth-method/],
  [401, {
    error: "invalid_client",
    error_description:
      `${clientFailed} This requested OAuth 2.0 client only supports client authentication method 'private_key_jwt', however that method is not supported by this server.`,
  }, /only one authentication method/],
  [
    401,
    { error: "invalid_client", error_description: clientFailed },
    /no client orders, or does not accept its secret\. Check both at https:\/\/acme/,
  ],
  ...[
    [
      "The client_assertion uses signing algorithm 'RS256' but the requested OAuth 2.0 Client enforces signing algorithm 'PS256'.",
      /^Set --signing-algorithm/,
    ],
    ["Unable to verify the integrity of the 'client_assertion' value.", /verify the assertion/],
    [
      "Claim 'audience' from 'client_assertion' must match the authorization server's token endpoint 'https://a.example'.",
      /--assertion-audience/,
    ],
    ["The 'client_assertion' value is invalid: token is expired", /Set the clock/],
    ["", /no client orders, or does not accept its key/],
  ].map(([text, says]): Refused => [
    ...[401, { error: "invalid_client", error_description: `${clientFailed} ${text}` }] as const,
    ...[says as RegExp, "privateKey"] as const,
  ]),
  [
    400,
    {
      error: "invalid_request",
      error_description:
        `${malformed} The JSON Web Token uses signing key with kid 'k1', which could not be found.`,
    },
    /no key with the key ID.*--key-id/,
    "privateKey",
  ],
  [400, {
    error: "invalid_request",
    error_description:
      `${malformed} Requested audience 'https://a.example' has not been whitelisted by the OAuth 2.0 Client.`,
  }, /orders may not request the audience https:\/\/a\.example\./],
  [400, {
    error: "invalid_request",
    error_description:
      `${malformed} The client secret in the HTTP authorization header could not be decoded from 'application/x-www-form-urlencoded'.`,
  }, /cannot read the Authorization header/],
  [400, {
    error: "invalid_scope",
    error_description:
      "The requested scope is invalid, unknown, or malformed. The OAuth 2.0 Client is not allowed to request scope 'orders.read'.",
  }, /orders may not have all of the scopes orders\.read\./],
  [400, {
    error: "unauthorized_client",
    error_description:
      "The client is not authorized to request a token using this method. The OAuth 2.0 Client is not allowed to use authorization grant 'client_credentials'.",
  }, /Add client_credentials to the grant types of client orders/],
  [400, {
    error: "jti_known",
    error_description:
      "The jti was already used. Claim 'jti' from 'client_assertion' MUST only be used once.",
  }, /new one for each request/],
  [400, {
    error: "invalid_grant",
    error_description:
      "The provided authorization grant is invalid. The OAuth 2.0 Client is marked as public and is thus not allowed to use authorization grant 'client_credentials'.",
  }, /orders is public/],
  // An older server says what matters in a member of its own.
  [400, {
    error: "invalid_request",
    error_hint:
      'Requested audience "https://a.example" has not been whitelisted by the OAuth 2.0 Client.',
  }, /request the audience/],
]);

testSilence(ory, settings, [
  { error: "invalid_request", error_description: malformed },
  { error: "invalid_grant", error_description: "Another reason" },
]);
