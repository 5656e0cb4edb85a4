/**
 * Private keys in JSON: a JWK, or a set of them (RFC 7517).
 *
 * @module
 */

import type { JWK } from "jose";
import { kindOfJwk, missingMembers, privatePart } from "./jwk.ts";
import { isSigningAlgorithm, keyKindOf, keyKindsInWords, type KeyLimits } from "./algorithms.ts";
import { parseJson } from "../core/json.ts";
import { invalidSetting } from "../core/errors.ts";

/** A private key for signatures. */
export interface PrivateJwk extends KeyLimits {
  /** The key, without what else is said about it. */
  readonly jwk: JWK;
  readonly keyId?: string | undefined;
}

/**
 * Reads the private key in a text.
 *
 * @param keyId Which key of a set it is, if the set has several.
 * @param source Where the text is from.
 * @throws {GettokenError} `setting_invalid`
 */
export function readPrivateJwk(
  text: string,
  keyId: string | undefined,
  source: string,
): PrivateJwk {
  const value = parseJson(text);
  if (value === undefined) {
    throw invalidSetting(source, "it begins as a JWK does, but it is broken JSON");
  }
  const content: JWK & { readonly keys?: unknown } = asJwk(value);
  if (Array.isArray(content.keys)) return choose(content.keys.map(asJwk), keyId, source);
  if (content.kty === undefined) {
    const hint = "A JWK has the member kty, a set of them has the member keys.";
    throw invalidSetting(source, "it is JSON, but neither a JWK nor a set of them", hint);
  }
  return choose([content], undefined, source);
}

/** A value as a JWK. What its members are, nobody has looked at. */
function asJwk(value: unknown): JWK {
  return typeof value === "object" && value !== null ? value : {};
}

/** The one private key of some keys. */
function choose(keys: readonly JWK[], keyId: string | undefined, source: string): PrivateJwk {
  const isMeant = ({ kid }: JWK) => kid === keyId || keyId === undefined || keys.length === 1;
  const meant = keys.filter(isMeant).map(examine);
  const [chosen, ...others] = meant.filter((result) => typeof result !== "string");
  if (others.length > 0) {
    const count = others.length + 1;
    throw invalidSetting(
      source,
      `there are ${count} private keys in it`,
      "Say which by its key ID.",
    );
  }
  if (chosen) return chosen;
  if (keys.length > 0 && meant.length === 0) {
    throw invalidSetting(
      source,
      `none of the ${keys.length} keys in it has the key ID that is asked for`,
    );
  }
  const [problem, ...more] = meant.filter((result) => typeof result === "string");
  const isTheOnly = problem !== undefined && more.length === 0;
  throw invalidSetting(
    source,
    isTheOnly ? problem : "there is no private key for signatures in it",
  );
}

/** The key, or why it cannot sign. */
function examine(jwk: JWK): PrivateJwk | string {
  const { kty, d, kid, use = "sig", key_ops: operations = ["sign"], alg } = jwk;
  const kind = kindOfJwk(jwk);
  if (kty === "oct") return "it holds a shared secret, and no private key";
  if (kind === undefined) return `its key must be ${keyKindsInWords}`;
  if (d === undefined) return "it holds a public key, and no private one";
  const missing = missingMembers(jwk, kind);
  if (missing.length > 0) return `its key lacks ${missing.join(", ")}`;
  if (kid !== undefined && typeof kid !== "string") return "its key ID (kid) is not a text";
  if (use !== "sig" || ![operations].flat().includes("sign")) {
    return "its key is not for signatures";
  }
  const fits = alg === undefined || (isSigningAlgorithm(alg) && keyKindOf[alg] === kind);
  if (!fits) return "its key is for an algorithm (alg) that such a key does not have";
  // The one algorithm of Ed25519 has two names.
  const algorithm = kind === "Ed25519" ? undefined : alg;
  return { jwk: privatePart(jwk, kind), kind, keyId: kid, algorithm };
}
