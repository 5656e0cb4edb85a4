import { assertEquals, assertRejects } from "@std/assert";
import { InvalidDer, readDer } from "../../../lib/keys/der.ts";
import { CannotDecrypt, WrongPassphrase } from "../../../lib/keys/key_derivation.ts";
import {
  decryptElement,
  decryptKeyInfo,
  decryptTraditional,
} from "../../../lib/keys/password_encryption.ts";
import { derIn, pemBlocks } from "../../../lib/keys/pem.ts";
import { passphrase, pbkdf2, pkcs8 } from "../openssl_keys.ts";

const [encrypted = new Uint8Array()] = pemBlocks(pbkdf2).map(derIn);
const [plain] = pemBlocks(pkcs8).map(derIn);

Deno.test("decryptKeyInfo(): right passphrase: the key; another: WrongPassphrase", async () => {
  assertEquals(await decryptKeyInfo(encrypted, passphrase), plain);
  await assertRejects(() => decryptKeyInfo(encrypted, "canary"), WrongPassphrase);
});

Deno.test("decryptKeyInfo(): no encrypted key: InvalidDer", async () => {
  for (const hex of ["", "3000", "30030201ff", "300430020500"]) {
    await assertRejects(() => decryptKeyInfo(Uint8Array.fromHex(hex), "a"), InvalidDer);
  }
});

Deno.test("decryptElement(): algorithm without a name: its object identifier", async () => {
  const algorithm = readDer(Uint8Array.fromHex("3005060388370 3".replaceAll(" ", "")));
  await assertRejects(
    () => decryptElement(algorithm, new Uint8Array(16), "a"),
    CannotDecrypt,
    "it is encrypted with the algorithm 2.999.3, which gettoken cannot decrypt",
  );
});

Deno.test("decryptTraditional(): odd DEK-Info: CannotDecrypt, of which nothing odd is shown", async () => {
  const data = new Uint8Array(16);
  for (const header of ["", "canary", "can\u001b[ary,00", "x".repeat(50) + ",00"]) {
    const unknown = "it is encrypted with an unknown algorithm, which gettoken cannot decrypt";
    await assertRejects(() => decryptTraditional(header, data, "a"), CannotDecrypt, unknown);
  }
  for (const name of ["constructor", "toString", "__proto__"]) {
    const unknown = `it is encrypted with ${name}, which gettoken cannot decrypt`;
    const header = `${name},0011223344556677`;
    await assertRejects(() => decryptTraditional(header, data, "a"), CannotDecrypt, unknown);
  }
  for (const header of ["DES-CBC,00", "AES-128-CBC,zz"]) {
    const invalid = "its line DEK-Info is invalid";
    await assertRejects(() => decryptTraditional(header, data, "a"), CannotDecrypt, invalid);
  }
});
