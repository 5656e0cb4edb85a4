/**
 * Remarks about a token that is good, but perhaps not what was meant.
 *
 * @module
 */

import { isJsonObject, type JsonObject } from "../core/json.ts";
import type { Provider, TokenWarning } from "../contract/provider.ts";
import type { Secret } from "../core/secret.ts";
import { missingScope, type Token } from "./token_response.ts";

/**
 * What is to be said about a token.
 *
 * @param requestedScope What was asked for.
 */
export function tokenWarnings(
  { accessToken, scope, expiresIn }: Token,
  requestedScope: string | undefined,
  { response }: Provider,
): string[] {
  const missing = missingScope(requestedScope, scope);
  const warnings: string[] = [];
  if (missing.length > 0) {
    warnings.push(
      `the granted scope is narrower than the one asked for; missing: ${missing.join(" ")}`,
    );
  }
  if (expiresIn === 0) warnings.push("the token has expired already (expires_in is 0)");
  if (response?.warn) {
    const claims = claimsOf(accessToken);
    const fitting = response.warn.filter((warning) => fits(warning, claims));
    warnings.push(...fitting.map(({ text }) => `the token ${text}`));
  }
  return warnings;
}

function fits(warning: TokenWarning, claims: JsonObject | "encrypted" | undefined): boolean {
  if ("opaque" in warning) return claims === undefined;
  return typeof claims === "object" && !Object.hasOwn(claims, warning.withoutClaim);
}

/**
 * The claims of a JWT (RFC 7519), unverified: they are the API's to judge. `undefined` if the token
 * is none, `"encrypted"` if it is one that only the API can read.
 */
export function claimsOf(token: Secret): JsonObject | "encrypted" | undefined {
  // Five parts are an encrypted one (RFC 7516 §3.1).
  if (token.matches(/^eyJ[\w-]*(\.[\w-]*){4}$/)) return "encrypted";
  const [, payload = "", ...others] = token.reveal().split(".");
  if (others.length !== 1) return undefined;
  try {
    const bytes = Uint8Array.fromBase64(payload, { alphabet: "base64url" });
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isJsonObject(claims) ? claims : undefined;
  } catch {
    return undefined;
  }
}
