/**
 * Encrypts cache entries under a key derived from the client's credential: HKDF-SHA-256 (RFC 5869) with
 * a new salt per entry, AES-256-GCM (NIST SP 800-38D). The file name is derived from the credential as
 * well, and authenticated, so no entry can replace another. A file reveals only its length.
 *
 * @module
 */

import { hexOf } from "../core/encodings.ts";
import type { Secret } from "../core/secret.ts";

/** Encrypts and decrypts one cache entry. */
export interface Seal {
  /** The name of its file: 64 hexadecimal digits. */
  readonly name: string;
  seal(content: string): Promise<Uint8Array<ArrayBuffer>>;
  /** The content; `undefined` unless it is exactly what was sealed under this name. */
  open(sealed: Uint8Array<ArrayBuffer>): Promise<string | undefined>;
}

/** Whether a file name is that of a cache entry. */
export function isSealName(name: string): boolean {
  return /^[0-9a-f]{64}$/.test(name);
}

/** The layout: version (one byte), salt, nonce, ciphertext with tag. */
const version = 1;
const bytes = { version: 1, salt: 32, nonce: 12 } as const;

/**
 * The seal for a cache entry.
 *
 * @param credential All secrets of the credential, by name.
 * @param cacheKey What else the entry and its file name depend on.
 */
export async function sealFor(
  credential: Readonly<Record<string, Secret>>,
  cacheKey: string,
): Promise<Seal> {
  const material = await importMaterial(credential);
  const salt = new Uint8Array(bytes.salt);
  const info = utf8(`gettoken ${version} name ${cacheKey}`);
  const nameBits = await crypto.subtle.deriveBits({ ...hkdf, salt, info }, material, 256);
  const name = hexOf(new Uint8Array(nameBits));
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
      const saltEnd = bytes.version + bytes.salt;
      const salt = sealed.subarray(bytes.version, saltEnd);
      const nonce = sealed.subarray(saltEnd, saltEnd + bytes.nonce);
      const encrypted = sealed.subarray(saltEnd + bytes.nonce);
      const algorithm = { name: "AES-GCM", iv: nonce, additionalData: associated };
      try {
        const content = await crypto.subtle.decrypt(algorithm, await contentKey(salt), encrypted);
        return new TextDecoder().decode(content);
      } catch {
        // Truncated, changed, or of another name: the runtime does not say which.
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

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
