import { assert, assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { derIn, pemBlocks, pemOf } from "../../../lib/keys/pem.ts";
import { jwkOfPkcs8, kindOfPkcs8, limitsOf } from "../../../lib/keys/pkcs8.ts";
import { readPrivatePem } from "../../../lib/keys/private_pem.ts";
import { Secret } from "../../../lib/core/secret.ts";
import { failureOf, forEachCase, toldBy } from "../helpers.ts";
import { newKey } from "../keys.ts";
import {
  certificate,
  ed25519,
  ed25519Certificate,
  p384Sec1,
  passphrase,
  pbkdf2,
  pkcs8,
  sec1,
  secp256k1Sec1,
  x25519,
} from "../openssl_keys.ts";

function read(text: string, given?: string) {
  const passphrase = given === undefined ? undefined : new Secret(given);
  return readPrivatePem(text, { source: "--key", passphrase });
}

Deno.test("readPrivatePem(): anything around the key: ignored", async () => {
  await forEachCase({
    "alone": pkcs8,
    "before its certificate": pkcs8 + certificate,
    "after its certificate": certificate + pkcs8,
    "in one line, as in a variable": (certificate + pkcs8).replaceAll("\n", "\\n"),
    "as `openssl pkcs12` writes it": `Bag Attributes\n    localKeyID: 01\nKey Attributes: ` +
      `<No Attributes>\n${pkcs8}subject=CN = A\n\nissuer=CN = A\n\n${certificate}`,
  }, async (text) => {
    const { pkcs8: der, wasEncrypted } = await read(text);
    assertEquals([pemOf("PRIVATE KEY", der ?? new Uint8Array()), wasEncrypted], [pkcs8, false]);
  });
});

Deno.test("readPrivatePem(): each format", async () => {
  const parameters =
    "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
  await forEachCase<readonly [text: string, kind: string]>({
    "EC": [sec1, "P-256"],
    "EC with its parameters before it": [parameters + sec1, "P-256"],
    "EC on another curve": [p384Sec1, "P-384"],
    "another key": [ed25519, "Ed25519"],
  }, async ([text, kind]) => {
    const { pkcs8: der, wasEncrypted } = await read(text);
    assertEquals([der && kindOfPkcs8(der), wasEncrypted], [kind, false]);
  });
});

Deno.test("readPrivatePem(): encrypted key: decrypted, and wasEncrypted is true", async () => {
  const { pkcs8: der, wasEncrypted } = await read(certificate + pbkdf2, passphrase);
  assert(der);
  assertEquals([pemOf("PRIVATE KEY", der), wasEncrypted], [pkcs8, true]);
  assertEquals((await read(pkcs8, passphrase)).wasEncrypted, false);
});

Deno.test("readPrivatePem(): kind of key that PKCS#8 is not made of: undefined", async () => {
  // DSA: SEQUENCE of six INTEGERs
  const dsa = Uint8Array.fromHex("3012" + "020100".repeat(6));
  assertEquals((await read(pemOf("DSA PRIVATE KEY", dsa))).pkcs8, undefined);
  // Whether PKCS#8 can be used, its content says.
  for (const text of [x25519, secp256k1Sec1]) assert((await read(text)).pkcs8);
});

Deno.test("readPrivatePem(): BEGIN line of another form: read as what it is", async () => {
  const encrypted = pbkdf2.replaceAll("ENCRYPTED PRIVATE", "PRIVATE");
  await forEachCase<readonly [text: string, expected: string]>({
    "PKCS#8 as PKCS#1": [pkcs8.replaceAll("PRIVATE", "RSA PRIVATE"), pkcs8],
    "SEC1 as PKCS#8": [sec1.replaceAll("EC PRIVATE", "PRIVATE"), pkcs8],
    "encrypted PKCS#8 as plain": [encrypted, pkcs8],
  }, async ([text, expected]) => {
    const { pkcs8: der } = await read(text, passphrase);
    const { kind } = limitsOf(der, "--key");
    assertEquals(kind, "P-256");
    const shown = await jwkOfPkcs8(der ?? new Uint8Array(), "--key");
    const [block] = pemBlocks(expected);
    assertEquals(shown, await jwkOfPkcs8(block && derIn(block) || new Uint8Array(), "--key"));
  });
});

/** A block of some kind, as far as one can see from outside. */
function block(label: string): string {
  return `-----BEGIN ${label}-----\nMIICANARY\n-----END ${label}-----\n`;
}

Deno.test("readPrivatePem(): no private key: setting_invalid with the reason", async () => {
  const publicOnly = "it contains a public key, not a private key";
  const broken = "its private key is invalid or truncated";
  await forEachCase<readonly [text: string, problem: string, hint?: RegExp]>({
    "nothing": ["", "it is empty", /BEGIN PRIVATE KEY/],
    "white space": [" \n", "it is empty"],
    "some text": ["canary", "it is not a private key", /is a JWK, or PEM/],
    "a path": ["./canary.pem", "it is not a private key", /PEM that begins with/],
    "a line alone": ["-----BEGIN PRIVATE KEY", "it is not a private key"],
    "a public key": [block("PUBLIC KEY"), publicOnly],
    "a public RSA key": [block("RSA PUBLIC KEY"), publicOnly],
    "a certificate": [certificate, "it contains a certificate, but no private key"],
    "a public key with its certificate": [certificate + block("PUBLIC KEY"), publicOnly],
    "a request": [
      block("CERTIFICATE REQUEST"),
      "it contains a certificate request, but no private key",
    ],
    "PKCS#7": [block("PKCS7"), "it contains PKCS#7, which has certificates, but no private key"],
    "a PGP key": [
      "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\ncanary\n-----END PGP PRIVATE KEY BLOCK-----\n",
      "it is a PGP key, which servers do not accept",
      /openssl genpkey/,
    ],
    "PuTTY": [
      "PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\nComment: canary\n",
      "it is in the format of PuTTY",
      /puttygen FILE -O private-openssh -o key\.pem/,
    ],
    "SSH2": [
      "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\ncanary\n",
      "it is in the format of SSH2",
      /ssh-keygen -i -f FILE/,
    ],
    "a public key of SSH": [
      "ssh-ed25519 AAAAcanary a@b\n",
      "it is a public key of SSH, not a private key",
    ],
    "XML": ["<RSAKeyValue><D>canary</D></RSAKeyValue>", "it is XML, not PEM or a JWK"],
    "another block": [block("DH PARAMETERS"), "it is not a private key"],
    "OpenSSH": [
      block("OPENSSH PRIVATE KEY"),
      "it is in OpenSSH format",
      /ssh-keygen -p -m PKCS8 -f COPY/,
    ],
    "two keys": [pkcs8 + ed25519, "it contains 2 private keys"],
    "three keys, one of them encrypted": [
      pkcs8 + ed25519 + pbkdf2,
      "it contains 3 private keys",
    ],
    "a key that is cut": [pkcs8.slice(0, 100), broken],
    "a key that lacks a line": [pkcs8.split("\n").toSpliced(1, 1).join("\n"), broken],
    "a key of other content": [block("PRIVATE KEY"), broken],
    "an EC key that is cut": [sec1.slice(0, 100), broken],
    "an encrypted key": [pbkdf2, "it is encrypted, and no passphrase is set"],
  }, async ([text, problem, hint]) => {
    const failure = await failureOf("setting_invalid", () => read(text));
    assertEquals(failure.message, `--key: ${problem}`);
    if (hint) assertMatch(failure.hint ?? "", hint);
    assertNotMatch(toldBy(failure), /canary|MI[GIH]/i);
  });
});

Deno.test("readPrivatePem(): several keys and a certificate: the key that it belongs to", async () => {
  const rsa = await newKey("RS256");
  await forEachCase<readonly [text: string, expected: string]>({
    "the first": [pkcs8 + ed25519 + certificate, pkcs8],
    "the last": [certificate + ed25519 + rsa.pem + pkcs8, pkcs8],
    "another certificate": [ed25519Certificate + pkcs8 + ed25519, ed25519],
    "a key that is not supported": [secp256k1Sec1 + certificate + pkcs8, pkcs8],
    "the same key twice": [pkcs8 + pkcs8.replaceAll("\n", "\r\n"), pkcs8],
  }, async ([text, expected]) => {
    const { pkcs8: der } = await read(text);
    assertEquals(der && pemOf("PRIVATE KEY", der), expected);
  });
});

Deno.test("readPrivatePem(): several keys, a certificate of none or of several: setting_invalid", async () => {
  await forEachCase({
    "none": ed25519Certificate + pkcs8 + p384Sec1,
    "both": certificate + ed25519Certificate + pkcs8 + ed25519,
  }, async (text) => {
    const failure = await failureOf("setting_invalid", () => read(text));
    assertEquals(failure.message, "--key: it contains 2 private keys");
    assertMatch(failure.hint ?? "", /add its certificate/);
  });
});
