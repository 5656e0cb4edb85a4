/**
 * Algorithms of signatures that clients make (RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2.2), and the
 * keys that they need; and the choice of the algorithm that a key signs with.
 *
 * @module
 */

import { either } from "../core/text.ts";
import { invalidSetting } from "../core/errors.ts";

/** The kinds of keys that can be used: RSA, and what is on a curve. */
export const keyKinds = ["RSA", "P-256", "P-384", "P-521", "Ed25519"] as const;

/** A kind of key. */
export type KeyKind = typeof keyKinds[number];

/** The kind of key that each algorithm needs. */
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
  // The same as EdDSA, by its newer name. To a server that names one of the two, the other is none.
  Ed25519: "Ed25519",
} as const satisfies Readonly<Record<string, KeyKind>>;

/** The name of an algorithm, as it stands in the header of a JWT. */
export type SigningAlgorithm = keyof typeof keyKindOf;

/** Whether this is the name of an algorithm that can be used here. */
export function isSigningAlgorithm(name: unknown): name is SigningAlgorithm {
  return typeof name === "string" && Object.hasOwn(keyKindOf, name);
}

/** A kind of key as people call it: `an EC key on P-256`. */
export function describeKeyKind(kind: KeyKind): string {
  return kind.startsWith("P-") ? `an EC key on ${kind}` : `an ${kind} key`;
}

/** The kinds of keys, for whoever has another one. */
export const keyKindsInWords = "RSA, EC on P-256, P-384 or P-521, or Ed25519";

/** What a key allows. */
export interface KeyLimits {
  readonly kind: KeyKind;
  /** The only algorithm that it is for, if it says so. */
  readonly algorithm?: SigningAlgorithm | undefined;
}

/** What server and user allow. */
export interface AlgorithmOptions {
  /** Where the key is from: `--private-key-file names ./key.pem`. */
  readonly source: string;
  /** What the server accepts, the best first. */
  readonly algorithms: readonly SigningAlgorithm[];
  /** The one that the user asks for. */
  readonly algorithm?: SigningAlgorithm | undefined;
}

/**
 * The first algorithm on the server's list that goes with the key, or the one that is asked for.
 *
 * @throws {GettokenError} `setting_invalid` if there is none.
 */
export function chooseAlgorithm(
  { kind, algorithm: only }: KeyLimits,
  { source, algorithms, algorithm: wanted }: AlgorithmOptions,
): SigningAlgorithm {
  const key = describeKeyKind(kind);
  if (wanted && keyKindOf[wanted] !== kind) {
    throw invalidSetting(
      source,
      `${wanted} needs ${describeKeyKind(keyKindOf[wanted])}, this is ${key}`,
    );
  }
  const chosen = algorithms.find((name) =>
    keyKindOf[name] === kind && name === (wanted ?? name) && name === (only ?? name)
  );
  if (chosen) return chosen;
  const limit = only ? ` for ${only} alone (alg)` : "";
  const request = wanted ? `, and ${wanted} is asked for` : "";
  throw invalidSetting(
    source,
    `the server accepts ${either(algorithms)}, this is ${key}${limit}${request}`,
  );
}
