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
  assertEquals(kindOfPkcs8(converted(secp256k1Sec1)), undefined);
  assertEquals(pkcs8Of("EC PRIVATE KEY", Uint8Array.of(0x30, 2, 4, 5)), undefined);
  assertEquals(pkcs8Of("DSA PRIVATE KEY", derOf(pkcs8)), undefined);
});

Deno.test("limitsOf(): forms that a runtime refuses: the same key in the usual one", async () => {
  const plain = derOf(pkcs8).toHex();
  const [, number = ""] = /0420(.{64})a144/.exec(plain) ?? [];
  const long = element("30", `020101${element("04", `00${number}`)}${plain.slice(-140)}`);
  const curve = "301306072a8648ce3d020106082a8648ce3d030107";
  const seed = derOf(ed25519).toHex();
  const rsaKey = derOf(rsa.pem).toHex();
  await forEachCase<readonly [hex: string, expected: string]>({
    "a zero before the number, as GnuTLS writes it": [
      element("30", "020100" + curve + element("04", long)),
      plain,
    ],
    "attributes": [
      element("30", rsaKey.slice(8) + "a00d300b0603551d0f310403020780"),
      rsaKey,
    ],
    "RSA without parameters": [
      element(
        "30",
        rsaKey.slice(8).replace("300d06092a864886f70d0101010500", "300b06092a864886f70d010101"),
      ),
      rsaKey,
    ],
    "a public key under another tag, as ring wrote it": [
      element("30", seed.slice(4).replace(/^020100/, "020101") + `a123032100${"00".repeat(32)}`),
      seed,
    ],
  }, ([hex, expected]) => {
    assertEquals(limitsOf(Uint8Array.fromHex(hex), "--key").pkcs8.toHex(), expected);
  });
});

Deno.test("limitsOf(): unsupported form of a key: setting_invalid with the reason", async () => {
  const manyPrimes = derOf(rsa.pem).toHex().replace(/(0482....3082....0201)00/, "$101");
  const numbers = element(
    "30",
    "020100" + element("30", `06072a8648ce3d0201${element("30", "020101")}`) + element("04", "00"),
  );
  await forEachCase<readonly [hex: string, problem: RegExp]>({
    "three primes": [manyPrimes, /^--key: it has more than two primes/],
    "explicit parameters": [numbers, /^--key: its curve is written as numbers, not as a name$/],
    "no key": [element("30", "020100300506032b6570"), /^--key: its private key is invalid$/],
  }, async ([hex, problem]) => {
    const failure = await failureOf(
      "setting_invalid",
      () => limitsOf(Uint8Array.fromHex(hex), "--key"),
    );
    assertMatch(failure.message, problem);
  });
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
