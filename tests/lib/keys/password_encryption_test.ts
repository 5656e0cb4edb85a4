import { assertEquals, assertRejects } from "@std/assert";
import { element, InvalidDer, readDer } from "../../../lib/keys/der.ts";
import { CannotDecrypt, Effort, WrongPassphrase } from "../../../lib/keys/key_derivation.ts";
import {
  decryptElement,
  decryptKeyInfo,
  decryptTraditional,
} from "../../../lib/keys/password_encryption.ts";
import { derIn, pemBlocks } from "../../../lib/keys/pem.ts";
import { forEachCase } from "../helpers.ts";
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
    () => decryptElement(algorithm, new Uint8Array(16), { passphrase: "a" }),
    CannotDecrypt,
    "it is encrypted with the algorithm 2.999.3, which gettoken cannot decrypt",
  );
});

Deno.test("decryptElement(): the effort for a file is spent: CannotDecrypt", async () => {
  const effort = new Effort();
  effort.add(4);
  const octets = (count: number) => element("04", "00".repeat(count));
  const pbkdf2 = element("30", "06092a864886f70d01050c" + element("30", octets(8) + "020101"));
  const scrypt = element(
    "30",
    "06092b06010401da47040b" + element("30", octets(8) + "020102" + "020101" + "020101"),
  );
  const aes = element("30", "060960864801650304012a" + octets(16));
  const pbes2 = (derivation: string) =>
    element("30", "06092a864886f70d01050d" + element("30", derivation + aes));
  const short = (oid: string) => element("30", oid + element("30", octets(8) + "020101"));
  await forEachCase({
    "PBKDF2": pbes2(pbkdf2),
    "scrypt": pbes2(scrypt),
    "PBKDF1": short("06092a864886f70d01050a"),
    "that of PKCS#12": short("060a2a864886f70d010c0103"),
  }, async (algorithm) => {
    const decrypt = (effort?: Effort) =>
      decryptElement(readDer(Uint8Array.fromHex(algorithm)), new Uint8Array(16), {
        passphrase: "a",
        effort,
      });
    await assertRejects(() => decrypt(effort), CannotDecrypt, "together");
    await assertRejects(() => decrypt(new Effort()), WrongPassphrase);
  });
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
