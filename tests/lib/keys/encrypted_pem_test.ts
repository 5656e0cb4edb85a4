import { assert, assertEquals, assertFalse, assertMatch, assertNotMatch } from "@std/assert";
import { decryptPem, isEncrypted } from "../../../lib/keys/encrypted_pem.ts";
import { type PemBlock, pemBlocks, pemOf } from "../../../lib/keys/pem.ts";
import { element } from "../../../lib/keys/der.ts";
import { readPrivatePem } from "../../../lib/keys/private_pem.ts";
import { exportJWK, importPKCS8, type JWK } from "jose";
import { casesIn, caseText } from "../case_files.ts";
import { Secret } from "../../../lib/core/secret.ts";
import { failureOf, forEachCase, toldBy } from "../helpers.ts";
import {
  emptyPassphrase,
  oldForm,
  p521Encrypted,
  passphrase,
  pbkdf2,
  pbkdf2WithSha1,
  pkcs12Encryption,
  pkcs8,
  scrypt,
  sec1,
  secp256k1Encrypted,
  tripleDes,
} from "../openssl_keys.ts";

/** The only PEM block of a string. */
function blockIn(pem: string): PemBlock {
  const [block] = pemBlocks(pem);
  assert(block);
  return block;
}

function decrypt(pem: string, given: string | undefined = passphrase) {
  return decryptPem(blockIn(pem), {
    source: "--key names ./key.pem",
    passphrase: new Secret(given),
    passphraseSource: "--key-passphrase-file",
  });
}

Deno.test("isEncrypted(): true for both formats", () => {
  for (const pem of [pbkdf2, scrypt, tripleDes, oldForm, oldForm.replaceAll("\n", "\r\n")]) {
    assert(isEncrypted(blockIn(pem)));
  }
  assertFalse(isEncrypted(blockIn(pkcs8)));
});

Deno.test("decryptPem(): same as the unencrypted key", async () => {
  await forEachCase({
    "PBKDF2": pbkdf2,
    "scrypt": scrypt,
    "no END line": pbkdf2.replace(/-----END.*\n/, ""),
    "on one line": pbkdf2.replaceAll("\n", ""),
    "3DES": tripleDes,
    "PBKDF2 with SHA-1": pbkdf2WithSha1,
    "the encryption of PKCS#12": pkcs12Encryption,
  }, async (pem) => {
    const { label, der } = await decrypt(pem);
    assertEquals(pemOf(label, der), pkcs8);
  });
  await forEachCase({
    "traditional PEM": oldForm,
    "the same on Windows": oldForm.replaceAll("\n", "\r\n"),
    "the same with spaces for line breaks": oldForm.replaceAll("\n", " "),
  }, async (pem) => {
    const { label, der } = await decrypt(pem);
    assertEquals(pemOf(label, der), sec1);
  });
});

Deno.test("decryptPem(): each encryption that OpenSSL writes: the same key", async () => {
  const expected = await readPrivatePem(await caseText("encrypted/plain.pem"), { source: "--key" });
  const names = await casesIn("encrypted");
  assert(names.length > 20);
  for (const name of names) {
    const options = { source: "--key", passphrase: new Secret("pw") };
    const { pkcs8 } = await readPrivatePem(await caseText(`encrypted/${name}`), options);
    assertEquals(pkcs8 && await jwkOf(pkcs8), expected.pkcs8 && await jwkOf(expected.pkcs8), name);
  }
});

async function jwkOf(der: Uint8Array): Promise<JWK> {
  return await exportJWK(
    await importPKCS8(pemOf("PRIVATE KEY", der), "ES256", { extractable: true }),
  );
}

const wrong = "the passphrase (--key-passphrase-file) is wrong";

Deno.test("decryptPem(): fails: setting_invalid with the reason", async () => {
  const broken = "its private key is invalid or truncated";
  const iterations =
    "its key derivation has 2147483647 iterations, and gettoken allows 1 to 10000000";
  await forEachCase<readonly [pem: string, passphrase: string, problem: string]>({
    "a wrong passphrase": [pbkdf2, "canary", wrong],
    "a wrong passphrase, with scrypt": [scrypt, "canary", wrong],
    "an empty passphrase": [pbkdf2, "", wrong],
    "a passphrase with a line break after it": [pbkdf2, `${passphrase}\n`, wrong],
    "a wrong passphrase for 3DES": [tripleDes, "canary", wrong],
    "a wrong passphrase for traditional PEM": [oldForm, "canary", wrong],
    "a line missing": [pbkdf2.split("\n").toSpliced(2, 1).join("\n"), passphrase, broken],
    "half a line missing at the end": [pbkdf2.replace(/.{20}\n-----END.*/, ""), passphrase, broken],
    "a line missing in the old form": [
      oldForm.split("\n").toSpliced(5, 1).join("\n"),
      passphrase,
      wrong,
    ],
    "too many iterations": [pbkdf2With("02047fffffff"), passphrase, iterations],
    "no iterations": [
      pbkdf2With("020100"),
      passphrase,
      "its key derivation has 0 iterations, and gettoken allows 1 to 10000000",
    ],
    "too much memory": [
      pbes2With("06092b06010401da47040b" + element("30", `${salt}02047fffffff020108020101`)),
      passphrase,
      "its key derivation is scrypt with N=2147483647, r=8, p=1, which takes more memory or time " +
      "than gettoken allows",
    ],
    "an initialization vector that is too short": [
      pbes2With("06092a864886f70d01050c" + element("30", `${salt}020101`), "00"),
      passphrase,
      broken,
    ],
    "scrypt with a cost that is no power of 2": [
      pbes2With("06092b06010401da47040b" + element("30", `${salt}020203e8020108020101`)),
      passphrase,
      "its key derivation is scrypt with N=1000, r=8, p=1, which is invalid",
    ],
    "another hash function": [
      pbkdf2With("02010130" + "0a06082a864886f70d0208"),
      passphrase,
      "it is encrypted with PBKDF2 and SHA-224, which gettoken cannot decrypt",
    ],
    "RC4": [
      encryptedBy("060a2a864886f70d010c0101"),
      passphrase,
      "it is encrypted with RC4, which gettoken cannot decrypt",
    ],
    "an algorithm without a name here": [
      encryptedBy("060a2a864886f70d010c0109"),
      passphrase,
      "it is encrypted with the algorithm 1.2.840.113549.1.12.1.9, which gettoken cannot decrypt",
    ],
    "Blowfish in traditional PEM": [
      oldForm.replace("AES-256-CBC", "BF-CBC"),
      passphrase,
      "it is encrypted with BF-CBC, which gettoken cannot decrypt",
    ],
    "half a DEK-Info": [
      oldForm.replace("FD4780C996E9CE0D", ""),
      passphrase,
      "its line DEK-Info is invalid",
    ],
  }, async ([pem, given, problem]) => {
    const failure = await failureOf("setting_invalid", () => decrypt(pem, given));
    assertEquals(failure.message, `--key names ./key.pem: ${problem}`);
    assertNotMatch(toldBy(failure), /canary|sésame|MI[GIH]|routines/);
  });
});

/** An encrypted key, as far as its algorithm says. */
function encryptedBy(algorithm: string): string {
  const info = element("30", element("30", algorithm) + element("04", "00".repeat(16)));
  return pemOf("ENCRYPTED PRIVATE KEY", Uint8Array.fromHex(info));
}

/** PBES2 with AES-256 and a function that derives the key. */
function pbes2With(derivation: string, vector = "00".repeat(16)): string {
  const cipher = element("30", "060960864801650304012a" + element("04", vector));
  const parameters = element("30", element("30", derivation) + cipher);
  return encryptedBy("06092a864886f70d01050d" + parameters);
}

const salt = element("04", "0102030405060708");

function pbkdf2With(parameters: string): string {
  return pbes2With("06092a864886f70d01050c" + element("30", salt + parameters));
}

Deno.test("decryptPem(): unsupported encryption: hint with the conversion command", async () => {
  const other = oldForm.replace("AES-256-CBC", "BF-CBC");
  const { hint } = await failureOf("setting_invalid", () => decrypt(other));
  assertMatch(hint ?? "", /openssl pkey -in FILE -aes256 -out key\.pem/);
  const failure = await failureOf("setting_invalid", () => decrypt(pbkdf2, "canary"));
  assertEquals(failure.hint, undefined);
});

Deno.test("decryptPem(): no passphrase: an empty one is tried", async () => {
  const { label, der } = await decryptPem(blockIn(emptyPassphrase), { source: "--key" });
  assertEquals(label, "PRIVATE KEY");
  await importPKCS8(pemOf(label, der), "ES256");
});

Deno.test("decryptPem(): no passphrase: hint with the options and variables", async () => {
  for (const pem of [pbkdf2, oldForm]) {
    const failure = await failureOf(
      "setting_invalid",
      () =>
        decryptPem(blockIn(pem), {
          source: "--key",
          passphraseWays: ["--key-passphrase", "KEY_PASSPHRASE", "--key-passphrase-file"],
        }),
    );
    assertEquals(failure.message, "--key: it is encrypted, and no passphrase is set");
    assertEquals(
      failure.hint,
      "Set --key-passphrase, KEY_PASSPHRASE or --key-passphrase-file.",
    );
  }
});

Deno.test("decryptPem(): kind of key not checked", async () => {
  for (const pem of [p521Encrypted, secp256k1Encrypted]) {
    assert((await decrypt(pem)).der.length > 0);
  }
});
