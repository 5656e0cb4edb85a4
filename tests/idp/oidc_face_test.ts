import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { askByBasic, askByPost, lifetime, postForm, verifiedClaims } from "./ask_for_token.ts";
import { startIdp } from "./idp.ts";

Deno.test("The plain face gives a verifiable token to a client that uses Basic", async () => {
  await using idp = await startIdp();
  const { issuer, jwksUri, resource: audience, tokenEndpoint, clients } = idp.oidc;
  const { status, body } = await askByBasic(tokenEndpoint, clients.basic, { scope: "orders:read" });
  assertEquals(status, 200);
  assertEquals([body.token_type, body.expires_in, body.scope], ["Bearer", 600, "orders:read"]);

  const claims = await verifiedClaims(body.access_token, { jwksUri, issuer, audience });
  assertEquals(claims.scope, "orders:read");
  assertEquals(claims.client_id, clients.basic.clientId);
  assertEquals(lifetime(claims), 600);
});

Deno.test("The plain face gives a verifiable token to a client that posts its secret", async () => {
  await using idp = await startIdp();
  const { issuer, jwksUri, resource: audience, tokenEndpoint, clients } = idp.oidc;
  const { body } = await askByPost(tokenEndpoint, clients.post, { resource: audience });
  const claims = await verifiedClaims(body.access_token, { jwksUri, issuer, audience });
  assertEquals(claims.sub, clients.post.clientId);
});

Deno.test("The plain face takes awkward characters either way", async () => {
  await using idp = await startIdp();
  const { tokenEndpoint, clients: { awkward } } = idp.oidc;
  assertEquals((await askByBasic(tokenEndpoint, awkward)).status, 200);
  assertEquals((await askByPost(tokenEndpoint, awkward)).status, 200);
});

Deno.test("The plain face refuses awkward characters that Basic carries as they are", async () => {
  await using idp = await startIdp();
  const { tokenEndpoint, clients: { awkward } } = idp.oidc;
  const { status } = await postForm(tokenEndpoint, { grant_type: "client_credentials" }, {
    authorization: `Basic ${btoa(`${awkward.clientId}:${awkward.clientSecret}`)}`,
  });
  assert(status === 400 || status === 401, `${status}`);
});

Deno.test("The plain face leaves out a scope that it has never heard of", async () => {
  await using idp = await startIdp();
  const { tokenEndpoint, clients } = idp.oidc;
  const { body } = await askByPost(tokenEndpoint, clients.post, { scope: "orders:read nonsense" });
  assertEquals(body.scope, "orders:read");
});

Deno.test("The plain face publishes its metadata where each specification looks for it", async () => {
  await using idp = await startIdp();
  const { issuer, tokenEndpoint, jwksUri } = idp.oidc;
  for (
    const address of [
      `${issuer}/.well-known/openid-configuration`,
      `${idp.origin}/.well-known/oauth-authorization-server/oidc`,
    ]
  ) {
    const metadata = await (await fetch(address)).json();
    assertEquals(metadata.issuer, issuer);
    assertEquals(metadata.token_endpoint, tokenEndpoint);
    assertEquals(metadata.jwks_uri, jwksUri);
    assert(metadata.grant_types_supported.includes("client_credentials"));
    assertEquals(metadata.token_endpoint_auth_methods_supported, [
      "client_secret_basic",
      "client_secret_post",
    ]);
  }
});

Deno.test("The plain face challenges a client whose Basic credentials are wrong", async () => {
  await using idp = await startIdp();
  const { tokenEndpoint, clients } = idp.oidc;
  const client = { ...clients.basic, clientSecret: "wrong" };
  const { status, headers } = await askByBasic(tokenEndpoint, client);
  assertEquals(status, 401);
  assertStringIncludes(headers.get("www-authenticate") ?? "", "Basic");
  assertEquals(headers.get("x-refusal-detail"), null);
});

Deno.test("The plain face refuses", async (test) => {
  await using idp = await startIdp();
  const { tokenEndpoint, refusedScope, clients } = idp.oidc;
  const { basic, post, ungranted } = clients;
  const wrong = { ...post, clientSecret: "wrong" };
  const unknown = { ...post, clientId: "nobody" };

  const refusals = [
    ["a wrong secret", () => askByPost(tokenEndpoint, wrong), 401, "invalid_client"],
    ["an unknown client", () => askByPost(tokenEndpoint, unknown), 401, "invalid_client"],
    [
      "Basic from a client that posts",
      () => askByBasic(tokenEndpoint, post),
      401,
      "invalid_client",
    ],
    [
      "a post from a client for Basic",
      () => askByPost(tokenEndpoint, basic),
      401,
      "invalid_client",
    ],
    [
      "a scope that the client may not have",
      () => askByPost(tokenEndpoint, post, { scope: refusedScope }),
      400,
      "invalid_scope",
    ],
    [
      "an unknown resource",
      () => askByPost(tokenEndpoint, post, { resource: "https://elsewhere.example/" }),
      400,
      "invalid_target",
    ],
    // RFC 6749 has `unauthorized_client` for this; the provider has an opinion of its own.
    [
      "a client without this grant",
      () => askByPost(tokenEndpoint, ungranted),
      400,
      "invalid_request",
    ],
    [
      "another grant",
      () => askByPost(tokenEndpoint, post, { grant_type: "password" }),
      400,
      "unsupported_grant_type",
    ],
    ["an empty form", () => postForm(tokenEndpoint, {}), 400, "invalid_request"],
  ] as const;

  for (const [what, ask, status, error] of refusals) {
    await test.step(what, async () => {
      const answer = await ask();
      assertEquals([answer.status, answer.body.error], [status, error]);
    });
  }
});
