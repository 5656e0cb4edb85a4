import { assertEquals } from "@std/assert";
import type { TokenWarning } from "../../../lib/contract/provider.ts";
import { Secret } from "../../../lib/core/secret.ts";
import type { Token } from "../../../lib/oauth/token_response.ts";
import { tokenWarnings } from "../../../lib/oauth/token_warnings.ts";
import { acme, forEachCase } from "../helpers.ts";

function base64url(text: string): string {
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** A JWT with these claims, signed by nobody. */
function jwt(claims: unknown): string {
  return `${base64url('{"alg":"RS256"}')}.${base64url(JSON.stringify(claims))}.c2ln`;
}

function warningsOf(
  token: Partial<Omit<Token, "accessToken">> & { readonly accessToken?: string },
  { scope, warn }: { readonly scope?: string; readonly warn?: readonly TokenWarning[] } = {},
): string[] {
  const whole: Token = {
    tokenType: "Bearer",
    expiresIn: 3600,
    scope,
    publicMembers: {},
    ...token,
    accessToken: new Secret(token.accessToken ?? "opaque"),
  };
  return tokenWarnings(whole, scope, warn ? { ...acme, response: { warn } } : acme);
}

Deno.test("tokenWarnings() has nothing to say about what was asked for", async () => {
  assertEquals(await warningsOf({}, { scope: "a b" }), []);
});

Deno.test("tokenWarnings() names the scope that was not granted", async () => {
  assertEquals(await warningsOf({ scope: "b" }, { scope: "a b c" }), [
    "the granted scope is narrower than the one asked for; missing: a c",
  ]);
});

Deno.test("tokenWarnings() remarks on a token that has expired already", async () => {
  assertEquals(await warningsOf({ expiresIn: 0 }), [
    "the token has expired already (expires_in is 0)",
  ]);
  assertEquals(await warningsOf({ expiresIn: undefined }), []);
});

Deno.test("tokenWarnings() remarks on what the provider wants remarked", async () => {
  const opaque = [{ opaque: true, text: "is opaque" }] as const;
  const roles = [{ withoutClaim: "roles", text: "has no roles" }] as const;
  const encrypted = [1, 2, 3, 4, 5].map(() => base64url('{"a":1}')).join(".");
  await forEachCase<readonly [string, readonly TokenWarning[], boolean]>({
    "an opaque token": ["aBcD1234", opaque, true],
    "one with dots": ["a.b.c", opaque, true],
    "one with JSON that is no object": [jwt([1]), opaque, true],
    "a JWT": [jwt({ sub: "x" }), opaque, false],
    "an encrypted one": [encrypted, opaque, false],
    "a claim that is there": [jwt({ roles: [] }), roles, false],
    "a claim that is not there": [jwt({ scp: "x" }), roles, true],
    "a claim with the name of something that every object has": [
      jwt({}),
      [{ withoutClaim: "constructor", text: "has no roles" }],
      true,
    ],
    "claims that nobody can read": [encrypted, roles, false],
    "claims of a token that has none": ["opaque", roles, false],
  }, async ([accessToken, warn, said]) => {
    const expected = said ? [`the token ${warn[0]?.text}`] : [];
    assertEquals(await warningsOf({ accessToken }, { warn }), expected);
  });
});
