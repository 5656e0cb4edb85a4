import { assert, assertEquals, assertMatch, assertNotEquals, assertRejects } from "@std/assert";
import { askByAssertion, askByPost, postForm } from "./ask_for_token.ts";
import { startIdp } from "./idp.ts";

Deno.test("startIdp() listens on loopback, on a port of the system's choice", async () => {
  await using one = await startIdp();
  await using other = await startIdp();
  assertMatch(one.origin, /^http:\/\/127\.0\.0\.1:\d+$/);
  assertNotEquals(one.origin, other.origin);
});

Deno.test("startIdp() creates new secrets each time", async () => {
  await using one = await startIdp();
  await using other = await startIdp();
  assertEquals(new Set([...one.secrets, ...other.secrets]).size, one.secrets.length * 2);
});

Deno.test("Idp.secrets: each requested key is added", async () => {
  await using idp = await startIdp();
  const { secrets } = idp;
  const before = secrets.length;
  const { pem, jwk } = await idp.oidc.keyClient("ES256");
  const lines = pem.trim().split("\n").slice(1, -1);
  assertEquals(secrets.slice(before), [...lines, jwk.d]);

  await idp.oidc.keyClient("ES256");
  assertEquals(secrets.length, before + lines.length + 1, "once is enough");
  await idp.oidc.keyClient("RS256");
  assert(secrets.length > before + lines.length + 1);
});

Deno.test("Idp.secrets: each received assertion and proof is added", async () => {
  await using idp = await startIdp();
  const { secrets, oidc } = idp;
  const before = secrets.length;
  await askByPost(oidc.tokenEndpoint, oidc.clients.post);
  await askByAssertion(oidc.tokenEndpoint, "header.claims.signature");
  await askByAssertion(oidc.tokenEndpoint, "header.claims.");
  assertEquals(secrets.slice(before), ["signature"]);
  await postForm(oidc.tokenEndpoint, {}, { dpop: "header.claims.proof" });
  assertEquals(secrets.slice(before), ["signature", "proof"]);
});

Deno.test("Idp.requests contains the requests to token endpoints only", async () => {
  await using idp = await startIdp();
  const { tokenEndpoint, clients, issuer } = idp.oidc;
  await (await fetch(`${issuer}/.well-known/openid-configuration`)).body?.cancel();
  await askByPost(tokenEndpoint, clients.post, { scope: "orders:read" });

  const [request, ...others] = idp.requests;
  assertEquals(others, []);
  assertEquals(request?.method, "POST");
  assertEquals(request?.path, "/oidc/token");
  assertEquals(request?.form, {
    grant_type: "client_credentials",
    client_id: clients.post.clientId,
    client_secret: clients.post.clientSecret,
    scope: "orders:read",
  });
});

Deno.test("Idp, unknown path: 404", async () => {
  await using idp = await startIdp();
  for (
    const path of ["/", "/oidc", "/oidc/.well-known/oauth-authorization-server", "/oauth2/token"]
  ) {
    const response = await fetch(`${idp.origin}${path}`);
    await response.body?.cancel();
    assertEquals(response.status, 404, path);
  }
});

Deno.test("Idp, disposed: refuses connections", async () => {
  const idp = await startIdp();
  await idp[Symbol.asyncDispose]();
  await assertRejects(() => fetch(idp.oidc.jwksUri), TypeError);
});
