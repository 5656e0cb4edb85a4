import { assertEquals, assertNotMatch, assertThrows } from "@std/assert";
import { GettokenError } from "../../../lib/core/errors.ts";
import type { TokenWarning } from "../../../lib/contract/provider.ts";
import { Secret } from "../../../lib/core/secret.ts";
import {
  readTokenResponse,
  type Token,
  tokenWarnings,
  utcExpiry,
} from "../../../lib/oauth/token_response.ts";
import { acme, forEachCase, sampleToken, toldBy } from "../helpers.ts";

const complete = { access_token: "canary.tok-en_~+/=", token_type: "Bearer", expires_in: 3600 };

function read(more: Readonly<Record<string, unknown>>, scope?: string): Token {
  return readTokenResponse({ ...complete, ...more }, scope);
}

/** The error for a response with these members. */
function problemOf(more: Readonly<Record<string, unknown>>): string {
  const error = assertThrows(() => read(more), GettokenError);
  assertEquals(error.code, "reply_unusable");
  assertNotMatch(toldBy(error), /canary/);
  return error.message.replace("The token response cannot be used: ", "");
}

Deno.test("readTokenResponse() reads a complete response", () => {
  const { accessToken, ...others } = read({ scope: "a b" });
  assertEquals(accessToken.reveal(), "canary.tok-en_~+/=");
  assertEquals(others, { tokenType: "Bearer", expiresIn: 3600, scope: "a b", publicMembers: {} });
});

Deno.test("readTokenResponse() accepts any token of printable ASCII without spaces", () => {
  const all = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index)).join("");
  for (const token of [all, "x", "x".repeat(200_000)]) {
    assertEquals(read({ access_token: token }).accessToken.reveal(), token);
  }
});

Deno.test("readTokenResponse(), invalid token: error without it", async () => {
  for (const token of [undefined, null, 42, true, {}, ["canary"]]) {
    assertEquals(problemOf({ access_token: token }), "there is no access_token");
  }
  await forEachCase({
    "nothing": "",
    "a space": "canary canary",
    "a line break": "canary\n",
    "a line break in front": "\ncanary",
    "a tab": "canary\t",
    "an escape": "canary\x1b[0m",
    "a null": "canary\0",
    "a delete": "canary\x7f",
    "another alphabet": "canaryé",
  }, (token) =>
    assertEquals(
      problemOf({ access_token: token }),
      "access_token is empty or contains invalid characters",
    ));
});

Deno.test("readTokenResponse() accepts Bearer and DPoP in any case", () => {
  for (const type of ["Bearer", "bearer", "BEARER"]) {
    assertEquals(read({ token_type: type }).tokenType, "Bearer");
  }
  for (const type of ["DPoP", "dpop", "DPOP"]) {
    assertEquals(read({ token_type: type }).tokenType, "DPoP");
  }
});

Deno.test("readTokenResponse(), other token_type: refused", async () => {
  const cases: Readonly<Record<string, readonly [value: unknown, type: string]>> = {
    "none": [undefined, "missing"],
    "null": [null, "missing"],
    "a list": [["Bearer"], "missing"],
    "nothing": ["", '""'],
    "mac": ["mac", '"mac"'],
    "N_A": ["N_A", '"N_A"'],
    "Bearer and more": ["Bearer ", '"Bearer"'],
    "an escape": ["\x1b[31m", '"[31m"'],
    "a long one": ["x".repeat(1000), `"${"x".repeat(39)}…"`],
  };
  await forEachCase(
    cases,
    ([value, type]) =>
      assertEquals(problemOf({ token_type: value }), `token_type is ${type}, not Bearer`),
  );
});

Deno.test("readTokenResponse() accepts expires_in as a number or digits, and limits it", async () => {
  const cases: readonly (readonly [value: unknown, seconds: number | undefined])[] = [
    [3600, 3600],
    ["3600", 3600],
    [0, 0],
    ["0", 0],
    [59.9, 59],
    [undefined, undefined],
    [null, undefined],
    [2 ** 31, 2 ** 31 - 1],
    [2 ** 53, 2 ** 31 - 1],
    [1e15, 2 ** 31 - 1],
    ["9999999999999999", 2 ** 31 - 1],
  ];
  await forEachCase(
    Object.fromEntries(cases.map((row) => [`${row[0]}`, row])),
    ([value, seconds]) => assertEquals(read({ expires_in: value }).expiresIn, seconds),
  );
});

Deno.test("readTokenResponse(), invalid expires_in: refused", () => {
  for (
    const value of [
      "3600abc",
      "",
      " 1",
      "1.5",
      "-1",
      "1e3",
      "0x10",
      true,
      {},
      [],
      [1],
      -1,
      NaN,
      Infinity,
    ]
  ) {
    assertEquals(
      problemOf({ expires_in: value }),
      "expires_in is not a number of seconds",
      Deno.inspect(value),
    );
  }
});

Deno.test("readTokenResponse(), no expires_in: the provider's default", () => {
  const quirks = { defaultLifetime: 900 };
  const { expires_in: _, ...withoutLifetime } = complete;
  assertEquals(readTokenResponse(withoutLifetime, undefined, quirks).expiresIn, 900);
  assertEquals(
    readTokenResponse({ ...complete, expires_in: null }, undefined, quirks).expiresIn,
    900,
  );
  assertEquals(readTokenResponse({ ...complete, expires_in: 0 }, undefined, quirks).expiresIn, 0);
});

Deno.test("readTokenResponse(), no scope: the requested one", () => {
  assertEquals(read({}, "a b").scope, "a b");
  assertEquals(read({ scope: null }, "a b").scope, "a b");
  assertEquals(read({ scope: "a" }, "a b").scope, "a");
  assertEquals(read({ scope: "a\x1b[31m\nb" }).scope, "a [31m b");
  assertEquals(read({}).scope, undefined);
});

Deno.test("readTokenResponse(), scope is not a string: refused", () => {
  for (const scope of [["a"], 1, {}, true]) {
    assertEquals(problemOf({ scope }), "scope is not a string");
  }
});

Deno.test("readTokenResponse() returns the members that the provider declares public, and no others", () => {
  const { publicMembers } = readTokenResponse(
    { ...complete, instance_url: "https://a.example", refresh_token: "canary", id_token: "canary" },
    undefined,
    { publicMembers: ["instance_url", "absent"] },
  );
  assertEquals(publicMembers, { instance_url: "https://a.example", absent: null });
});

Deno.test("readTokenResponse(), public member without a printable value: null", () => {
  const clean = (text: string) => text.replaceAll("canary", "***");
  const quirks = { publicMembers: ["text", "number", "yes", "list", "object"] };
  const { publicMembers, scope } = readTokenResponse(
    {
      ...complete,
      ...{ text: "a\ncanary", number: 1.5, yes: true, list: ["canary"], object: { a: "canary" } },
      scope: "canary b",
    },
    "canary b",
    quirks,
    clean,
  );
  assertEquals(publicMembers, { text: "a ***", number: 1.5, yes: true, list: null, object: null });
  assertEquals(scope, "*** b");
});

Deno.test("readTokenResponse() returns the token as a Secret", () => {
  assertNotMatch(Deno.inspect(read({}), { depth: 9 }) + JSON.stringify(read({})), /canary/);
});

const now = Date.parse("2026-01-09T02:02:12.987Z");

Deno.test("utcExpiry() returns whole seconds in UTC", () => {
  assertEquals(utcExpiry({ ...sampleToken, expiresIn: 3600 }, now), "2026-01-09T03:02:12Z");
  assertEquals(utcExpiry({ ...sampleToken, expiresIn: 0 }, now), "2026-01-09T02:02:12Z");
});

Deno.test("utcExpiry() counts from the time of receipt, if known", () => {
  const received = { ...sampleToken, expiresIn: 60, receivedAt: now - 1000 };
  assertEquals(utcExpiry(received, now), "2026-01-09T02:03:11Z");
});

Deno.test("utcExpiry(), longest lifetime: a valid date", () => {
  assertEquals(utcExpiry({ ...sampleToken, expiresIn: 2 ** 31 - 1 }, now), "2094-01-27T05:16:19Z");
});

Deno.test("utcExpiry(), unknown lifetime: undefined", () => {
  assertEquals(utcExpiry({ ...sampleToken, expiresIn: undefined }, now), undefined);
});

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

Deno.test("tokenWarnings(), as requested: none", () => {
  assertEquals(warningsOf({}, { scope: "a b" }), []);
});

Deno.test("tokenWarnings(), narrower scope: lists what is missing", () => {
  assertEquals(warningsOf({ scope: "b a" }, { scope: "a b" }), []);
  assertEquals(warningsOf({ scope: "a" }), []);
  assertEquals(warningsOf({ scope: undefined }, { scope: "a b" }), [
    "the granted scope is narrower than the requested one; missing: a b",
  ]);
  assertEquals(warningsOf({ scope: "b" }, { scope: "a b c" }), [
    "the granted scope is narrower than the requested one; missing: a c",
  ]);
});

Deno.test("tokenWarnings(), expires_in is 0: warning", () => {
  assertEquals(warningsOf({ expiresIn: 0 }), [
    "the token has already expired (expires_in is 0)",
  ]);
  assertEquals(warningsOf({ expiresIn: undefined }), []);
});

Deno.test("tokenWarnings() adds the provider's warnings", async () => {
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
  }, ([accessToken, warn, said]) => {
    const expected = said ? [`the token ${warn[0]?.text}`] : [];
    assertEquals(warningsOf({ accessToken }, { warn }), expected);
  });
});
