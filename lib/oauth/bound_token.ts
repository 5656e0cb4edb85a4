/**
 * What a token is bound to, so that nobody else can use it: a DPoP key, a certificate, another key.
 * Called after a run with such a key or certificate or with `-v`, and by `inspect`.
 *
 * @module
 */

import { isJsonObject, type JsonObject } from "../core/json.ts";
import { printable } from "../core/text.ts";
import { type Binding, claimsOf, type Token } from "./token_response.ts";

/** A member of the claim `cnf` (RFC 7800 §3), which names the key that a token is bound to. */
export interface Confirmation {
  readonly kind: Binding["kind"];
  /** The member: `jkt`. */
  readonly name: string;
  /** Its value, unchanged, if it is a string. */
  readonly value: string | null;
}

/** RFC 9449 §6.1 and RFC 8705 §3.1. Others are of RFC 7800, or the server's own. */
const kinds = new Map<string, Binding["kind"]>([["jkt", "dpop_key"], ["x5t#S256", "certificate"]]);

/** The members of the claim `cnf`. Empty if the token is not bound, as far as it says. */
export function confirmationsIn({ cnf }: JsonObject): Confirmation[] {
  if (!isJsonObject(cnf)) return [];
  return Object.entries(cnf)
    .filter(([, value]) => value !== null && value !== "")
    .map(([name, value]) => ({
      ...{ kind: kinds.get(name) ?? "other", name },
      value: typeof value === "string" ? value : null,
    }));
}

/** `DPoP key with the thumbprint 0ZcO…`, printable. */
export function describeConfirmation({ kind, name, value }: Confirmation): string {
  const shown = value === null ? "" : ` ${printable(value, 200)}`;
  if (kind === "dpop_key") return `DPoP key with the thumbprint${shown || " (missing)"}`;
  if (kind === "certificate") return `certificate with the SHA-256${shown || " (missing)"}`;
  // RFC 7800 §3. Servers add notes of their own: Keycloak has kc-jkt-type.
  const isKey = ["jwk", "jwe", "kid", "jku"].includes(name);
  return `${isKey ? "key with " : ""}${printable(name, 60)}${shown}`;
}

/**
 * What a token is bound to; `undefined` if to nothing. A JWT says it; of an opaque token, its type
 * and the certificate that was presented are known.
 *
 * @param hasCertificate Whether the client presented a certificate.
 */
export function bindingOf(
  { accessToken, tokenType }: Token,
  hasCertificate: boolean,
): Binding | undefined {
  const claims = claimsOf(accessToken);
  const isReadable = typeof claims === "object";
  const stated = isReadable ? confirmationsIn(claims) : [];
  const first = stated.find(({ kind }) => kind !== "other") ?? stated[0];
  if (first) return { kind: first.kind, to: `a ${describeConfirmation(first)}`, isStated: true };
  if (tokenType === "DPoP") return { kind: "dpop_key", to: "a DPoP key", isStated: true };
  if (isReadable || !hasCertificate) return undefined;
  return { kind: "certificate", to: "the client certificate", isStated: false };
}
