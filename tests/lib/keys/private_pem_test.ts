import { assert, assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { pemOf } from "../../../lib/keys/pem.ts";
import { kindOfPkcs8 } from "../../../lib/keys/pkcs8.ts";
import { readPrivatePem } from "../../../lib/keys/private_pem.ts";
import { Secret } from "../../../lib/core/secret.ts";
import { failureOf, forEachCase, toldBy } from "../helpers.ts";
import {
  certificate,
  ed25519,
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

Deno.test("readPrivatePem() finds the private key in a text", async () => {
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

Deno.test("readPrivatePem() reads each form of a key", async () => {
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

Deno.test("readPrivatePem() decrypts a key, and says that it did", async () => {
  const { pkcs8: der, wasEncrypted } = await read(certificate + pbkdf2, passphrase);
  assert(der);
  assertEquals([pemOf("PRIVATE KEY", der), wasEncrypted], [pkcs8, true]);
  assertEquals((await read(pkcs8, passphrase)).wasEncrypted, false);
});

Deno.test("readPrivatePem() has nothing for keys in forms and on curves that cannot be used", async () => {
  for (const text of [secp256k1Sec1, pkcs8.replaceAll("PRIVATE", "DSA PRIVATE")]) {
    assertEquals((await read(text)).pkcs8, undefined);
  }
  // Whether PKCS#8 can be used, its content says.
  assert((await read(x25519)).pkcs8);
});

/** A block of some kind, as far as one can see from outside. */
function block(label: string): string {
  return `-----BEGIN ${label}-----\nMIICANARY\n-----END ${label}-----\n`;
}

Deno.test("readPrivatePem() says why there is no key", async () => {
  const publicOnly = "it holds a public key, and no private one";
  const broken = "the private key in it is broken or cut short";
  await forEachCase<readonly [text: string, problem: string, hint?: RegExp]>({
    "nothing": ["", "it is empty", /BEGIN PRIVATE KEY/],
    "white space": [" \n", "it is empty"],
    "some text": ["canary", "it is no private key", /, or a JWK/],
    "a path": ["./canary.pem", "it is no private key", /is text in PEM/],
    "a line alone": ["-----BEGIN PRIVATE KEY", "it is no private key"],
    "PEM in Base64": [btoa(pkcs8), "it is PEM in Base64, which has to be undone"],
    "a public key": [block("PUBLIC KEY"), publicOnly],
    "a public RSA key": [block("RSA PUBLIC KEY"), publicOnly],
    "a certificate": [certificate, "it holds a certificate, and no private key"],
    "a public key with its certificate": [certificate + block("PUBLIC KEY"), publicOnly],
    "a request": [
      block("CERTIFICATE REQUEST"),
      "it holds a request for a certificate, and no private key",
    ],
    "another block": [block("DH PARAMETERS"), "it is no private key"],
    "OpenSSH": [
      block("OPENSSH PRIVATE KEY"),
      "it is a key in the form of OpenSSH",
      /ssh-keygen -p -m PKCS8 -f COPY/,
    ],
    "two keys": [pkcs8 + ed25519, "there are 2 private keys in it"],
    "three keys, one of them encrypted": [
      pkcs8 + ed25519 + pbkdf2,
      "there are 3 private keys in it",
    ],
    "a key that is cut": [pkcs8.slice(0, 100), broken],
    "a key that lacks a line": [pkcs8.split("\n").toSpliced(1, 1).join("\n"), broken],
    "a key of other content": [block("PRIVATE KEY"), broken],
    "an EC key that is cut": [sec1.slice(0, 100), broken],
    "an encrypted key": [pbkdf2, "it is encrypted, and there is no passphrase for it"],
  }, async ([text, problem, hint]) => {
    const failure = await failureOf("setting_invalid", () => read(text));
    assertEquals(failure.message, `--key: ${problem}`);
    if (hint) assertMatch(failure.hint ?? "", hint);
    assertNotMatch(toldBy(failure), /canary|MI[GIH]/i);
  });
});
