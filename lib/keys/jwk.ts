/**
 * JSON Web Keys (RFC 7517): read the private key from a JWK or a JWK set, extract public and private
 * members, compare keys.
 *
 * @module
 */

import type { JWK } from "jose";
import { invalidSetting } from "../core/errors.ts";
import { bytesOfBase64, hexOf } from "../core/encodings.ts";
import { parseDocument } from "../core/json.ts";
import {
  type KeyKind,
  keyKindOf,
  keyKinds,
  keyKindsInWords,
  type KeyLimits,
  signingAlgorithms,
} from "./algorithms.ts";

/** A private signing key. */
export interface PrivateJwk extends KeyLimits {
  /** The key without its metadata. */
  readonly jwk: JWK;
  readonly keyId?: string | undefined;
}

type Member = keyof JWK;

/** The members of a public key (RFC 7518 §6.2.1, §6.3.1, RFC 8037 §2). */
function publicMembers(kind: KeyKind): readonly Member[] {
  if (kind === "RSA") return ["kty", "n", "e"];
  return kind === "Ed25519" ? ["kty", "crv", "x"] : ["kty", "crv", "x", "y"];
}

/** The members of a private RSA key that follow from the others (RFC 7518 §6.3.2). */
const derivedMembers: readonly Member[] = ["p", "q", "dp", "dq", "qi"];

/** Whether a private key has all members that the runtime needs. */
export function isComplete(jwk: JWK, kind: KeyKind): boolean {
  return kind !== "RSA" || derivedMembers.every((name) => typeof jwk[name] === "string");
}

/** A private key without its metadata. */
export function privatePart(jwk: JWK, kind: KeyKind): JWK {
  const derived = kind === "RSA" ? derivedMembers.filter((name) => jwk[name] !== undefined) : [];
  return pick(jwk, [...publicMembers(kind), "d", ...derived]);
}

/** The public key of a private key. */
export function publicPart(jwk: JWK, kind: KeyKind): JWK {
  return pick(jwk, publicMembers(kind));
}

/** Whether two keys have the same public part. */
export function isSameKey(one: JWK, other: JWK): boolean {
  const kind = kindOf(one);
  return kind !== undefined &&
    publicMembers(kind).every((name) => one[name] !== undefined && one[name] === other[name]);
}

/** Whether a certificate, in DER, is for a key: whether it contains its public numbers. */
export function isKeyOf({ kty, n, x, y }: JWK, certificate: Uint8Array): boolean {
  // RFC 8017 §A.1.1: INTEGER; RFC 5480 §2.2: an uncompressed point; RFC 8410 §4: a BIT STRING
  const parts = kty === "RSA" ? ["", n] : y === undefined ? ["032100", x] : ["04", x, y];
  const [prefix = "", ...numbers] = parts;
  const digits = numbers.map((number) => hexOf(bytesOfBase64(number ?? "") ?? new Uint8Array()));
  return digits.every((number) => number !== "") &&
    hexOf(certificate).includes(prefix + digits.join(""));
}

function pick(jwk: JWK, names: readonly Member[]): JWK {
  return Object.fromEntries(names.map((name) => [name, jwk[name]]));
}

function kindOf({ kty, crv }: JWK): KeyKind | undefined {
  return kty === "RSA" ? "RSA" : keyKinds.find((kind) => kind === crv);
}

/**
 * Reads the private key from a JWK, or from a JWK set, in which `keyId` selects one.
 *
 * @throws {GettokenError} `setting_invalid`
 */
export function readPrivateJwk(
  text: string,
  keyId: string | undefined,
  source: string,
): PrivateJwk {
  const value = parseDocument(text);
  if (value === undefined) {
    throw invalidSetting(source, "it looks like a JWK, but is not valid JSON");
  }
  const content: JWK & { readonly keys?: unknown } = asJwk(value);
  const keys = Array.isArray(value) ? value : content.keys;
  if (Array.isArray(keys)) return choose(keys.map(asJwk), keyId, source);
  if (content.kty === undefined) {
    const hint = "A JWK has the member kty, a JWK set has the member keys.";
    throw invalidSetting(source, "it is JSON, but neither a JWK nor a JWK set", hint);
  }
  return choose([content], undefined, source);
}

/** Casts a value to a JWK. Its members are not validated. */
function asJwk(value: unknown): JWK {
  return typeof value === "object" && value !== null ? value : {};
}

/** Selects the private key from a list of keys. */
function choose(keys: readonly JWK[], keyId: string | undefined, source: string): PrivateJwk {
  const isMeant = ({ kid }: JWK) => kid === keyId || keyId === undefined || keys.length === 1;
  const meant = keys.filter(isMeant).map(examine);
  const [chosen, ...others] = meant.filter((result) => typeof result !== "string");
  if (others.length > 0) {
    const count = others.length + 1;
    throw invalidSetting(
      source,
      `it contains ${count} private keys`,
      "Select one by its key ID.",
    );
  }
  if (chosen) return chosen;
  if (keys.length > 0 && meant.length === 0) {
    const problem = `none of its ${keys.length} keys has the key ID that is set`;
    throw invalidSetting(source, problem);
  }
  const [problem, ...more] = meant.filter((result) => typeof result === "string");
  const isTheOnly = problem !== undefined && more.length === 0;
  throw invalidSetting(
    source,
    isTheOnly ? problem : "it contains no private signing key",
  );
}

/** The key, or why it cannot be used to sign. */
function examine(jwk: JWK): PrivateJwk | string {
  const { kty, d, kid, use = "sig", key_ops: operations = ["sign"], alg, oth } = jwk;
  const kind = kindOf(jwk);
  if (kty === "oct") return "it contains a shared secret, not a private key";
  if (kind === undefined) return `its key must be ${keyKindsInWords}`;
  if (d === undefined) return "it contains a public key, not a private key";
  const missing = [...publicMembers(kind), "d" as const].filter((name) =>
    typeof jwk[name] !== "string"
  );
  if (missing.length > 0) return `its key has no ${missing.join(", ")}`;
  if (oth !== undefined) {
    return "it has more than two primes (oth), which gettoken does not support";
  }
  if (kid !== undefined && typeof kid !== "string") return "its key ID (kid) is not a string";
  if (use !== "sig" || ![operations].flat().includes("sign")) {
    return "its key is not for signatures";
  }
  const algorithm = signingAlgorithms.find((name) => name === alg && keyKindOf[name] === kind);
  if (alg !== undefined && algorithm === undefined) {
    return "its algorithm (alg) does not match its kind of key";
  }
  // The algorithm of Ed25519 has two names, so `alg` does not restrict it.
  const only = algorithm && kind !== "Ed25519" ? [algorithm] : undefined;
  return { jwk: privatePart(jwk, kind), kind, keyId: kid, only };
}
