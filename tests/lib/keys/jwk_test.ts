import { assert, assertEquals, assertFalse } from "@std/assert";
import {
  isSameKey,
  kindOfJwk,
  missingMembers,
  privatePart,
  publicPart,
} from "../../../lib/keys/jwk.ts";
import { newKey } from "../keys.ts";

const { jwk: rsa } = await newKey("RS256");
const { jwk: ec } = await newKey("ES256");
const { jwk: ed } = await newKey("EdDSA");

Deno.test("kindOfJwk() tells the kinds that can be used", () => {
  assertEquals([rsa, ec, ed].map(kindOfJwk), ["RSA", "P-256", "Ed25519"]);
  for (const crv of ["P-384", "P-521"] as const) assertEquals(kindOfJwk({ ...ec, crv }), crv);
  for (const other of [{}, { kty: "oct" }, { ...ec, crv: "secp256k1" }, { ...ed, crv: "X25519" }]) {
    assertEquals(kindOfJwk(other), undefined);
  }
});

Deno.test("missingMembers() names what a private key lacks", () => {
  assertEquals([rsa, ec, ed].map((jwk) => missingMembers(jwk, kindOfJwk(jwk) ?? "RSA")), [
    [],
    [],
    [],
  ]);
  const { kty = "RSA", n = "", e = "", d = "" } = rsa;
  assertEquals(missingMembers({ kty, n, e, d }, "RSA"), ["p", "q", "dp", "dq", "qi"]);
  assertEquals(missingMembers({ kty: "EC", crv: "P-256" }, "P-256"), ["x", "y", "d"]);
  assertEquals(missingMembers({ ...ed, x: JSON.parse("5") }, "Ed25519"), ["x"]);
});

Deno.test("publicPart() gives nothing of a private key away", () => {
  const more = { kid: "1", alg: "RS256", use: "sig", oth: [], x5c: [] };
  const { kty, crv, x, y, n, e } = { ...rsa, ...ec };
  assertEquals<unknown>(publicPart({ ...rsa, ...more }, "RSA"), { kty: "RSA", n, e });
  assertEquals<unknown>(publicPart({ ...ec, ...more }, "P-256"), { kty, crv, x, y });
  assertEquals<unknown>(publicPart({ ...ed, ...more }, "Ed25519"), {
    kty: "OKP",
    crv: "Ed25519",
    x: ed.x,
  });
});

Deno.test("privatePart() leaves out what a key is said to be for", () => {
  const more = { kid: "1", alg: "RS256", use: "enc", key_ops: ["verify"], ext: true };
  assertEquals(privatePart({ ...rsa, ...more }, "RSA"), rsa);
  assertEquals(privatePart({ ...ec, ...more }, "P-256"), ec);
  assertEquals(privatePart({ ...ed, ...more }, "Ed25519"), ed);
});

Deno.test("isSameKey() compares what is public", async () => {
  assert(isSameKey(rsa, publicPart(rsa, "RSA")));
  assert(isSameKey(ec, { ...ec, d: "other", kid: "other" }));
  assert(isSameKey(ed, ed));
  const { jwk: other } = await newKey("ES256");
  assertFalse(isSameKey(ec, other));
  assertFalse(isSameKey(ec, { ...ec, y: other.y ?? "" }));
  assertFalse(isSameKey(ec, rsa));
  assertFalse(isSameKey(ed, { ...ec, ...ed, crv: "X25519" }));
  assertFalse(isSameKey({}, {}));
  assertFalse(isSameKey({ kty: "RSA" }, { kty: "RSA" }));
});
