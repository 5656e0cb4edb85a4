import { assert, assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { generateKeyPairSync } from "node:crypto";
import { keyText, pemAmong, pemOfBinary } from "../../../lib/keys/key_forms.ts";
import { derIn, pemBlocks, pemOf } from "../../../lib/keys/pem.ts";
import { Secret } from "../../../lib/core/secret.ts";
import { caseBytes, caseText } from "../case_files.ts";
import { failureOf, forEachCase, toldBy } from "../helpers.ts";
import { newKey } from "../keys.ts";
import {
  certificate,
  ed25519,
  ed25519Certificate,
  p384Sec1,
  pbkdf2,
  pkcs8,
  scrypt,
  sec1,
} from "../openssl_keys.ts";
import { legacy, modern } from "../openssl_pkcs12.ts";

/** The DER in PEM. */
function derOf(pem: string): Uint8Array<ArrayBuffer> {
  const [der] = pemBlocks(pem).map(derIn);
  assert(der);
  return der;
}

const rsa = (() => {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const der = (bytes: Uint8Array) => Uint8Array.from(bytes);
  return {
    pkcs1: der(privateKey.export({ type: "pkcs1", format: "der" })),
    public: der(publicKey.export({ type: "spki", format: "der" })),
    publicPkcs1: der(publicKey.export({ type: "pkcs1", format: "der" })),
  };
})();

Deno.test("pemOfBinary(): DER: PEM with its label", async () => {
  await forEachCase<readonly [der: Uint8Array<ArrayBuffer>, label: string]>({
    "PKCS#8": [derOf(pkcs8), "PRIVATE KEY"],
    "PKCS#8, short": [derOf(ed25519), "PRIVATE KEY"],
    "PKCS#8 of RSA": [derOf((await newKey("RS256")).pem), "PRIVATE KEY"],
    "PKCS#1": [rsa.pkcs1, "RSA PRIVATE KEY"],
    "SEC1": [derOf(sec1), "EC PRIVATE KEY"],
    "SEC1, longer": [derOf(p384Sec1), "EC PRIVATE KEY"],
    "encrypted": [derOf(pbkdf2), "ENCRYPTED PRIVATE KEY"],
    "encrypted with scrypt": [derOf(scrypt), "ENCRYPTED PRIVATE KEY"],
    "PKCS#12": [modern, "PKCS12"],
    "PKCS#12, truncated": [legacy.slice(0, 500), "PKCS12"],
    "a certificate": [derOf(certificate), "CERTIFICATE"],
    "another certificate": [derOf(ed25519Certificate), "CERTIFICATE"],
    "a request": [derOf(await caseText("keys/request.pem")), "CERTIFICATE REQUEST"],
    "a public key": [rsa.public, "PUBLIC KEY"],
    "a public key in PKCS#1": [rsa.publicPkcs1, "RSA PUBLIC KEY"],
  }, ([der, label]) => assertEquals(pemOfBinary(der, "--key"), pemOf(label, der)));
});

Deno.test("pemOfBinary(): text: undefined", () => {
  for (const text of [pkcs8, "0", "0123", "0é", "{}", "", "0\n012345678"]) {
    assertEquals(pemOfBinary(new TextEncoder().encode(text), "--key"), undefined, text);
  }
});

Deno.test("pemOfBinary(): key stores of Java and unknown DER: setting_invalid with a hint", async () => {
  const jceks = Uint8Array.fromHex("cececece00000002");
  const unknown = "it is binary (DER), and truncated or of an unknown kind";
  await forEachCase<readonly [bytes: Uint8Array<ArrayBuffer>, problem: string, hint: RegExp]>({
    "JKS": [
      await caseBytes("pfx/java.jks"),
      "it is a key store of Java (JKS)",
      /keytool -importkeystore -srckeystore FILE .*-deststoretype PKCS12/,
    ],
    "JCEKS": [jceks, "it is a key store of Java (JCEKS)", /keytool/],
    "half a key": [derOf(pkcs8).slice(0, 60), unknown, /PKCS#12/],
    "something else": [Uint8Array.of(0x30, 0x81, 0x82, 4, 0x81, 0x7f), unknown, /PKCS#12/],
  }, async ([bytes, problem, hint]) => {
    const failure = await failureOf("setting_invalid", () => pemOfBinary(bytes, "--key"));
    assertEquals(failure.message, `--key: ${problem}`);
    assertMatch(failure.hint ?? "", hint);
  });
});

Deno.test("pemAmong(): PEM in other encodings; undefined without PEM", () => {
  const wide = Uint8Array.from(pkcs8.split("").flatMap((char) => [0, char.charCodeAt(0)]));
  assertEquals(pemAmong(wide), pkcs8);
  assertEquals(pemAmong(Uint8Array.of(0xff, 0xfe, 0x61, 0)), undefined);
});

/** What a string becomes. */
function textOf(content: string): string {
  return keyText(new Secret(content), "--key").reveal();
}

Deno.test("keyText(): Base64 of PEM, JSON or DER: what was encoded", async () => {
  const lines = (text: string) => text.replaceAll(/.{64}/g, "$&\n");
  const jwk = JSON.stringify((await newKey("ES256")).jwk);
  await forEachCase<readonly [content: string, expected: string]>({
    "PEM": [btoa(pkcs8), pkcs8],
    "PEM, in lines": [lines(btoa(pkcs8)), pkcs8],
    "PEM, in lines of Windows": [lines(btoa(pkcs8)).replaceAll("\n", "\r\n"), pkcs8],
    "PEM, in quotes": [`"${btoa(pkcs8)}"`, pkcs8],
    "PEM with certificate": [btoa(certificate + pkcs8), certificate + pkcs8],
    "a JWK": [btoa(jwk), jwk],
    "PKCS#12": [modern.toBase64(), pemOf("PKCS12", modern)],
    "PKCS#12, in lines": [lines(modern.toBase64()), pemOf("PKCS12", modern)],
    "PKCS#12, line breaks in two characters": [
      lines(modern.toBase64()).replaceAll("\n", "\\n"),
      pemOf("PKCS12", modern),
    ],
    "PKCS#12, for URLs": [
      modern.toBase64({ alphabet: "base64url", omitPadding: true }),
      pemOf("PKCS12", modern),
    ],
    "the lines of a PEM file without BEGIN and END": [
      pkcs8.replaceAll(/-----.*-----\n/g, ""),
      pkcs8,
    ],
  }, ([content, expected]) => assertEquals(textOf(content), expected));
});

Deno.test("keyText(): anything else is unchanged", () => {
  for (
    const text of [pkcs8, `x ${pkcs8}`, "{}", " {}", "./key.pem", "keys/key", "canary", "", "\n"]
  ) {
    assertEquals(textOf(text), text);
  }
});

Deno.test("keyText(): a key store of Java in Base64: setting_invalid, content not shown", async () => {
  const content = (await caseBytes("pfx/java.jks")).toBase64();
  const failure = await failureOf("setting_invalid", () => textOf(content));
  assertEquals(failure.message, "--key: it is a key store of Java (JKS)");
  assertNotMatch(toldBy(failure), /\/u3\+7/);
});
