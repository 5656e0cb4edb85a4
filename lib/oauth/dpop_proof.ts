/**
 * Proofs that a request comes from the holder of a key (RFC 9449, DPoP).
 *
 * @module
 */

import type { PrivateKey } from "../keys/private_key.ts";
import type { Secret } from "../core/secret.ts";
import { type JwtOptions, signJwt } from "../keys/sign_jwt.ts";

/** A proof to be made. */
export interface ProofRequest extends JwtOptions {
  readonly key: PrivateKey;
  /** The method of the request: `POST`. */
  readonly method: string;
  /** The address of the request. */
  readonly url: string;
  /** What the server wants to see in it, if it does (RFC 9449 §8). */
  readonly nonce?: string | undefined;
}

/**
 * Makes the value of the header `DPoP` (RFC 9449 §4.2). It is for one request.
 *
 * @throws {GettokenError} `setting_invalid` if the key is broken.
 */
export async function dpopProof(request: ProofRequest): Promise<Secret> {
  const { key, method, url, nonce } = request;
  return await signJwt(
    key,
    { typ: "dpop+jwt", jwk: key.publicKey },
    { htm: method, htu: withoutQuery(url), nonce },
    request,
  );
}

/** An address without query and fragment. */
function withoutQuery(address: string): string {
  const url = new URL(address);
  url.search = "";
  url.hash = "";
  return url.href;
}
