import { assert, assertEquals } from "@std/assert";
import { createPrivateKey } from "node:crypto";
import { exportJWK, importPKCS8, type JWK } from "jose";
import { derIn, pemBlocks, pemOf } from "../../../lib/keys/pem.ts";
import { kindOfPkcs8, pkcs8OfPkcs1, pkcs8OfSec1 } from "../../../lib/keys/pkcs8.ts";
import { keyKindOf } from "../../../lib/keys/algorithms.ts";
import { forEachCase } from "../helpers.ts";
import { newKey } from "../keys.ts";
import {
  ed25519,
  p384Sec1,
  p521Pkcs8,
  p521Sec1,
  pkcs8,
  sec1,
  secp256k1Pkcs8,
  secp256k1Sec1,
  x25519,
} from "../openssl_keys.ts";

const rsa = await newKey("RS256");

/** The DER of a PEM text. */
function derOf(pem: string): Uint8Array {
  const [der] = pemBlocks(pem).map(derIn);
  assert(der);
  return der;
}

/** The key in PKCS#8, as the runtime reads it. */
async function jwkOf(der: Uint8Array, algorithm: string): Promise<JWK> {
  return await exportJWK(
    await importPKCS8(pemOf("PRIVATE KEY", der), algorithm, { extractable: true }),
  );
}

Deno.test("kindOfPkcs8() tells the kind of a key", async () => {
  for (const algorithm of ["ES256", "ES384", "EdDSA"] as const) {
    const { pem } = await newKey(algorithm);
    assertEquals(kindOfPkcs8(derOf(pem)), keyKindOf[algorithm]);
  }
  assertEquals(kindOfPkcs8(derOf(rsa.pem)), "RSA");
  assertEquals(kindOfPkcs8(derOf(pkcs8)), "P-256");
  assertEquals(kindOfPkcs8(derOf(p521Pkcs8)), "P-521");
});

Deno.test("kindOfPkcs8() tells the kind of a key that comes with its public part", () => {
  // RFC 5958 §2: OneAsymmetricKey, version 2
  const short = derOf(ed25519).toHex();
  const long = `3051020101${short.slice(10)}8121${"00".repeat(33)}`;
  assertEquals(kindOfPkcs8(Uint8Array.fromHex(long)), "Ed25519");
});

Deno.test("kindOfPkcs8() knows no other kinds", async () => {
  const absentParameters = derOf(rsa.pem).toHex().replace("01010500", "01010600");
  await forEachCase<Uint8Array>({
    "a curve of the web's ledgers": derOf(secp256k1Pkcs8),
    "a curve for agreements": derOf(x25519),
    "RSA for PSS alone": Uint8Array.fromHex(absentParameters.replace("0d010101", "0d01010a")),
    "RSA with other parameters": Uint8Array.fromHex(absentParameters),
    "another version": Uint8Array.fromHex(derOf(pkcs8).toHex().replace("020100", "020102")),
    "PKCS#1": Uint8Array.of(0x30, 3, 2, 1, 0),
    "nothing": new Uint8Array(),
  }, (der) => assertEquals(kindOfPkcs8(der), undefined));
});

Deno.test("pkcs8OfPkcs1() makes of an RSA key what any runtime reads", async () => {
  const der = createPrivateKey(rsa.pem).export({ type: "pkcs1", format: "der" });
  const converted = pkcs8OfPkcs1(der);
  assertEquals(converted, derOf(rsa.pem));
  assertEquals(await jwkOf(converted, "PS256"), rsa.jwk);
});

Deno.test("pkcs8OfSec1() makes of an EC key what any runtime reads", async () => {
  const converted = pkcs8OfSec1(derOf(sec1)) ?? new Uint8Array();
  assertEquals(await jwkOf(converted, "ES256"), await jwkOf(derOf(pkcs8), "ES256"));
  const longer = pkcs8OfSec1(derOf(p384Sec1)) ?? new Uint8Array();
  assertEquals((await jwkOf(longer, "ES384")).crv, "P-384");
  const longest = pkcs8OfSec1(derOf(p521Sec1)) ?? new Uint8Array();
  assertEquals(kindOfPkcs8(longest), "P-521");
});

Deno.test("pkcs8OfSec1() makes nothing of a key on another curve", () => {
  assertEquals(pkcs8OfSec1(derOf(secp256k1Sec1)), undefined);
});
