/**
 * Base64, form encoding, `data:` URLs and SHA-256.
 *
 * @module
 */

/** Encodes a string, as UTF-8, in Base64. */
export function base64(text: string): string {
  return new TextEncoder().encode(text).toBase64();
}

/** Form encoding of one value (WHATWG URL, "application/x-www-form-urlencoded"). */
export function formEncode(value: string): string {
  return new URLSearchParams({ v: value }).toString().slice(2);
}

/** A `data:` URL that imports as an ECMAScript module. */
export function moduleUrl(source: string): string {
  return `data:text/javascript;base64,${base64(source)}`;
}

/** The SHA-256 of bytes, or of a string as UTF-8, in hexadecimal digits. */
export async function sha256(content: string | Uint8Array<ArrayBuffer>): Promise<string> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

/** Decodes UTF-8 and drops a byte order mark; `undefined` if it is not valid UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * Decodes UTF-16 that begins with a byte order mark, as PowerShell 5 writes it. What is invalid
 * becomes U+FFFD.
 *
 * @returns `undefined` if the bytes do not begin so.
 */
export function decodeUtf16(bytes: Uint8Array): string | undefined {
  const [first = 0, second = 0] = bytes;
  if (first + second !== 0xff + 0xfe) return undefined;
  return new TextDecoder(first === 0xff ? "utf-16le" : "utf-16be").decode(bytes);
}
