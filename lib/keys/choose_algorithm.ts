/**
 * Which algorithm a key signs with.
 *
 * @module
 */

import { describeKeyKind, type KeyKind, keyKindOf, type SigningAlgorithm } from "./algorithms.ts";
import { either } from "../core/text.ts";
import { unusable } from "../core/invalid_setting.ts";

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
    throw unusable(source, `${wanted} needs ${describeKeyKind(keyKindOf[wanted])}, this is ${key}`);
  }
  const chosen = algorithms.find((name) =>
    keyKindOf[name] === kind && name === (wanted ?? name) && name === (only ?? name)
  );
  if (chosen) return chosen;
  const limit = only ? ` for ${only} alone (alg)` : "";
  const request = wanted ? `, and ${wanted} is asked for` : "";
  throw unusable(
    source,
    `the server accepts ${either(algorithms)}, this is ${key}${limit}${request}`,
  );
}
