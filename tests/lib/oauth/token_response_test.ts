import { assertEquals, assertNotMatch, assertThrows } from "@std/assert";
import { GettokenError } from "../../../lib/core/errors.ts";
import type { Provider, Settings, TokenWarning } from "../../../lib/contract/provider.ts";
import { Secret } from "../../../lib/core/secret.ts";
import {
  hasToken,
  readTokenResponse,
  type Token,
  tokenWarnings,
  utcExpiry,
} from "../../../lib/oauth/token_response.ts";
import { acme, forEachCase, sampleToken, toldBy } from "../helpers.ts";

const complete = { access_token: "canary.tok-en_~+/=", token_type: "Bearer", expires_in: 3600 };

/** Reads a response with these members; `warnings` are filled. */
function read(
  more: Readonly<Record<string, unknown>>,
  { settings = {}, provider = {}, warnings = [] }: {
    readonly settings?: Settings;
    readonly provider?: Partial<Provider>;
    readonly warnings?: string[];
  } = {},
): Token {
  return readTokenResponse({ ...complete, ...more }, { ...acme, ...provider }, settings, {
    status: 201,
    clean: (text) => text.replaceAll("canary", "***"),
    warn: (text) => warnings.push(text),
  });
}

/** The token of a response with these members, and the warnings about it. */
function readOdd(more: Readonly<Record<string, unknown>>): [token: Token, ...warnings: string[]] {
  const warnings: string[] = [];
  return [read(more, { warnings }), ...warnings];
}

/** The error for a response with these members. */
function failureFor(
  more: Readonly<Record<string, unknown>>,
  options?: Parameters<typeof read>[1],
): GettokenError {
  const error = assertThrows(() => read(more, options), GettokenError);
  assertEquals([error.code, error.httpStatus], ["reply_unusable", 201]);
  assertNotMatch(toldBy(error), /canary/);
  return error;
}

function problemOf(more: Readonly<Record<string, unknown>>): string {
  return failureFor(more).message.replace("The token response cannot be used: ", "");
}

Deno.test("readTokenResponse() reads a complete response", () => {
  const [{ accessToken, ...others }, ...warnings] = readOdd({ scope: "a b" });
  assertEquals(warnings, []);
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
  await forEachCase<readonly [token: unknown, told: string]>(
    {
      "a number": [42, "a number"],
      "a boolean": [true, "a boolean"],
      "an object": [{ canary: "canary" }, "an object"],
      "a list": [["canary"], "a list"],
    },
    ([token, told]) =>
      assertEquals(problemOf({ access_token: token }), `access_token is ${told}, not a string`),
  );
  await forEachCase({
    "a space": "canary canary",
    "a line break": "canary\ncanary",
    "a tab": "canary\tcanary",
    "an escape": "canary\x1b[0m",
    "a null": "canary\0",
    "a delete": "canary\x7f",
    "another alphabet": "canaryé",
  }, (token) =>
    assertEquals(
      problemOf({ access_token: token }),
      "access_token contains a character that no token has, such as a space",
    ));
});

Deno.test("readTokenResponse(), white space around the token: removed, with a warning", () => {
  for (const token of ["tok\n", "\r\ntok", " tok\t "]) {
    const [{ accessToken }, ...warnings] = readOdd({ access_token: token });
    assertEquals(accessToken.reveal(), "tok");
    assertEquals(warnings, ["access_token has white space around it; it was removed"]);
  }
});

Deno.test("readTokenResponse() accepts Bearer and DPoP in any case", () => {
  for (const type of ["Bearer", "bearer", "BEARER"]) {
    const [{ tokenType }, ...warnings] = readOdd({ token_type: type });
    assertEquals([tokenType, warnings], ["Bearer", []]);
  }
  for (const type of ["DPoP", "dpop", "DPOP"]) {
    assertEquals(read({ token_type: type }).tokenType, "DPoP");
  }
});

Deno.test("readTokenResponse(), token_type that names none: Bearer, with a warning", async () => {
  const taken = "; the token is taken as a Bearer token";
  const cases: Readonly<Record<string, readonly [value: unknown, warning: string]>> = {
    "none": [undefined, `token_type is missing${taken}`],
    "null": [null, `token_type is null${taken}`],
    "nothing": ["", `token_type is ""${taken}`],
    "spaces": ["  ", `token_type is ""${taken}`],
    "a list": [["Bearer"], `token_type is a list${taken}`],
    "an object": [{}, `token_type is an object${taken}`],
    "a number": [1, `token_type is 1${taken}`],
    "spaces around it": ["Bearer ", "token_type has white space around it; it was removed"],
    "a line break in front": ["\nbearer", "token_type has white space around it; it was removed"],
  };
  await forEachCase(cases, ([value, warning]) => {
    const [{ tokenType }, ...warnings] = readOdd({ token_type: value });
    assertEquals([tokenType, ...warnings], ["Bearer", warning]);
  });
});

Deno.test("readTokenResponse(), other token_type: refused", async () => {
  const cases: Readonly<Record<string, readonly [value: string, type: string]>> = {
    "mac": ["mac", '"mac"'],
    "N_A": ["N_A", '"N_A"'],
    "Apigee's": ["BearerToken", '"BearerToken"'],
    "a URN": ["urn:ietf:params:oauth:token-type:jwt", '"urn:ietf:params:oauth:token-type:jwt"'],
    "Bearer and more": ["Bearer token", '"Bearer token"'],
    "an escape": ["\x1b[31m", '"[31m"'],
    "a secret": ["canary", '"***"'],
    "a long one": ["x".repeat(1000), `"${"x".repeat(39)}…"`],
  };
  await forEachCase(
    cases,
    ([value, type]) =>
      assertEquals(problemOf({ token_type: value }), `token_type is ${type}, not Bearer`),
  );
});

Deno.test("readTokenResponse(), other token_type: the hint has the option, if there is one", async () => {
  const provider = { settings: { tokenType: {} } };
  await forEachCase<readonly [type: string, provider: Partial<Provider>, hint: string]>({
    "an option": ["BearerToken", provider, "add --token-type BearerToken."],
    "a name that a shell changes": ["$(id)", provider, "add --token-type with that name."],
    "a secret": ["canary-1", provider, "add --token-type with that name."],
    "a long one": ["x".repeat(61), provider, "add --token-type with that name."],
    "no option": [
      "BearerToken",
      {},
      "use oidc with --token-type, or a provider module with that name in response.tokenType.",
    ],
  }, ([type, provider, hint]) =>
    assertEquals(
      failureFor({ token_type: type }, { provider }).hint,
      `If the API accepts it as a Bearer token, ${hint}`,
    ));
});

Deno.test("readTokenResponse(), token_type that the provider or the setting names: Bearer", () => {
  const byProvider = { provider: { response: { tokenType: ["BearerToken", "N_A"] } } };
  const bySetting = { settings: { tokenType: "bearertoken" } };
  for (const type of ["BearerToken", " bearertoken"]) {
    assertEquals(read({ token_type: type }, byProvider).tokenType, "Bearer");
    assertEquals(read({ token_type: type }, bySetting).tokenType, "Bearer");
  }
  assertEquals(read({ token_type: "bearer" }, bySetting).tokenType, "Bearer");
  failureFor({ token_type: "N_A" }, bySetting);
  const claimsDpop = { settings: { tokenType: "DPoP" } };
  assertEquals(read({ token_type: "DPoP" }, claimsDpop).tokenType, "DPoP");
});

Deno.test("readTokenResponse() accepts expires_in as a number or digits, and limits it", async () => {
  const cases: readonly (readonly [value: unknown, seconds: number | undefined])[] = [
    [3600, 3600],
    ["3600", 3600],
    ["0003600", 3600],
    [0, 0],
    ["0", 0],
    [59.9, 59],
    [undefined, undefined],
    [null, undefined],
    [2 ** 31, 2 ** 31 - 1],
    [2 ** 53, 2 ** 31 - 1],
    [1e15, 2 ** 31 - 1],
    [1e300, 2 ** 31 - 1],
    ["9999999999999999", 2 ** 31 - 1],
    ["9".repeat(40), 2 ** 31 - 1],
  ];
  await forEachCase(
    Object.fromEntries(cases.map((row) => [`${row[0]}`, row])),
    ([value, seconds]) => {
      const [{ expiresIn }, ...warnings] = readOdd({ expires_in: value });
      assertEquals([expiresIn, warnings], [seconds, []]);
    },
  );
});

Deno.test("readTokenResponse(), expires_in as a number in another form: read, with a warning", () => {
  for (const value of ["3599.0", " 3599", "3599\n", "3599.", "3599.9", "3.599e3", "35.99E+2"]) {
    const [{ expiresIn }, ...warnings] = readOdd({ expires_in: value });
    assertEquals(expiresIn, 3599, value);
    assertEquals(warnings, [`expires_in is "${value.trim()}"; the lifetime is taken as 3599 s`]);
  }
});

Deno.test("readTokenResponse(), unreadable expires_in: lifetime unknown, with a warning", async () => {
  const values: Readonly<Record<string, unknown>> = {
    '"3600abc"': "3600abc",
    '""': "",
    '"never"': "never",
    '"-1"': "-1",
    '"0x10"': "0x10",
    '"3,600"': "3,600",
    '"1h"': "1h",
    '"Infinity"': "Infinity",
    '"1e999"': "1e999",
    '"2026-01-09T03:02:12Z"': "2026-01-09T03:02:12Z",
    '"***"': "canary",
    "true": true,
    "an object": { seconds: 3600 },
    "a list": [3600],
    "-1": -1,
    "NaN": NaN,
    "Infinity": Infinity,
  };
  await forEachCase(values, (value, told) => {
    const [{ expiresIn }, ...warnings] = readOdd({ expires_in: value });
    assertEquals(expiresIn, undefined);
    assertEquals(warnings, [
      `expires_in is ${told}, which is no lifetime in seconds; the lifetime is unknown`,
    ]);
  });
});

Deno.test("readTokenResponse(), no expires_in: the provider's default", () => {
  const provider = { response: { defaultLifetime: 900 } };
  for (const none of [undefined, null]) {
    assertEquals(read({ expires_in: none }, { provider }).expiresIn, 900);
  }
  const warnings: string[] = [];
  assertEquals(read({ expires_in: "soon" }, { provider, warnings }).expiresIn, 900);
  assertEquals(warnings, [
    'expires_in is "soon", which is no lifetime in seconds; the lifetime is taken as 900 s',
  ]);
  assertEquals(read({ expires_in: 0 }, { provider }).expiresIn, 0);
});

Deno.test("readTokenResponse(), no scope: the requested one", () => {
  const requested = { settings: { scope: "a b" } };
  assertEquals(read({}, requested).scope, "a b");
  assertEquals(read({ scope: null }, requested).scope, "a b");
  assertEquals(read({ scope: "a" }, requested).scope, "a");
  assertEquals(read({ scope: "" }, requested).scope, "");
  assertEquals(read({ scope: "a,b" }, requested).scope, "a,b");
  assertEquals(read({ scope: "a\x1b[31m\nb" }).scope, "a [31m b");
  assertEquals(read({}).scope, undefined);
});

Deno.test("readTokenResponse(), scope is a list: joined by spaces, with a warning", () => {
  for (const scope of [["a", "b"], ["a", 1, "b", null], ["a\nb"]]) {
    assertEquals(readOdd({ scope }).slice(1), ["scope is a list; its items are joined by spaces"]);
    assertEquals(read({ scope }).scope, "a b");
  }
});

Deno.test("readTokenResponse(), scope is neither: the requested one, with a warning", async () => {
  await forEachCase(
    { "a list": [1], "an object": { a: true }, "1": 1, "true": true },
    (scope, told) => {
      const warnings: string[] = [];
      assertEquals(read({ scope }, { settings: { scope: "x" }, warnings }).scope, "x");
      assertEquals(warnings, [`scope is ${told}, not a string; it is ignored`]);
    },
  );
});

Deno.test("readTokenResponse(), an error beside the token: a warning that names it", async () => {
  await forEachCase<readonly [error: unknown, told: string | undefined]>({
    "a code": ["invalid_scope", '"invalid_scope"'],
    "a secret": ["canary", '"***"'],
    "an object": [{ code: 1 }, "an object"],
    "a number": [7, "7"],
    "null": [null, undefined],
    "nothing": ["", undefined],
    "zero": [0, undefined],
    "false": [false, undefined],
  }, ([error, told]) => {
    const expected = told === undefined ? [] : [`the reply has a token and an error, ${told}`];
    assertEquals(readOdd({ error }).slice(1), expected);
  });
});

Deno.test("hasToken(): anything but nothing", async () => {
  await forEachCase<readonly [response: Record<string, unknown>, expected: boolean]>({
    "a token": [{ access_token: "x" }, true],
    "a token and an error": [{ access_token: "x", error: "invalid_scope" }, true],
    "a number": [{ access_token: 42 }, true],
    "an empty token": [{ access_token: "" }, false],
    "an empty token and an error": [{ access_token: " ", error: "invalid_scope" }, false],
    "null": [{ access_token: null, errcode: 40001 }, false],
    "nothing": [{}, false],
    "an error": [{ error: "invalid_scope" }, false],
  }, ([response, expected]) => assertEquals(hasToken(response), expected));
});

Deno.test("readTokenResponse() returns the members that the provider declares public, and no others", () => {
  const { publicMembers } = read(
    { instance_url: "https://a.example", refresh_token: "canary", id_token: "canary" },
    { provider: { response: { publicMembers: ["instance_url", "absent"] } } },
  );
  assertEquals(publicMembers, { instance_url: "https://a.example", absent: null });
});

Deno.test("readTokenResponse(), public member without a printable value: null", () => {
  const { publicMembers, scope } = read(
    {
      ...{ text: "a\ncanary", number: 1.5, yes: true, list: ["canary"], object: { a: "canary" } },
      scope: "canary b",
    },
    { provider: { response: { publicMembers: ["text", "number", "yes", "list", "object"] } } },
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
  assertEquals(warningsOf({ scope: "a,b" }, { scope: "a b a,b" }), []);
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
