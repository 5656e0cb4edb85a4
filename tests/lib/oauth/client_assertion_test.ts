import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { type AssertionRequest, signAssertion } from "../../../lib/oauth/client_assertion.ts";
import type { PrivateKey } from "../../../lib/keys/private_key.ts";
import { failureOf } from "../helpers.ts";
import { newKey, openJwt, readKey } from "../keys.ts";

const rsaKey = await newKey("RS256");
const rsa = await readKey(rsaKey.pem, "RS256");

/** A request that an identity provider might want, for 9 January 2026. */
function requestFor(key: PrivateKey, more: Partial<AssertionRequest> = {}): AssertionRequest {
  return {
    key,
    header: {},
    issuer: "orders",
    subject: "orders",
    audience: "https://id.example.com/token",
    lifetime: 60,
    now: Date.UTC(2026, 0, 9, 2, 2, 12, 345),
    id: "3f0c9f5e-3b43-4e1c-9c86-2f6a4dd6a2c8",
    ...more,
  };
}

Deno.test("signAssertion() makes what authenticates a client", async () => {
  const assertion = await signAssertion(requestFor(rsa));
  assertEquals(await openJwt(assertion, rsa), {
    header: { alg: "RS256" },
    claims: {
      iss: "orders",
      sub: "orders",
      aud: "https://id.example.com/token",
      jti: "3f0c9f5e-3b43-4e1c-9c86-2f6a4dd6a2c8",
      iat: 1767924132,
      nbf: 1767924132,
      exp: 1767924192,
    },
  });
});

Deno.test("signAssertion() signs with each algorithm", async () => {
  for (const algorithm of ["PS256", "ES256", "ES384", "EdDSA"] as const) {
    const { pem } = algorithm === "PS256" ? rsaKey : await newKey(algorithm);
    const key = await readKey(pem, algorithm);
    const { header, claims } = await openJwt(await signAssertion(requestFor(key)), key);
    assertEquals([header, claims.iss], [{ alg: algorithm }, "orders"]);
  }
});

Deno.test("signAssertion() says in the header what it is told to", async () => {
  const header = {
    typ: "client-authentication+jwt",
    kid: "key-1",
    x5t: "a",
    "x5t#S256": "b",
    x5c: ["MIIB", "MIIC"],
  };
  const assertion = await signAssertion(requestFor(rsa, { header }));
  assertEquals((await openJwt(assertion, rsa)).header, { alg: "RS256", ...header });
});

Deno.test("signAssertion() makes a grant with claims of its own, and about another or nobody", async () => {
  const claims = {
    scope: "read write",
    iss: "other",
    aud: "other",
    exp: 1,
    nbf: 1,
    iat: 1,
    jti: "x",
  };
  const grant = await openJwt(
    await signAssertion(requestFor(rsa, { claims, subject: "ann@example.com" })),
    rsa,
  );
  const plain = await openJwt(await signAssertion(requestFor(rsa)), rsa);
  assertEquals(grant.claims, { ...plain.claims, scope: "read write", sub: "ann@example.com" });

  const { sub: _, ...rest } = plain.claims;
  const withoutSubject = await signAssertion(requestFor(rsa, { subject: undefined }));
  assertEquals((await openJwt(withoutSubject, rsa)).claims, rest);
});

Deno.test("signAssertion() makes the same of the same, unless it is to be used once", async () => {
  const once = await signAssertion(requestFor(rsa));
  assert((await signAssertion(requestFor(rsa))).equals(once.reveal()));
  const [one, other] = await Promise.all([1, 2].map(async () => {
    const assertion = await signAssertion(requestFor(rsa, { id: undefined }));
    return (await openJwt(assertion, rsa)).claims.jti;
  }));
  assertNotEquals(one, other);
});

Deno.test("signAssertion() refuses to make more bytes than the server takes", async () => {
  await signAssertion(requestFor(rsa, { maxBytes: 2048 }));
  const header = { x5c: ["A".repeat(1500)] };
  await failureOf(
    "setting_invalid",
    () => signAssertion(requestFor(rsa, { header, maxBytes: 2048 })),
  );
});
