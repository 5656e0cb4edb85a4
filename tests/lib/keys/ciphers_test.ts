import { assertEquals } from "@std/assert";
// @ts-types="npm:@types/node-forge@1.3.14"
import forge from "node-forge";
import { blockLength, type Cipher, decryptCbc } from "../../../lib/keys/ciphers.ts";

const names: Readonly<Record<string, Cipher>> = {
  "AES-CBC, 16": { name: "AES", keyLength: 16 },
  "AES-CBC, 24": { name: "AES", keyLength: 24 },
  "AES-CBC, 32": { name: "AES", keyLength: 32 },
  "3DES-CBC": { name: "3DES", keyLength: 24 },
  "DES-CBC": { name: "DES", keyLength: 8 },
};

const message = "The quick brown fox";

for (const [name, cipher] of Object.entries(names)) {
  Deno.test(`decryptCbc(): ${name}: the message, or undefined with another key`, async () => {
    const key = crypto.getRandomValues(new Uint8Array(cipher.keyLength));
    const iv = crypto.getRandomValues(new Uint8Array(blockLength(cipher)));
    const { encode, decode } = forge.util.binary.raw;
    const [algorithm = ""] = name.split(",");
    const other = forge.cipher.createCipher(algorithm as forge.cipher.Algorithm, encode(key));
    other.start({ iv: encode(iv) });
    other.update(forge.util.createBuffer(message));
    other.finish();
    const data = Uint8Array.from(decode(other.output.getBytes()));
    const decrypted = await decryptCbc(cipher, { key, iv }, data);
    assertEquals(new TextDecoder().decode(decrypted), message);
    const wrong = await decryptCbc(cipher, { key: key.toReversed(), iv }, data);
    assertEquals(wrong === undefined || new TextDecoder().decode(wrong) !== message, true);
    assertEquals(await decryptCbc(cipher, { key, iv }, data.slice(1)), undefined);
    assertEquals(await decryptCbc(cipher, { key, iv }, new Uint8Array()), undefined);
  });
}
