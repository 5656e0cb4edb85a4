import { assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
// @ts-types="npm:@types/node-forge@1.3.14"
import forge from "node-forge";
import { element } from "../../../lib/keys/der.ts";
import { derIn, pemBlocks, pemOf, pkcs12Label } from "../../../lib/keys/pem.ts";
import { unpackPkcs12 } from "../../../lib/keys/pkcs12.ts";
import { Secret } from "../../../lib/core/secret.ts";
import { caseBytes } from "../case_files.ts";
import { failureOf, forEachCase, toldBy } from "../helpers.ts";
import { certificate, ed25519Certificate, passphrase, pkcs8 } from "../openssl_keys.ts";
import * as files from "../openssl_pkcs12.ts";

const source = "--private-key-file";

/** Takes out what is in a file, and says what that is. */
async function unpack(bytes: Uint8Array, passphrase?: string) {
  const pem = await unpackPkcs12(new Secret(pemOf(pkcs12Label, bytes)), {
    source,
    passphrase: passphrase === undefined ? undefined : new Secret(passphrase),
    passphraseSource: "--key-passphrase-file",
    passphraseWays: ["--key-passphrase-file"],
  });
  return pemBlocks(pem.reveal());
}

/** The same as OpenSSL writes it in PEM. */
function contentOf(...pems: readonly string[]): unknown[] {
  return pems.flatMap(pemBlocks).map((block) => [block.label, derIn(block)]);
}

/** PKCS#12 of an RSA key with its certificate. */
const rsa = (() => {
  const { privateKey, publicKey } = forge.pki.rsa.generateKeyPair(2048);
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = publicKey;
  certificate.setSubject([{ name: "commonName", value: "Größe", valueTagClass: 12 as never }]);
  certificate.setIssuer(certificate.subject.attributes);
  certificate.sign(privateKey, forge.md.sha256.create());
  return {
    pems: [
      forge.pki.certificateToPem(certificate),
      forge.pki.privateKeyInfoToPem(
        forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(privateKey)),
      ),
    ],
    pkcs12: (passphrase: string | null, more: object = {}) =>
      bytesOf(forge.pkcs12.toPkcs12Asn1(privateKey, [certificate], passphrase, more)),
  };
})();

function bytesOf(asn1: forge.asn1.Asn1): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(forge.util.binary.raw.decode(forge.asn1.toDer(asn1).getBytes()));
}

/** The same in BER, which does not say how long it is. */
function withoutLength(der: Uint8Array): Uint8Array {
  return Uint8Array.of(0x30, 0x80, ...der.subarray(4), 0, 0);
}

Deno.test("unpackPkcs12(): keys and certificates are unchanged", async () => {
  const both = contentOf(certificate, pkcs8);
  const ofRsa = contentOf(...rsa.pems);
  await forEachCase<readonly [bytes: Uint8Array, passphrase: string | undefined, unknown[]]>({
    "as OpenSSL 3 writes it": [
      files.modern,
      passphrase,
      contentOf(certificate, ed25519Certificate, pkcs8),
    ],
    "as it was written before": [files.legacy, passphrase, both],
    "with an empty passphrase": [files.emptyPassphrase, undefined, both],
    "with a certificate alone": [files.withoutKey, passphrase, contentOf(certificate)],
    "RSA, AES": [rsa.pkcs12("canary"), "canary", ofRsa],
    "RSA, 3DES": [rsa.pkcs12("canary", { algorithm: "3des" }), "canary", ofRsa],
    "RSA, no passphrase": [rsa.pkcs12(null), undefined, ofRsa],
    "RSA, no check of integrity": [rsa.pkcs12("canary", { useMac: false }), "canary", ofRsa],
    "no length": [withoutLength(files.legacy), passphrase, both],
  }, async ([bytes, given, expected]) => {
    const blocks = await unpack(bytes, given);
    assertEquals(blocks.map((block) => [block.label, derIn(block)]), expected);
  });
});

Deno.test("unpackPkcs12(): 300,000 iterations and more: the same key as without encryption", async () => {
  const keys = [];
  for (const name of ["gnutls.p12", "iter300000.pfx"]) {
    const blocks = await unpack(await caseBytes(`pfx/${name}`), "pw");
    assertEquals(blocks.map(({ label }) => label).sort(), ["CERTIFICATE", "PRIVATE KEY"]);
    keys.push(blocks.find(({ label }) => label === "PRIVATE KEY"));
  }
  assertEquals(keys[0], keys[1]);
});

Deno.test("unpackPkcs12(): MAC of an unknown kind: the key", async () => {
  // PBMAC1 (RFC 9579)
  const bytes = files.modern.toHex().replace("0609608648016503040201", "06092a864886f70d01050e");
  assertEquals((await unpack(Uint8Array.fromHex(bytes), passphrase)).length, 3);
});

const sequenceOf = (...contents: readonly string[]) => element("30", contents.join(""));
const octets = (content: string) => element("04", content);

/** PKCS#12 with these bags (RFC 7292 §4). */
function pfxOf(bags: readonly string[]): Uint8Array {
  const data = (content: string) => sequenceOf("06092a864886f70d010701", element("a0", content));
  const part = data(octets(sequenceOf(...bags)));
  return Uint8Array.fromHex(sequenceOf("020103", data(octets(sequenceOf(part)))));
}

function nestedBag(depth: number): string {
  const bag = (content: string) =>
    sequenceOf("060b2a864886f70d010c0a0106", element("a0", sequenceOf(content)));
  return Array.from({ length: depth }).reduce<string>(bag, "");
}

/** A key encrypted with 3DES and an unknown passphrase, by one iteration. */
const encryptedBag = sequenceOf(
  "060b2a864886f70d010c0a0102",
  element(
    "a0",
    sequenceOf(
      sequenceOf("060a2a864886f70d010c0103", sequenceOf(octets("00".repeat(8)), "020101")),
      octets("00".repeat(64)),
    ),
  ),
);

Deno.test("unpackPkcs12(): fails: setting_invalid with the reason", async () => {
  const wrong = "the passphrase (--key-passphrase-file) is wrong";
  const missing = "it is encrypted, and no passphrase is set";
  const broken = "its PKCS#12 (PFX) is invalid or truncated";
  const unknown = "it is PKCS#12 (PFX) of an unknown type";
  const { modern } = files;
  await forEachCase<readonly [Uint8Array, passphrase: string | undefined, problem: string]>({
    "a wrong passphrase": [modern, "canary", wrong],
    "a wrong one with umlauts": [modern, "canäry", wrong],
    "a wrong one for the old encryption": [files.legacy, "canary", wrong],
    "one that is not needed": [files.emptyPassphrase, "canary", wrong],
    "no passphrase": [modern, undefined, missing],
    "half a file": [modern.subarray(0, 500), passphrase, broken],
    "a byte less": [modern.subarray(0, -1), passphrase, broken],
    "half a file without a length": [withoutLength(modern).subarray(0, 500), passphrase, broken],
    "encrypted with a certificate": [
      Uint8Array.fromHex(modern.toHex().replace("2a864886f70d010706", "2a864886f70d010703")),
      passphrase,
      "its PKCS#12 (PFX) is encrypted with a certificate, not a passphrase",
    ],
    "something else inside": [modern.with(20, 0x41), passphrase, unknown],
    "2000 bags in each other": [pfxOf([nestedBag(2000)]), passphrase, broken],
    "many keys, with another passphrase": [
      pfxOf(Array<string>(100).fill(encryptedBag)),
      passphrase,
      wrong,
    ],
  }, async ([bytes, given, problem]) => {
    const failure = await failureOf("setting_invalid", () => unpack(bytes, given));
    assertEquals(failure.message, `${source}: ${problem}`);
    assertNotMatch(toldBy(failure), /canary|sésame|MI[GI]|ASN/);
  });
});

Deno.test("unpackPkcs12(): damaged Base64: setting_invalid", async () => {
  const pem = (pemOf(pkcs12Label, files.modern)).replace("MI", "M!");
  const failure = await failureOf(
    "setting_invalid",
    () => unpackPkcs12(new Secret(pem), { source }),
  );
  assertEquals(failure.message, `${source}: its PKCS#12 (PFX) is invalid or truncated`);
});

Deno.test("unpackPkcs12(): hints with the passphrase options and the conversion command", async () => {
  const { hint } = await failureOf("setting_invalid", () => unpack(files.modern));
  assertEquals(hint, "Set --key-passphrase-file.");
  const odd = await failureOf("setting_invalid", () => unpack(files.modern.with(20, 0x41), "a"));
  assertStringIncludes(odd.hint ?? "", "openssl pkcs12 -in FILE -out key.pem");
});

Deno.test("unpackPkcs12(): no key and no certificate, as with a secret key of Java: setting_invalid", async () => {
  const data = (hex: string) =>
    element("30", "06092a864886f70d010701" + element("a0", element("04", hex)));
  const bytes = element("30", "020103" + data(element("30", data("3000"))));
  const failure = await failureOf("setting_invalid", () => unpack(Uint8Array.fromHex(bytes)));
  assertEquals(
    failure.message,
    "--private-key-file: its PKCS#12 (PFX) has neither a private key nor a certificate",
  );
});
