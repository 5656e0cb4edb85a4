/**
 * Reads what stands in a token for everyone to see. Nothing of it is checked here.
 *
 * @module
 */

import type { JsonObject } from "../core/json.ts";
import type { Secret } from "../core/secret.ts";

/** A JWT whose claims can be read (RFC 7519 on RFC 7515). */
export interface ReadableToken {
  /** `unsigned` if there is no signature, or the header says so (RFC 7518 §3.6). */
  readonly kind: "signed" | "unsigned";
  readonly header: JsonObject;
  readonly claims: JsonObject;
  /** The last part as it stands there, in base64url. */
  readonly signature: string;
}

/** A JWT whose claims only its recipient can read (RFC 7516). */
export interface EncryptedToken {
  readonly kind: "encrypted";
  readonly header: JsonObject;
}

/** A token that says something to its issuer only. */
export interface OpaqueToken {
  readonly kind: "opaque";
  /** How many characters it has. */
  readonly length: number;
  /** Whether it begins as a JWT does. Then it is damaged. */
  readonly beginsLikeJwt: boolean;
}

/** What a token says. */
export type DecodedToken = ReadableToken | EncryptedToken | OpaqueToken;

/** Reads a token. */
export async function decodeToken(token: Secret): Promise<DecodedToken> {
  const text = token.reveal();
  const { decodeProtectedHeader } = await import("jose/decode/protected_header");
  const { decodeJwt } = await import("jose/jwt/decode");
  const header = attempt(() => decodeProtectedHeader(text));
  const opaque = { kind: "opaque", length: text.length, beginsLikeJwt: /^ey[A-J]/.test(text) };
  if (header === undefined) return opaque as OpaqueToken;
  const parts = text.split(".");
  if (parts.length === 5) return { kind: "encrypted", header };
  const claims = attempt(() => decodeJwt(text));
  if (claims === undefined) return opaque as OpaqueToken;
  const signature = parts[2] ?? "";
  const isSigned = signature !== "" && !/^none$/i.test(`${header.alg}`);
  return { kind: isSigned ? "signed" : "unsigned", header: { ...header }, claims, signature };
}

/** What a function returns, `undefined` if it fails. */
function attempt<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
