/**
 * Signing algorithms of clients (RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2.2): the kind of key that
 * each needs, and which one to use with a key.
 *
 * @module
 */

import { either } from "../core/text.ts";
import { invalidSetting } from "../core/errors.ts";

/** The kind of key that each algorithm needs: RSA, or the name of a curve. */
export const keyKindOf = {
  RS256: "RSA",
  RS384: "RSA",
  RS512: "RSA",
  PS256: "RSA",
  PS384: "RSA",
  PS512: "RSA",
  ES256: "P-256",
  ES384: "P-384",
  ES512: "P-521",
  EdDSA: "Ed25519",
  // The newer name of EdDSA with this curve. A server may support only one of the two names.
  Ed25519: "Ed25519",
} as const;

/** A supported `alg` of a JWT. */
export type JwsAlgorithm = keyof typeof keyKindOf;

/** A supported kind of key. */
export type KeyKind = typeof keyKindOf[JwsAlgorithm];

/** All supported algorithms, the most common one of each kind of key first. */
export const signingAlgorithms = Object.keys(keyKindOf) as readonly JwsAlgorithm[];

/** All supported kinds of keys. */
export const keyKinds: readonly KeyKind[] = [...new Set(Object.values(keyKindOf))];

/** The same for messages. */
export const keyKindsInWords = "RSA, EC on P-256, P-384 or P-521, or Ed25519";

/** A kind of key for messages: `an EC key on P-256`. */
export function describeKeyKind(kind: KeyKind): string {
  return kind.startsWith("P-") ? `an EC key on ${kind}` : `an ${kind} key`;
}

/**
 * The algorithms that both a provider and the server's metadata list: for each kind of key first the
 * provider's usual one, then in the order of the metadata.
 *
 * @param listed The metadata's list; without one, the provider's list is returned unchanged.
 */
export function commonAlgorithms<Name extends string>(
  usual: readonly Name[],
  listed: readonly string[] | undefined,
): readonly Name[] {
  if (listed === undefined) return usual;
  const kinds: Readonly<Record<string, KeyKind>> = keyKindOf;
  const common = listed.flatMap((name) => usual.find((other) => other === name) ?? []);
  const firsts = usual.filter((name, index) =>
    common.includes(name) && usual.findIndex((other) => kinds[other] === kinds[name]) === index
  );
  return [...new Set([...firsts, ...common])];
}

/** What a key can be used for. */
export interface KeyLimits {
  readonly kind: KeyKind;
  /** The only algorithms that the key may be used with. */
  readonly only?: readonly JwsAlgorithm[] | undefined;
}

/** What the server and the user allow. */
export interface AlgorithmOptions {
  /** Where the key came from: `--private-key-file names ./key.pem`. */
  readonly source: string;
  /** The algorithms that the server accepts, the preferred one first. */
  readonly algorithms: readonly JwsAlgorithm[];
  /** The algorithm that the user chose. */
  readonly algorithm?: JwsAlgorithm | undefined;
}

/**
 * Chooses the first algorithm on the server's list that the key and the user allow.
 *
 * @throws {GettokenError} `setting_invalid` if no algorithm is allowed by all three.
 */
export function chooseAlgorithm(
  { kind, only }: KeyLimits,
  { source, algorithms, algorithm: wanted }: AlgorithmOptions,
): JwsAlgorithm {
  const key = describeKeyKind(kind);
  if (wanted && keyKindOf[wanted] !== kind) {
    const needed = describeKeyKind(keyKindOf[wanted]);
    throw invalidSetting(source, `${wanted} needs ${needed}, but this is ${key}`);
  }
  const chosen = algorithms.find((name) =>
    keyKindOf[name] === kind && name === (wanted ?? name) && (only?.includes(name) ?? true)
  );
  if (chosen) return chosen;
  const limit = only ? ` for ${either(only)} only` : "";
  const request = wanted ? `, and the signing algorithm is set to ${wanted}` : "";
  const accepted = `the server accepts ${either(algorithms)}`;
  throw invalidSetting(source, `${accepted}, but this is ${key}${limit}${request}`);
}
