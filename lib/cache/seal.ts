/**
 * Encrypts what is kept under a key that only the holder of the client's credential can have. Who
 * has the file alone learns nothing but its length; who has the credential could have got the
 * content from the server.
 *
 * The key is made by HKDF-SHA-256 (RFC 5869) with a new salt for each content, which is encrypted
 * by AES-256-GCM (NIST SP 800-38D). The name of the file comes from the same credential, so that it
 * does not tell what it was made of either. It is authenticated, so no file passes for another.
 *
 * @module
 */

import type { Secret } from "../core/secret.ts";

/** Seals and opens. */
export interface Seal {
  /** What the file is called: 64 hexadecimal digits. */
  readonly name: string;
  seal(content: string): Promise<Uint8Array<ArrayBuffer>>;
  /** The content; `undefined` if this is not exactly what was sealed under this name. */
  open(sealed: Uint8Array<ArrayBuffer>): Promise<string | undefined>;
}

/** Whether a file can be something sealed, going by its name. */
export function isSealName(name: string): boolean {
  return /^[0-9a-f]{64}$/.test(name);
}

/** The layout: a byte with this version, the salt, the nonce, and what AES-GCM makes. */
const version = 1;
const bytes = { version: 1, salt: 32, nonce: 12 } as const;

/**
 * The seal for what belongs to a credential.
 *
 * @param credential All secrets that make it up, by name.
 * @param purpose What else the content depends on: another purpose has another name and key.
 */
export async function sealFor(
  credential: Readonly<Record<string, Secret>>,
  purpose: string,
): Promise<Seal> {
  const material = await importMaterial(credential);
  const name = new Uint8Array(
    await crypto.subtle.deriveBits(
      {
        ...hkdf,
        salt: new Uint8Array(bytes.salt),
        info: utf8(`gettoken ${version} name ${purpose}`),
      },
      material,
      256,
    ),
  ).toHex();
  const associated = utf8(`gettoken ${version} ${name}`);

  function contentKey(salt: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
    const info = utf8(`gettoken ${version} content`);
    const algorithm = { name: "AES-GCM", length: 256 };
    return crypto.subtle.deriveKey({ ...hkdf, salt, info }, material, algorithm, false, [
      "encrypt",
      "decrypt",
    ]);
  }

  return {
    name,
    async seal(content) {
      const salt = crypto.getRandomValues(new Uint8Array(bytes.salt));
      const nonce = crypto.getRandomValues(new Uint8Array(bytes.nonce));
      const algorithm = { name: "AES-GCM", iv: nonce, additionalData: associated };
      const key = await contentKey(salt);
      const encrypted = await crypto.subtle.encrypt(algorithm, key, utf8(content));
      return Uint8Array.from([version, ...salt, ...nonce, ...new Uint8Array(encrypted)]);
    },
    async open(sealed) {
      if (sealed[0] !== version) return undefined;
      const { salt, nonce, encrypted } = partsOf(sealed);
      const algorithm = { name: "AES-GCM", iv: nonce, additionalData: associated };
      try {
        const content = await crypto.subtle.decrypt(algorithm, await contentKey(salt), encrypted);
        return new TextDecoder().decode(content);
      } catch {
        // Cut, changed, or of another name: the runtime does not say, and it does not matter.
        return undefined;
      }
    },
  };
}

const hkdf = { name: "HKDF", hash: "SHA-256" } as const;

function importMaterial(credential: Readonly<Record<string, Secret>>): Promise<CryptoKey> {
  const secrets = Object.entries(credential).map(([name, secret]) => [name, secret.reveal()]);
  const material = utf8(JSON.stringify(secrets.sort(([a = ""], [b = ""]) => a < b ? -1 : 1)));
  return crypto.subtle.importKey("raw", material, "HKDF", false, ["deriveBits", "deriveKey"]);
}

/** The parts of a layout. What is too short has empty ones. */
function partsOf(sealed: Uint8Array<ArrayBuffer>): {
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly nonce: Uint8Array<ArrayBuffer>;
  readonly encrypted: Uint8Array<ArrayBuffer>;
} {
  const saltEnd = bytes.version + bytes.salt;
  const nonceEnd = saltEnd + bytes.nonce;
  return {
    salt: sealed.subarray(bytes.version, saltEnd),
    nonce: sealed.subarray(saltEnd, nonceEnd),
    encrypted: sealed.subarray(nonceEnd),
  };
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
