import { assert, assertEquals, assertMatch } from "@std/assert";
import { createPrivateKey } from "node:crypto";
import { exportJWK, importPKCS8, type JWK } from "jose";
import { keyKindOf } from "../../../lib/keys/algorithms.ts";
import { element } from "../../../lib/keys/der.ts";
import { derIn, pemBlocks, pemOf } from "../../../lib/keys/pem.ts";
import { jwkOfPkcs8, kindOfPkcs8, limitsOf, pkcs8Of } from "../../../lib/keys/pkcs8.ts";
import { caseText } from "../case_files.ts";
import { failureOf, forEachCase } from "../helpers.ts";
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

/** The DER in PEM. */
function derOf(pem: string): Uint8Array<ArrayBuffer> {
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

Deno.test("kindOfPkcs8(): the kind of each key", async () => {
  for (const algorithm of ["ES256", "ES384", "EdDSA"] as const) {
    const { pem } = await newKey(algorithm);
    assertEquals(kindOfPkcs8(derOf(pem)), keyKindOf[algorithm]);
  }
  assertEquals(kindOfPkcs8(derOf(rsa.pem)), "RSA");
  assertEquals(kindOfPkcs8(derOf(pkcs8)), "P-256");
  assertEquals(kindOfPkcs8(derOf(p521Pkcs8)), "P-521");
});

Deno.test("kindOfPkcs8(): key with its public part: its kind", () => {
  // RFC 5958 §2: OneAsymmetricKey, version 2
  const short = derOf(ed25519).toHex();
  const long = `3051020101${short.slice(10)}8121${"00".repeat(33)}`;
  assertEquals(kindOfPkcs8(Uint8Array.fromHex(long)), "Ed25519");
});

Deno.test("kindOfPkcs8(): any other key: undefined", async () => {
  const absentParameters = derOf(rsa.pem).toHex().replace("01010500", "01010600");
  await forEachCase<Uint8Array<ArrayBuffer>>({
    "a curve of the web's ledgers": derOf(secp256k1Pkcs8),
    "a curve for agreements": derOf(x25519),
    "RSA with other parameters": Uint8Array.fromHex(absentParameters),
    "another version": Uint8Array.fromHex(derOf(pkcs8).toHex().replace("020100", "020102")),
    "PKCS#1": Uint8Array.of(0x30, 3, 2, 1, 0),
    "nothing": new Uint8Array(),
  }, (der) => assertEquals(kindOfPkcs8(der), undefined));
});

/** The key in a PEM file, converted to PKCS#8. */
function converted(pem: string): Uint8Array<ArrayBuffer> {
  const [block] = pemBlocks(pem);
  const der = pkcs8Of(block?.label ?? "", derOf(pem));
  assert(der);
  return der;
}

Deno.test("pkcs8Of(): PKCS#1 and SEC1: the same key in PKCS#8", async () => {
  const pkcs1 = createPrivateKey(rsa.pem).export({ type: "pkcs1", format: "pem" });
  assertEquals(converted(String(pkcs1)), derOf(rsa.pem));
  assertEquals(await jwkOf(converted(String(pkcs1)), "PS256"), rsa.jwk);
  assertEquals(await jwkOf(converted(sec1), "ES256"), await jwkOf(derOf(pkcs8), "ES256"));
  assertEquals((await jwkOf(converted(p384Sec1), "ES384")).crv, "P-384");
  assertEquals(kindOfPkcs8(converted(p521Sec1)), "P-521");
  assertEquals(pkcs8Of("EC PRIVATE KEY", derOf(secp256k1Sec1)), undefined);
  assertEquals(pkcs8Of("DSA PRIVATE KEY", derOf(pkcs8)), undefined);
});

/** The RSA key, limited to RSASSA-PSS with some parameters. */
function pssKey(parameters: string): Uint8Array<ArrayBuffer> {
  const algorithm = "06092a864886f70d01010a" + parameters;
  return Uint8Array.fromHex(
    derOf(rsa.pem).toHex().replace(/^308204..(020100)300d06092a864886f70d0101010500(.*)$/, (
      _,
      version,
      key,
    ) => element("30", version + element("30", algorithm) + key)),
  );
}

const hash = (digit: string) => element("30", `06096086480165030402${digit}`);

/** RSASSA-PSS-params */
function parametersOf(digit: string, mask: string, salt: string): string {
  const maskHash = element("30", "06092a864886f70d010108" + hash(mask));
  return element(
    "30",
    element("a0", hash(digit)) + element("a1", maskHash) + element("a2", `0201${salt}`),
  );
}

Deno.test("limitsOf(): RSA-PSS: the algorithms that its parameters allow", async () => {
  await forEachCase<readonly [der: Uint8Array<ArrayBuffer>, only: readonly string[]]>({
    "no parameters": [pssKey(""), ["PS256", "PS384", "PS512"]],
    "SHA-256": [pssKey(parametersOf("01", "01", "20")), ["PS256"]],
    "SHA-512, a short salt": [pssKey(parametersOf("03", "03", "14")), ["PS512"]],
    "as OpenSSL writes it": [
      derOf(await caseText("keys/rsa_pss.pem")),
      ["PS256", "PS384", "PS512"],
    ],
  }, ([der, expected]) => {
    const { kind, only, pkcs8 } = limitsOf(der, "--key");
    assertEquals<unknown>([kind, only, kindOfPkcs8(pkcs8)], ["RSA", expected, "RSA"]);
  });
  assertEquals(await jwkOfPkcs8(pssKey(""), "--key"), rsa.jwk);
  assertEquals(limitsOf(derOf(pkcs8), "--key"), { pkcs8: derOf(pkcs8), kind: "P-256" });
});

Deno.test("limitsOf(): RSA-PSS with parameters of no JWT algorithm: setting_invalid", async () => {
  await forEachCase({
    "SHA-1 by default": "3000",
    "another hash for the mask": parametersOf("01", "02", "20"),
    "a longer salt": parametersOf("01", "01", "21"),
    "SHA-224": parametersOf("04", "04", "1c"),
  }, async (parameters) => {
    const failure = await failureOf("setting_invalid", () => limitsOf(pssKey(parameters), "--key"));
    assertMatch(
      failure.message,
      /^--key: it is an RSA-PSS key whose parameters allow none of PS256/,
    );
  });
});

Deno.test("limitsOf(): another kind of key: setting_invalid", async () => {
  for (const der of [derOf(secp256k1Pkcs8), derOf(x25519), undefined, new Uint8Array()]) {
    const failure = await failureOf("setting_invalid", () => limitsOf(der, "--key"));
    assertMatch(failure.message, /^--key: its key must be RSA, EC on/);
  }
});
