/**
 * Base64, hexadecimal digits, form encoding, `data:` URLs and SHA-256. Node 22 lacks the methods of
 * `Uint8Array` for the first two.
 *
 * @module
 */

/** Encodes a string, as UTF-8, in Base64. */
export function base64(text: string): string {
  return base64Of(new TextEncoder().encode(text));
}

/** Encodes bytes in Base64. */
export function base64Of(bytes: Uint8Array): string {
  return bytes.toBase64?.() ??
    btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

/** Encodes bytes in Base64url without padding (RFC 7515 §2). */
export function base64UrlOf(bytes: Uint8Array): string {
  return base64Of(bytes).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** Decodes Base64 in either alphabet (RFC 4648 §4 and §5); `undefined` if it is invalid. */
export function bytesOfBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  const base64 = text.replaceAll("-", "+").replaceAll("_", "/");
  try {
    return Uint8Array.fromBase64?.(base64) ??
      Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

/** Encodes bytes in hexadecimal digits. */
export function hexOf(bytes: Uint8Array): string {
  return bytes.toHex?.() ??
    Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Decodes hexadecimal digits. @throws {SyntaxError} */
export function decodeHex(digits: string): Uint8Array<ArrayBuffer> {
  if (Uint8Array.fromHex) return Uint8Array.fromHex(digits);
  if (!/^(?:[\da-f]{2})*$/i.test(digits)) throw new SyntaxError("Not hexadecimal digits");
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
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
  return hexOf(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
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
