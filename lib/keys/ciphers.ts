/**
 * Ciphers of encrypted keys, in CBC mode with the padding of PKCS#7 (RFC 8018 §6.1.1). AES is the
 * runtime's; node-forge has those that only old files use.
 *
 * @module
 */

type Bytes = Uint8Array<ArrayBuffer>;

/** A cipher. */
export interface Cipher {
  readonly name: "AES" | "3DES" | "DES" | "RC2";
  /** The length of its key, in bytes. */
  readonly keyLength: number;
}

/** The length of a cipher's block and initialization vector, in bytes. */
export function blockLength({ name }: Cipher): number {
  return name === "AES" ? 16 : 8;
}

/** Decrypts; `undefined` if the padding is wrong, as it is with another key. */
export async function decryptCbc(
  cipher: Cipher,
  { key, iv }: { readonly key: Bytes; readonly iv: Bytes },
  data: Bytes,
): Promise<Bytes | undefined> {
  if (data.length === 0 || data.length % blockLength(cipher) !== 0) return undefined;
  if (cipher.name !== "AES") return await decryptByForge(cipher.name, { key, iv }, data);
  const imported = await crypto.subtle.importKey("raw", key, "AES-CBC", false, ["decrypt"]);
  try {
    return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-CBC", iv }, imported, data));
  } catch {
    return undefined;
  }
}

async function decryptByForge(
  name: "3DES" | "DES" | "RC2",
  { key, iv }: { readonly key: Bytes; readonly iv: Bytes },
  data: Bytes,
): Promise<Bytes | undefined> {
  const { default: forge } = await import("node-forge");
  const { encode, decode } = forge.util.binary.raw;
  const input = forge.util.createBuffer(encode(data));
  if (name === "RC2") {
    const cipher = forge.rc2.createDecryptionCipher(encode(key), key.length * 8);
    cipher.start(encode(iv));
    cipher.update(input);
    return cipher.finish() ? Uint8Array.from(decode(cipher.output.getBytes())) : undefined;
  }
  const cipher = forge.cipher.createDecipher(`${name}-CBC`, encode(key));
  cipher.start({ iv: encode(iv) });
  cipher.update(input);
  return cipher.finish() ? Uint8Array.from(decode(cipher.output.getBytes())) : undefined;
}
