/**
 * What the tokens of Keycloak contain, and requests to an API with them.
 *
 * @module
 */

import { assertEquals, assertMatch } from "@std/assert";
import { decodeJwt, type JWTPayload } from "jose";

/** The claims of a printed token. */
export function claimsIn(stdout: string): JWTPayload {
  assertMatch(stdout, /^[\w-]+\.[\w-]+\.[\w-]+\n?$/);
  return decodeJwt(stdout.trim());
}

/** Asserts that stdout is a token for the client. */
export function isTokenOf(client: string): (stdout: string) => void {
  return (stdout) => assertEquals(claimsIn(stdout).azp, client);
}
