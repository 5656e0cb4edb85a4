/**
 * What a token request proves and asks for, for `explain`: its grant, its assertion and its DPoP
 * proof. Called by explain.ts.
 *
 * @module
 */

import { Secret } from "../core/secret.ts";
import type { JsonObject } from "../core/json.ts";
import { printable } from "../core/text.ts";
import { decodeToken } from "../inspect/read_token.ts";
import type { TokenRequest } from "../oauth/token_request.ts";

/** The JWT that authenticates a client or is the grant (RFC 7523). Unknown members are `null`. */
export interface ShownAssertion {
  readonly algorithm: string | null;
  readonly type: string | null;
  readonly keyId: string | null;
  readonly audience: string | null;
}

/** What a request proves. */
export interface RequestProofs {
  /** The grant, and whether an assertion is the grant. Without one, the form has no grant. */
  readonly grant: { readonly type: string; readonly isAssertion: boolean } | undefined;
  readonly assertion: ShownAssertion | undefined;
  /** The algorithm of the DPoP proof. */
  readonly dpopAlgorithm: string | undefined;
}

/** Reads the grant and the headers of the JWTs in a request. */
export async function proofsIn({ form, headers }: TokenRequest): Promise<RequestProofs> {
  const fields = new Map(form);
  const type = fields.get("grant_type");
  const jwt = fields.get("client_assertion") ?? fields.get("assertion");
  const { DPoP: proof } = headers;
  const decoded = jwt instanceof Secret ? await decodeToken(jwt) : undefined;
  const decodedProof = proof instanceof Secret ? await decodeToken(proof) : undefined;
  return {
    grant: typeof type === "string" ? { type, isAssertion: fields.has("assertion") } : undefined,
    assertion: decoded && {
      ...headerOf("header" in decoded ? decoded.header : {}),
      audience: "claims" in decoded ? shown([decoded.claims.aud].flat().join(" ")) : null,
    },
    dpopAlgorithm: decodedProof && "header" in decodedProof
      ? shown(decodedProof.header.alg) ?? undefined
      : undefined,
  };
}

function headerOf({ alg, typ, kid }: JsonObject): Omit<ShownAssertion, "audience"> {
  return { algorithm: shown(alg), type: shown(typ), keyId: shown(kid) };
}

function shown(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? printable(value, 300) : null;
}
