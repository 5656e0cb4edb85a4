import { assert, assertEquals, assertFalse, assertMatch, assertNotMatch } from "@std/assert";
import { createPrivateKey } from "node:crypto";
import { decryptPem, isEncrypted } from "../../../lib/keys/encrypted_pem.ts";
import { type PemBlock, pemBlocks, pemOf } from "../../../lib/keys/pem.ts";
import { Secret } from "../../../lib/core/secret.ts";
import { failureOf, forEachCase, toldBy } from "../helpers.ts";
import { hasP521 } from "../keys.ts";
import {
  oldForm,
  p521Encrypted,
  passphrase,
  pbkdf2,
  pbkdf2WithSha1,
  pkcs12Encryption,
  pkcs8,
  scrypt,
  secp256k1Encrypted,
  tripleDes,
} from "../openssl_keys.ts";

/** The only PEM block of a string. */
function blockIn(pem: string): PemBlock {
  const [block] = pemBlocks(pem);
  assert(block);
  return block;
}

function decrypt(pem: string, given: string | undefined = passphrase): Promise<Uint8Array> {
  return decryptPem(blockIn(pem), {
    source: "--key names ./key.pem",
    passphrase: new Secret(given),
    passphraseSource: "--key-passphrase-file",
  });
}

/** Deno 2.6 cannot. */
const readsOldForm = (() => {
  try {
    return createPrivateKey({ key: oldForm, passphrase, format: "pem" }).type === "private";
  } catch {
    return false;
  }
})();

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
    "on one line": pbkdf2.replaceAll("\n", ""),
    ...(readsOldForm ? { "OpenSSL's old form": oldForm } : {}),
    ...(readsOldForm ? { "the same on Windows": oldForm.replaceAll("\n", "\r\n") } : {}),
  }, async (pem) => {
    assertEquals(pemOf("PRIVATE KEY", await decrypt(pem)), pkcs8);
  });
});

const oldAlgorithm = "it is encrypted with an old algorithm, such as 3DES or SHA-1, which this " +
  "build does not support";
const wrong = "the passphrase (--key-passphrase-file) is wrong";
const oldFormOrWrong = `${wrong}, or this build does not support its old encryption format ` +
  "(Proc-Type: 4,ENCRYPTED)";

Deno.test("decryptPem(): fails: setting_invalid with the reason", async () => {
  const broken = "its private key is invalid or truncated";
  await forEachCase<readonly [pem: string, passphrase: string, problem: string]>({
    "a wrong passphrase": [pbkdf2, "canary", wrong],
    "a wrong passphrase, with scrypt": [scrypt, "canary", wrong],
    "an empty passphrase": [pbkdf2, "", wrong],
    "a passphrase with a line break after it": [pbkdf2, `${passphrase}\n`, wrong],
    "3DES": [tripleDes, passphrase, oldAlgorithm],
    "PBKDF2 with SHA-1": [pbkdf2WithSha1, passphrase, oldAlgorithm],
    "the encryption of PKCS#12": [pkcs12Encryption, passphrase, oldAlgorithm],
    "a line missing": [pbkdf2.split("\n").toSpliced(2, 1).join("\n"), passphrase, broken],
    "no end": [pbkdf2.replace(/-----END.*/, ""), passphrase, broken],
    "no end of the old form": [oldForm.replace(/-----END.*/, ""), passphrase, broken],
    ...(readsOldForm
      ? { "a wrong passphrase for the old form": [oldForm, "canary", wrong] }
      : { "the old form": [oldForm, passphrase, oldFormOrWrong] }),
    ...(hasP521 ? {} : {
      "a curve that this runtime does not know": [
        p521Encrypted,
        passphrase,
        "this build does not support its kind of key",
      ],
    }),
  }, async ([pem, given, problem]) => {
    const failure = await failureOf("setting_invalid", () => decrypt(pem, given));
    assertEquals(failure.message, `--key names ./key.pem: ${problem}`);
    assertNotMatch(toldBy(failure), /canary|sésame|MI[GIH]|routines/);
  });
});

Deno.test("decryptPem(): old algorithm: hint with the conversion command", async () => {
  for (const pem of [tripleDes, pbkdf2WithSha1, pkcs12Encryption]) {
    const { hint } = await failureOf("setting_invalid", () => decrypt(pem));
    assertMatch(hint ?? "", /openssl pkey -aes256 -in FILE -out key\.pem/);
  }
  const { hint } = await failureOf("setting_invalid", () => decrypt(pbkdf2, "canary"));
  assertEquals(hint, undefined);
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
  if (hasP521) assert((await decrypt(p521Encrypted)).length > 0);
  const other = await decrypt(secp256k1Encrypted).catch((error) => error.message);
  const refused = "--key names ./key.pem: this build does not support its kind of key";
  assert(other === refused || other instanceof Uint8Array);
});
