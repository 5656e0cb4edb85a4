import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import {
  agedToken,
  type CachedToken,
  expiresAt,
  parseToken,
  serializeToken,
  whyUnusable,
} from "../../../lib/cache/cached_token.ts";
import { Secret } from "../../../lib/core/secret.ts";
import type { Token } from "../../../lib/oauth/token_response.ts";
import { forEachCase } from "../helpers.ts";

const start = Date.UTC(2026, 0, 9, 2, 2, 12, 345);

function token(more: Partial<Token> = {}): Token {
  return {
    accessToken: new Secret("tok.en-1"),
    tokenType: "Bearer",
    expiresIn: 3600,
    scope: "read write",
    publicMembers: { instance_url: "https://x.example", n: 1, none: null },
    ...more,
  };
}

/** A token that was received at the start and lives so many seconds. */
function cached(lifetime: number): CachedToken {
  return {
    token: token({ expiresIn: lifetime }),
    receivedAt: start,
    expiresAt: start + lifetime * 1000,
  };
}

/** What is wrong with it so many seconds later. */
function problemAfter(lifetime: number, seconds: number, minTtl = 0): string | undefined {
  return whyUnusable(cached(lifetime), start + seconds * 1000, minTtl);
}

interface Renewal {
  readonly lifetime: number;
  readonly last: number;
}

Deno.test("whyUnusable(): a token is renewed after four fifths of its lifetime, 10 s to 5 min before its end", async () => {
  await forEachCase<Renewal>({
    "a day": { lifetime: 86_400, last: 86_100 },
    "an hour": { lifetime: 3600, last: 3300 },
    "25 min, where a fifth is 5 min": { lifetime: 1500, last: 1200 },
    "10 min": { lifetime: 600, last: 480 },
    "a minute": { lifetime: 60, last: 48 },
    "50 s, where a fifth is 10 s": { lifetime: 50, last: 40 },
    "20 s": { lifetime: 20, last: 10 },
  }, ({ lifetime, last }) => {
    assertEquals(problemAfter(lifetime, 0), undefined);
    assertEquals(problemAfter(lifetime, last), undefined);
    assertMatch(problemAfter(lifetime, last + 1) ?? "", /^it expires in .*, so it is renewed$/);
  });
});

Deno.test("whyUnusable(), expired or too short-lived: not used", () => {
  assertEquals(problemAfter(3600, 3600), "it has expired");
  assertEquals(problemAfter(3600, 4000), "it has expired");
  assertEquals(problemAfter(0, 0), "it has expired");
  assertMatch(problemAfter(9, 0) ?? "", /renewed/);
});

Deno.test("whyUnusable(), less than minTtl left: not used", () => {
  assertEquals(problemAfter(3600, 0, 3600), undefined);
  assertStringIncludes(problemAfter(3600, 1, 3600) ?? "", "sooner than --min-ttl allows");
  // It makes nothing weaker.
  assertMatch(problemAfter(3600, 3301, 20) ?? "", /renewed/);
});

Deno.test("whyUnusable(), received in the future: not used", () => {
  assertEquals(problemAfter(3600, -5), undefined);
  assertStringIncludes(problemAfter(3600, -5.001) ?? "", "in the future");
});

Deno.test("whyUnusable(), older than a day: not used", () => {
  assertEquals(problemAfter(1_000_000, 86_400), undefined);
  assertEquals(problemAfter(1_000_000, 86_401), "it is older than a day");
});

Deno.test("agedToken() expires in the same second, whenever it is called", () => {
  const second = (time: number) => Math.floor(time / 1000);
  for (const later of [0, 1, 400, 654, 655, 656, 1000, 59_999, 3_299_500]) {
    const now = start + later;
    const aged = agedToken(cached(3600), now);
    const { expiresIn = NaN, receivedAt = NaN, issuedAt, ...rest } = aged;
    assertEquals(second(receivedAt + expiresIn * 1000), second(start + 3_600_000), `${later}`);
    assertEquals([receivedAt, issuedAt], [now, start]);
    const { expiresIn: _, ...same } = token();
    assertEquals(rest, same);
  }
  assertEquals(agedToken(cached(3600), start + 4_000_000).expiresIn, 0);
});

Deno.test("agedToken(), no lifetime: none", () => {
  const opaque = { ...cached(3600), token: token({ expiresIn: undefined }) };
  assertEquals(agedToken(opaque, start + 1000).expiresIn, undefined);
});

Deno.test("expiresAt() uses expires_in, then the exp claim", async () => {
  const jwt = (claims: unknown) =>
    new Secret(`${encode({ alg: "none" })}.${encode(claims)}.${encode("signature")}`);
  const expiry = (more: Partial<Token>) => expiresAt(token(more), start);
  assertEquals(await expiry({ expiresIn: 60, accessToken: jwt({ exp: 1 }) }), start + 60_000);
  assertEquals(await expiry({ expiresIn: undefined, accessToken: jwt({ exp: 7 }) }), 7000);
  for (const claims of [{}, { exp: "7" }, { exp: null }]) {
    assertEquals(await expiry({ expiresIn: undefined, accessToken: jwt(claims) }), undefined);
  }
  assertEquals(await expiry({ expiresIn: undefined }), undefined);
});

function encode(value: unknown): string {
  return new TextEncoder().encode(JSON.stringify(value)).toBase64({
    alphabet: "base64url",
    omitPadding: true,
  });
}

Deno.test("parseToken() restores what serializeToken() wrote", () => {
  for (const more of [{}, { scope: undefined, expiresIn: undefined, publicMembers: {} }]) {
    const whole = { ...cached(3600), token: token(more) };
    const again = parseToken(serializeToken(whole));
    assertEquals(again.token.accessToken.reveal(), "tok.en-1");
    const unsealed = { ...again, token: { ...again.token, accessToken: whole.token.accessToken } };
    assertEquals(unsealed, whole);
  }
});
