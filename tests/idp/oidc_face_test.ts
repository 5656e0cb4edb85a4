import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  calculateJwkThumbprint,
  decodeJwt,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWTPayload,
  SignJWT,
  UnsecuredJWT,
} from "jose";
import {
  askByAssertion,
  askByBasic,
  askByPost,
  assertionType,
  lifetime,
  postForm,
  verifiedClaims,
} from "./ask_for_token.ts";
import { type Idp, startIdp } from "./idp.ts";
import { assertionAlgorithms, type KeyClient } from "./key_client.ts";

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
      "client_secret_jwt",
      "private_key_jwt",
    ]);
    assertEquals(metadata.token_endpoint_auth_signing_alg_values_supported, [
      ...assertionAlgorithms,
      ...["HS256", "HS384", "HS512"],
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

Deno.test("The plain face gives a verifiable token to a client that signs with", async (test) => {
  await using idp = await startIdp();
  const { issuer, jwksUri, resource: audience, tokenEndpoint } = idp.oidc;
  for (const algorithm of assertionAlgorithms) {
    await test.step(algorithm, async () => {
      const client = await idp.oidc.keyClient(algorithm);
      const assertion = await signed(client, goodClaims(client, issuer));
      const { status, body } = await askByAssertion(tokenEndpoint, assertion);
      assertEquals(status, 200);
      const claims = await verifiedClaims(body.access_token, { jwksUri, issuer, audience });
      assertEquals(claims.sub, client.clientId);
    });
  }
});

Deno.test("The plain face takes an assertion", async (test) => {
  await using idp = await startIdp();
  const { issuer, tokenEndpoint } = idp.oidc;
  const client = await idp.oidc.keyClient("ES256");
  const good = () => goodClaims(client, issuer);
  const { keyId: _, ...withoutKeyId } = client;
  const assertions: Record<string, () => Promise<string>> = {
    "for the issuer": () => signed(client, good()),
    "for the token endpoint": () => signed(client, { ...good(), aud: tokenEndpoint }),
    "for one of several": () =>
      signed(client, { ...good(), aud: ["https://other.example", issuer] }),
    "without a key ID": () => signed(withoutKeyId, good()),
    // RFC 7523bis wants it.
    "of an explicit type": () => signed(client, good(), { typ: "client-authentication+jwt" }),
  };
  for (const [what, sign] of Object.entries(assertions)) {
    await test.step(what, async () => {
      const { status, body } = await askByAssertion(tokenEndpoint, await sign());
      assertEquals([status, body.error], [200, undefined]);
    });
  }
});

Deno.test("The plain face refuses an assertion", async (test) => {
  await using idp = await startIdp();
  const { issuer } = idp.oidc;
  const client = await idp.oidc.keyClient("ES256");
  const other = await idp.oidc.keyClient("ES384");
  const good = () => goodClaims(client, issuer);
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  const stranger = { ...client, jwk: await exportJWK(privateKey) };
  const now = secondsSince1970();

  const assertions: Record<string, () => Promise<string>> = {
    "of another key": () => signed(stranger, good()),
    "of no key": () => Promise.resolve(new UnsecuredJWT(good()).encode()),
    "of another algorithm": () => signed(other, good()),
    "of another key ID": () => signed({ ...client, keyId: other.keyId }, good()),
    "of an unknown client": () => signed(client, { ...good(), iss: "nobody", sub: "nobody" }),
    "of another issuer": () => signed(client, { ...good(), iss: other.clientId }),
    "about another client": () => signed(client, { ...good(), sub: other.clientId }),
    // The provider's clock may be 15 seconds behind.
    "that expired": () => signed(client, { ...good(), iat: now - 90, exp: now - 30 }),
    "that is not valid yet": () => signed(client, { ...good(), nbf: now + 30 }),
    "without an expiration": () => signed(client, { ...good(), exp: undefined }),
    "without an ID": () => signed(client, { ...good(), jti: undefined }),
    "without an audience": () => signed(client, { ...good(), aud: undefined }),
    "for another server": () => signed(client, { ...good(), aud: "https://other.example" }),
    "for the origin": () => signed(client, { ...good(), aud: idp.origin }),
    "for the issuer with a slash": () => signed(client, { ...good(), aud: `${issuer}/` }),
    "with the signature of another": async () => {
      const [one, another] = [await signed(client, good()), await signed(client, good())];
      return one.slice(0, one.lastIndexOf(".")) + another.slice(another.lastIndexOf("."));
    },
  };
  for (const [what, sign] of Object.entries(assertions)) {
    await test.step(what, async () => assertRefused(idp, await sign()));
  }
});

Deno.test("The plain face refuses an assertion that it has seen", async () => {
  await using idp = await startIdp();
  const { issuer, tokenEndpoint } = idp.oidc;
  const client = await idp.oidc.keyClient("ES256");
  const claims = goodClaims(client, issuer);
  const assertion = await signed(client, claims);
  assertEquals((await askByAssertion(tokenEndpoint, assertion)).status, 200);
  await assertRefused(idp, assertion);
  // It is the ID that counts.
  await assertRefused(idp, await signed(client, { ...claims, aud: tokenEndpoint }));
});

Deno.test("The plain face refuses a client with a key that sends no assertion", async () => {
  await using idp = await startIdp();
  const { clientId } = await idp.oidc.keyClient("ES256");
  const client = { clientId, clientSecret: "secret" };
  for (const ask of [askByBasic, askByPost]) {
    const { status, body } = await ask(idp.oidc.tokenEndpoint, client);
    assertEquals([status, body.error], [401, "invalid_client"]);
  }
});

Deno.test("The plain face binds a token to the key of a proof, with its nonce and once", async () => {
  await using idp = await startIdp();
  const { tokenEndpoint, clients: { post } } = idp.oidc;
  const { jwk, publicJwk } = await idp.oidc.keyClient("ES256");
  const form = {
    ...{ grant_type: "client_credentials", client_id: post.clientId },
    client_secret: post.clientSecret,
  };
  const prove = async (nonce?: string) =>
    await new SignJWT({ htm: "POST", htu: tokenEndpoint, nonce, jti: crypto.randomUUID() })
      .setIssuedAt().setProtectedHeader({ alg: "ES256", typ: "dpop+jwt", jwk: publicJwk })
      .sign(await importJWK(jwk, "ES256"));

  const refusal = await postForm(tokenEndpoint, form, { dpop: await prove() });
  assertEquals([refusal.status, refusal.body.error], [400, "use_dpop_nonce"]);
  const dpop = await prove(refusal.headers.get("dpop-nonce") ?? "");
  const { body } = await postForm(tokenEndpoint, form, { dpop });
  assertEquals(body.token_type, "DPoP");
  const jkt = await calculateJwkThumbprint(publicJwk);
  assertEquals(decodeJwt(body.access_token).cnf, { jkt });
  const again = await postForm(tokenEndpoint, form, { dpop });
  assertEquals(again.status, 400);
});

Deno.test("The plain face refuses an assertion beside a secret, or of no type", async () => {
  await using idp = await startIdp();
  const { issuer, tokenEndpoint, refusedScope } = idp.oidc;
  const client = await idp.oidc.keyClient("ES256");
  const forms = {
    "two credentials": { client_secret: "secret" },
    "another client": { client_id: "basic-client" },
    "no type": { client_assertion_type: "" },
    "another type": { client_assertion_type: assertionType.replace("jwt", "saml2") },
  };
  for (const [what, form] of Object.entries(forms)) {
    const assertion = await signed(client, goodClaims(client, issuer));
    const { status, body } = await askByAssertion(tokenEndpoint, assertion, form);
    assertEquals([status, body.error], [400, "invalid_request"], what);
  }
  const assertion = await signed(client, goodClaims(client, issuer));
  const { body } = await askByAssertion(tokenEndpoint, assertion, { scope: refusedScope });
  assertEquals(body.error, "invalid_scope");
});

async function assertRefused({ oidc }: Idp, assertion: string): Promise<void> {
  const { status, body } = await askByAssertion(oidc.tokenEndpoint, assertion);
  assertEquals([status, body.error], [401, "invalid_client"]);
}

/** Claims that the provider takes once. */
function goodClaims({ clientId }: KeyClient, audience: string): JWTPayload {
  const iat = secondsSince1970();
  const jti = crypto.randomUUID();
  return { iss: clientId, sub: clientId, aud: audience, iat, exp: iat + 60, jti };
}

async function signed(
  { algorithm, keyId, jwk }: Omit<KeyClient, "keyId"> & Partial<KeyClient>,
  claims: Record<string, unknown>,
  header: Record<string, string> = {},
): Promise<string> {
  return await new SignJWT(claims)
    .setProtectedHeader({ alg: algorithm, ...keyId && { kid: keyId }, ...header })
    .sign(await importJWK(jwk, algorithm));
}

function secondsSince1970(): number {
  return Math.floor(Date.now() / 1000);
}
