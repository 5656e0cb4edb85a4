import { assert, assertEquals, assertFalse, assertNotMatch } from "@std/assert";
import { derIn, pemBlocks } from "../../../lib/keys/pem.ts";
import { jwkOfPkcs8 } from "../../../lib/keys/pkcs8.ts";
import { certificate, pkcs8 } from "../openssl_keys.ts";
import {
  isComplete,
  isKeyOf,
  isSameKey,
  privatePart,
  publicPart,
  readPrivateJwk,
} from "../../../lib/keys/jwk.ts";
import { failureOf, forEachCase, toldBy } from "../helpers.ts";
import { newKey } from "../keys.ts";

const { jwk: rsa } = await newKey("RS256");
const { jwk: ec } = await newKey("ES256");
const { jwk: ed } = await newKey("EdDSA");
const publicEc = publicPart(ec, "P-256");
const [opensslKey = new Uint8Array()] = pemBlocks(pkcs8).map(derIn);
const opensslEc = await jwkOfPkcs8(opensslKey, "--key");

function read(content: unknown, keyId?: string) {
  return readPrivateJwk(JSON.stringify(content), keyId, "--key");
}

Deno.test("readPrivateJwk(): key, kind, key ID and algorithm", () => {
  assertEquals(read(rsa), { jwk: rsa, kind: "RSA", keyId: undefined, only: undefined });
  assertEquals(read({ ...rsa, kid: "a", alg: "PS384", use: "sig", ext: true }), {
    jwk: rsa,
    kind: "RSA",
    keyId: "a",
    only: ["PS384"],
  });
  assertEquals(read({ ...ec, alg: "ES256", key_ops: ["sign", "verify"] }), {
    jwk: ec,
    kind: "P-256",
    keyId: undefined,
    only: ["ES256"],
  });
});

Deno.test("readPrivateJwk(): Ed25519 with either alg: no restriction", () => {
  for (const alg of ["EdDSA", "Ed25519"]) {
    assertEquals(read({ ...ed, alg }).only, undefined);
  }
});

Deno.test("readPrivateJwk(): null members are absent", () => {
  const nulls = { kid: null, alg: null, use: null, key_ops: null, x5c: null };
  assertEquals(read({ ...ec, ...nulls }), read(ec));
  const { kty, n, e, d } = rsa;
  const derived = { p: null, q: null, dp: null, dq: null, qi: null };
  assertEquals<unknown>(read({ kty, n, e, d, ...derived }).jwk, { kty, n, e, d });
  assertEquals(read({ keys: [null, { ...ec, d: null }, ec] }).jwk, ec);
});

Deno.test("readPrivateJwk(): an array of keys: as a JWK set", () => {
  assertEquals(read([publicEc, ec]).jwk, ec);
});

Deno.test("isComplete(): false only for RSA without its primes", () => {
  const { qi: _, ...incomplete } = rsa;
  assertEquals([rsa, incomplete].map((jwk) => isComplete(jwk, "RSA")), [true, false]);
  assert(isComplete(ec, "P-256"));
});

Deno.test("isKeyOf(): the certificate that contains the key", () => {
  const [der = new Uint8Array()] = pemBlocks(certificate).map(derIn);
  const { x = "", y = "" } = opensslEc;
  assert(isKeyOf(opensslEc, der));
  for (const other of [ec, rsa, ed, {}, { kty: "RSA" }, { ...opensslEc, x: y, y: x }]) {
    assertFalse(isKeyOf(other, der));
  }
});

Deno.test("readPrivateJwk(): JWK set with one private key: selected", async () => {
  await forEachCase<readonly [keys: readonly unknown[], keyId?: string]>({
    "alone": [[{ ...ec, kid: "a" }]],
    "alone, and called by another name": [[ec], "b"],
    "beside public ones": [[publicEc, { ...ec, kid: "a" }, publicPart(rsa, "RSA")]],
    "beside one for encryption": [[{ ...rsa, use: "enc" }, ec]],
    "beside one of a kind that cannot be used": [[{ ...ed, crv: "X25519" }, ec]],
    "beside what is no key": [[null, 5, "canary", [], {}, ec]],
    "by its ID": [[{ ...rsa, kid: "a" }, { ...ec, kid: "b" }, ed], "b"],
    "by an ID that a public one has, too": [
      [{ ...publicEc, kid: "b" }, { ...ec, kid: "b" }, ed],
      "b",
    ],
  }, ([keys, keyId]) => assertEquals(read({ keys }, keyId).jwk, ec));
});

Deno.test("readPrivateJwk(): JWK set with no private key, or several: setting_invalid", async () => {
  await forEachCase<readonly [keys: readonly unknown[], problem: string, keyId?: string]>({
    "nothing": [[], "it contains no private signing key"],
    "public ones only": [[publicEc, publicEc], "it contains no private signing key"],
    "one, and public": [[publicEc], "it contains a public key, not a private key"],
    "several": [[rsa, ec, publicEc], "it contains 2 private keys"],
    "several of one name": [
      [{ ...rsa, kid: "canary" }, { ...ec, kid: "canary" }],
      "it contains 2 private keys",
      "canary",
    ],
    "none of this name": [
      [{ ...rsa, kid: "a" }, ec],
      "none of its 2 keys has the key ID that is set",
      "canary",
    ],
    "a public one of this name": [
      [{ ...publicEc, kid: "canary" }, rsa],
      "it contains a public key, not a private key",
      "canary",
    ],
  }, async ([keys, problem, keyId]) => {
    const failure = await failureOf("setting_invalid", () => read({ keys }, keyId));
    assertEquals(failure.message, `--key: ${problem}`);
    assertNotMatch(toldBy(failure), /canary/);
  });
  const { hint } = await failureOf("setting_invalid", () => read({ keys: [rsa, ec] }));
  assertEquals(hint, "Select one by its key ID.");
});

Deno.test("readPrivateJwk(): key that cannot sign: setting_invalid with the reason", async () => {
  const notForSignatures = "its key is not for signatures";
  const otherAlgorithm = "its algorithm (alg) does not match its kind of key";
  await forEachCase<readonly [jwk: unknown, problem: string]>({
    "public": [publicEc, "it contains a public key, not a private key"],
    "shared": [{ kty: "oct", k: "canary" }, "it contains a shared secret, not a private key"],
    "another curve": [
      { ...ec, crv: "secp256k1" },
      "its key must be RSA, EC on P-256, P-384 or P-521, or Ed25519",
    ],
    "another type": [
      { ...ec, kty: "canary", crv: "canary" },
      "its key must be RSA, EC on P-256, P-384 or P-521, or Ed25519",
    ],
    "of three primes": [
      { ...rsa, oth: [{ r: "canary" }] },
      "it has more than two primes (oth), which gettoken does not support",
    ],
    "a number": [{ ...ec, x: 5 }, "its key has no x"],
    "for encryption": [{ ...rsa, use: "enc" }, notForSignatures],
    "for nothing": [{ ...rsa, use: "" }, notForSignatures],
    "for verifying": [{ ...rsa, key_ops: ["verify"] }, notForSignatures],
    "for verifying, said wrongly": [{ ...rsa, key_ops: 5 }, notForSignatures],
    "for an algorithm of encryption": [{ ...rsa, alg: "RSA-OAEP" }, otherAlgorithm],
    "for an algorithm of other keys": [{ ...rsa, alg: "ES256" }, otherAlgorithm],
    "for a number": [{ ...ec, alg: 5 }, otherAlgorithm],
    "a number for its ID": [{ ...ec, kid: 5 }, "its key ID (kid) is not a string"],
  }, async ([jwk, problem]) => {
    const failure = await failureOf("setting_invalid", () => read(jwk));
    assertEquals(failure.message, `--key: ${problem}`);
    assertNotMatch(toldBy(failure), /canary/);
  });
});

Deno.test("readPrivateJwk(): other JSON or invalid JSON: setting_invalid, content not shown", async () => {
  const otherJson = "it is JSON, but neither a JWK nor a JWK set";
  await forEachCase<readonly [text: string, problem: string]>({
    "nothing in it": ["{}", otherJson],
    "no array": ['{"keys":"canary"}', otherJson],
    "the key file of a service account": ['{"type":"canary","private_key":"canary"}', otherJson],
    "nothing at all": ["null", otherJson],
    "cut short": ['{"kty":"canary"', "it looks like a JWK, but is not valid JSON"],
  }, async ([text, problem]) => {
    const failure = await failureOf("setting_invalid", () => readPrivateJwk(text, "a", "--key"));
    assertEquals(failure.message, `--key: ${problem}`);
    assertNotMatch(toldBy(failure), /canary/);
  });
});

Deno.test("readPrivateJwk(): missing members: listed", async () => {
  const { kty, e } = rsa;
  await forEachCase<readonly [jwk: unknown, missing: string]>({
    "RSA": [{ kty, e, d: "" }, "n"],
    "RSA with numbers": [{ kty, n: 5, e: 3, d: "" }, "n, e"],
    "EC": [{ kty: "EC", crv: "P-384", d: "" }, "x, y"],
    "Ed25519": [{ ...ed, x: 5 }, "x"],
  }, async ([jwk, missing]) => {
    const failure = await failureOf("setting_invalid", () => read(jwk));
    assertEquals(failure.message, `--key: its key has no ${missing}`);
  });
});

Deno.test("readPrivateJwk(): every supported curve", () => {
  for (const crv of ["P-256", "P-384", "P-521"]) assertEquals(read({ ...ec, crv }).kind, crv);
});

Deno.test("publicPart(): no private members", () => {
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

Deno.test("privatePart(): metadata omitted", () => {
  const more = { kid: "1", alg: "RS256", use: "enc", key_ops: ["verify"], ext: true };
  assertEquals(privatePart({ ...rsa, ...more }, "RSA"), rsa);
  assertEquals(privatePart({ ...ec, ...more }, "P-256"), ec);
  assertEquals(privatePart({ ...ed, ...more }, "Ed25519"), ed);
});

Deno.test("isSameKey(): compares public members", async () => {
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
