/**
 * What keys in JSON consist of (RFC 7517).
 *
 * @module
 */

import type { JWK } from "jose";
import { type KeyKind, keyKinds } from "./algorithms.ts";

type Member = keyof JWK;

const pointOnCurve: readonly Member[] = ["kty", "crv", "x", "y"];

/** The members of a public key (RFC 7518 §6.2.1, §6.3.1, RFC 8037 §2). */
const publicMembers: Readonly<Record<KeyKind, readonly Member[]>> = {
  RSA: ["kty", "n", "e"],
  "P-256": pointOnCurve,
  "P-384": pointOnCurve,
  "P-521": pointOnCurve,
  Ed25519: ["kty", "crv", "x"],
};

/** All members of a private key. The last five of RSA may be left out, but no runtime takes that. */
function membersOf(kind: KeyKind): readonly Member[] {
  const rest: readonly Member[] = kind === "RSA" ? ["p", "q", "dp", "dq", "qi"] : [];
  return [...publicMembers[kind], "d", ...rest];
}

/** The kind of a key, `undefined` if it is none that can be used. */
export function kindOfJwk({ kty, crv }: JWK): KeyKind | undefined {
  return kty === "RSA" ? "RSA" : keyKinds.find((kind) => kind === crv);
}

/** The names of the members that a private key lacks. */
export function missingMembers(jwk: JWK, kind: KeyKind): string[] {
  return membersOf(kind).filter((name) => typeof jwk[name] !== "string");
}

/** A private key without what else is said about it, such as what it is for. */
export function privatePart(jwk: JWK, kind: KeyKind): JWK {
  return pick(jwk, membersOf(kind));
}

/** The public key that belongs to a private one, and nothing of the private one. */
export function publicPart(jwk: JWK, kind: KeyKind): JWK {
  return pick(jwk, publicMembers[kind]);
}

/** Whether two keys have the same public part. */
export function isSameKey(one: JWK, other: JWK): boolean {
  const kind = kindOfJwk(one);
  return kind !== undefined &&
    publicMembers[kind].every((name) => one[name] !== undefined && one[name] === other[name]);
}

function pick(jwk: JWK, names: readonly Member[]): JWK {
  return Object.fromEntries(names.map((name) => [name, jwk[name]]));
}
