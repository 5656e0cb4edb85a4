/**
 * Completes private RSA keys in JWK that have n, e and d alone, as RFC 7518 §6.3.2 allows. No
 * runtime accepts these. Imported on demand.
 *
 * @module
 */

import type { JWK } from "jose";
import { base64UrlOf, bytesOfBase64, decodeHex, hexOf } from "../core/encodings.ts";

/**
 * The prime factors and what follows from them: p, q, dp, dq and qi (NIST SP 800-56B §C.1).
 *
 * @returns `undefined` if n, e and d do not belong together.
 */
export function completeRsa(jwk: JWK): JWK | undefined {
  const [n, e, d] = [jwk.n, jwk.e, jwk.d].map(numberOf);
  const p = n && e && d ? factorOf(n, e, d) : undefined;
  if (!n || !d || !p) return undefined;
  const q = n / p;
  const qi = power(q, p - 2n, p);
  const numbers = { p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi };
  const members = Object.entries(numbers).map(([name, number]) => [name, encoded(number)]);
  return { ...jwk, ...Object.fromEntries(members) };
}

/** The numbers that are tried as bases. Each finds a factor with a probability of a half. */
const bases = [2n, 3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n, 41n, 43n, 47n, 53n];

/** A factor of n: of a square root of 1 that is neither 1 nor -1, the difference to 1 shares it. */
function factorOf(n: bigint, e: bigint, d: bigint): bigint | undefined {
  let odd = d * e - 1n;
  if (n < 4n || odd <= 0n || odd % 2n === 1n) return undefined;
  while (odd % 2n === 0n) odd /= 2n;
  for (const base of bases) {
    const root = rootOfOne(power(base, odd, n), n);
    if (root === undefined) return undefined;
    if (root !== 1n && root !== n - 1n) return greatestDivisor(root - 1n, n);
  }
}

/** Squares a number until it is 1, and returns the number before; `undefined` if it never is. */
function rootOfOne(start: bigint, n: bigint): bigint | undefined {
  let root = start;
  // d * e - 1 is a multiple of 2 at most this many times.
  for (let count = 0; count < 8192; count++) {
    const square = root * root % n;
    if (square === 1n) return root;
    root = square;
  }
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let factor = base % modulus;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = result * factor % modulus;
    factor = factor * factor % modulus;
  }
  return result;
}

function greatestDivisor(one: bigint, other: bigint): bigint {
  return other === 0n ? one : greatestDivisor(other, one % other);
}

/** The most bytes of a number. Larger keys would take minutes. */
const maxBytes = 1024;

/** A number in Base64url (RFC 7518 §2, Base64urlUInt); `undefined` if it is invalid. */
function numberOf(text: string | undefined): bigint | undefined {
  const bytes = bytesOfBase64(text ?? "");
  return bytes && bytes.length > 0 && bytes.length <= maxBytes
    ? BigInt(`0x${hexOf(bytes)}`)
    : undefined;
}

function encoded(number: bigint): string {
  const digits = number.toString(16);
  return base64UrlOf(decodeHex(digits.length % 2 === 0 ? digits : `0${digits}`));
}
