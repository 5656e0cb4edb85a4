import {
  assert,
  assertEquals,
  assertMatch,
  assertNotMatch,
  assertStringIncludes,
} from "@std/assert";
import type { DecodedToken } from "../../../lib/inspect/read_token.ts";
import {
  describeTime,
  showToken,
  tokenJson,
  type TokenReport,
} from "../../../lib/inspect/token_report.ts";
import { issuer, readable } from "./tokens.ts";

const now = Date.UTC(2026, 0, 9, 2, 2, 12);
const seconds = now / 1000;

function show(decoded: DecodedToken, more: Partial<TokenReport> = {}): string {
  const plain = { recognised: undefined, verified: undefined, withSignature: false };
  return showToken({ decoded, ...plain, ...more }, now);
}

Deno.test("showToken() prints the summary, then header and claims", () => {
  const decoded = readable({
    iss: issuer,
    sub: "s",
    aud: ["a", "b"],
    scope: "x y",
    exp: seconds + 58 * 60,
    deep: { list: [1, null] },
  });
  const recognised = { name: "acme", title: "Acme ID", isAtVendor: true };
  assertEquals(show(decoded, { recognised }).split("\n"), [
    "A JWT, signed with ES256.",
    "Not verified. To check the signature, add --verify.",
    "",
    "  Provider  Acme ID",
    `  Issuer    ${issuer}`,
    "  Subject   s",
    "  Audience  a",
    "            b",
    "  Scopes    x",
    "            y",
    `  Expires   ${describeTime(now + 58 * 60_000, now)}`,
    "",
    "Header",
    '  alg  "ES256"',
    "",
    "Claims",
    `  iss    "${issuer}"`,
    '  sub    "s"',
    '  aud    ["a","b"]',
    '  scope  "x y"',
    `  exp    ${seconds + 58 * 60}`,
    '  deep   {"list":[1,null]}',
    "",
  ]);
});

Deno.test("showToken(), bound token: each key", () => {
  const text = show(readable({ cnf: { jkt: "0ZcO", "x5t#S256": "bwcK" } }));
  assertStringIncludes(text, "\n  Bound to  DPoP key with the thumbprint 0ZcO\n");
  assertStringIncludes(text, "\n            certificate with the SHA-256 bwcK\n");
  assert(!show(readable({})).includes("Bound to"));
});

Deno.test("showToken(), past and future times: different labels", () => {
  const past = show(readable({ iat: seconds - 60, nbf: seconds - 60, exp: seconds - 12 }));
  assertMatch(past, /^ {2}Issued .*, 60 s ago$/m);
  assertMatch(past, /^ {2}Valid from .*, 60 s ago$/m);
  assertMatch(past, /^ {2}Expired .*, 12 s ago$/m);
  const future = show(readable({ nbf: seconds + 60, exp: seconds + 120 }));
  assertMatch(future, /^ {2}Not yet valid .*, in 60 s$/m);
  assertMatch(future, /^ {2}Expires .*, in 2 min$/m);
  assertMatch(show(readable({ exp: "soon" })), /^ {2}Expires +not stated in the token$/m);
});

Deno.test("showToken() prints what was verified", () => {
  const verified = { issuer, keys: `${issuer}/jwks`, audience: undefined };
  assertStringIncludes(
    show(readable({}), { verified }),
    `A JWT, verified: ${issuer} signed it (ES256).\nIt is valid now. Its audience was not checked`,
  );
  assertStringIncludes(
    show(readable({}), { verified: { ...verified, audience: "a" } }),
    "\nIt is valid now, for the audience a.\n",
  );
});

Deno.test("showToken(), unreadable token: says why", () => {
  assertStringIncludes(
    show({ kind: "encrypted", header: { alg: "dir", enc: "A256GCM" } }),
    'An encrypted JWT (JWE).\nOnly the API that it is for can read its claims.\n\nHeader\n  alg  "dir"',
  );
  assertStringIncludes(
    show(readable({}, { kind: "unsigned" })),
    "A JWT without a signature.\nAnyone",
  );
  assertStringIncludes(
    show({ kind: "opaque", length: 43, beginsLikeJwt: false }),
    "An opaque token of 43 characters.\n",
  );
  assertStringIncludes(
    show({ kind: "opaque", length: 1, beginsLikeJwt: true }),
    "Not a JWT, though it begins like one (1 character).\n",
  );
});

Deno.test("showToken() prints the signature only if requested", () => {
  assert(!show(readable({})).includes("c2ln"));
  assertStringIncludes(show(readable({}), { withSignature: true }), "\nSignature\n  c2ln\n");
});

const hostile = "a\u001b]0;x\u0007\r\nHeader\u202e\u200b\ud800\u0085z";

Deno.test("showToken(), control characters in claims: not printed", () => {
  const claims = {
    iss: hostile,
    sub: hostile,
    azp: hostile,
    aud: [hostile],
    scope: hostile,
    roles: [hostile],
    [hostile]: { [hostile]: hostile },
    realm_access: { roles: [hostile] },
  };
  const verified = { issuer: hostile, keys: hostile, audience: hostile };
  for (
    const text of [
      show(readable(claims, { header: { alg: hostile, [hostile]: 1 } })),
      show(readable(claims), { verified }),
      show({ kind: "encrypted", header: { enc: hostile } }),
    ]
  ) {
    assertNotMatch(text.replaceAll("\n", ""), /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    assertEquals(text.match(/^Header/gm)?.length, 1);
  }
});

Deno.test("showToken(), invisible characters in a claim: escaped as in JSON", () => {
  assertMatch(show(readable({ sub: "a\u202eb" })), /^ {2}sub {2}"a\\u202eb"$/m);
});

Deno.test("showToken(), many or long claims: cut", () => {
  const many = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`c${index}`, 1]));
  const long = "x".repeat(100_000);
  const text = show(readable({
    [long]: long,
    iss: long,
    scope: Array.from({ length: 5000 }, (_, index) => `s${index}`).join(" "),
    deep: JSON.parse("[".repeat(20_000) + "]".repeat(20_000)),
    ...many,
  }));
  assert(text.length < 20_000, `${text.length}`);
  assertMatch(text, /^ +… and 4904 more \(see --json\)$/m);
});

Deno.test("describeTime() prints local time and UTC", () => {
  const shown = (offset: number) => describeTime(now, now + 12_000, offset);
  assertEquals(
    shown(60),
    "2026-01-09 03:02:12 +01:00 = 2026-01-09 02:02:12 UTC, 12 s ago",
  );
  assertEquals(
    shown(-150),
    "2026-01-08 23:32:12 -02:30 = 2026-01-09 02:02:12 UTC, 12 s ago",
  );
});

Deno.test("describeTime(), local time is UTC: printed once", () => {
  assertEquals(describeTime(now, now, 0), "2026-01-09 02:02:12 UTC, now");
});

Deno.test("describeTime() uses the local time zone", () => {
  const offset = -new Date(now).getTimezoneOffset();
  assertEquals(describeTime(now, now), describeTime(now, now, offset));
});

Deno.test("describeTime(), first and last date: no crash", () => {
  for (const time of [8.64e15, -8.64e15]) {
    for (const offset of [840, -840]) describeTime(time, now, offset);
  }
});

function json(report: Partial<TokenReport>) {
  const text = tokenJson({
    decoded: readable({}),
    recognised: undefined,
    verified: undefined,
    withSignature: false,
    ...report,
  }, now);
  assertEquals(text.indexOf("\n"), text.length - 1);
  return JSON.parse(text);
}

const nothing = {
  header: null,
  claims: null,
  provider: null,
  issuer: null,
  subject: null,
  client: null,
  audience: [],
  scopes: [],
  roles: [],
  bound_to: [],
  issued_at: null,
  valid_from: null,
  authenticated_at: null,
  expires_at: null,
  expires_in: null,
  verified: null,
};

Deno.test("tokenJson() contains all that is known", () => {
  const claims = {
    iss: issuer,
    sub: "s",
    cid: "c",
    aud: "a",
    scp: ["x"],
    roles: ["r"],
    cnf: { kid: "k-1" },
    iat: seconds - 1,
    nbf: seconds,
    auth_time: seconds + 1,
    exp: seconds + 60,
  };
  assertEquals(
    json({
      decoded: readable(claims),
      recognised: { name: "acme", title: "Acme ID", isAtVendor: true },
      verified: { issuer, keys: "https://keys.example", audience: "a" },
    }),
    {
      kind: "signed",
      header: { alg: "ES256" },
      claims,
      provider: "acme",
      issuer,
      subject: "s",
      client: "c",
      audience: ["a"],
      scopes: ["x"],
      roles: ["r"],
      bound_to: [{ kind: "other", name: "kid", value: "k-1" }],
      issued_at: "2026-01-09T02:02:11Z",
      valid_from: "2026-01-09T02:02:12Z",
      authenticated_at: "2026-01-09T02:02:13Z",
      expires_at: "2026-01-09T02:03:12Z",
      expires_in: 60,
      verified: { issuer, keys: "https://keys.example", audience: "a" },
    },
  );
});

Deno.test("tokenJson() has the same members for every kind of token", () => {
  assertEquals(json({}), { ...nothing, kind: "signed", header: { alg: "ES256" }, claims: {} });
  assertEquals(json({ decoded: { kind: "opaque", length: 1, beginsLikeJwt: false } }), {
    ...nothing,
    kind: "opaque",
  });
  assertEquals(json({ decoded: { kind: "encrypted", header: { enc: "A256GCM" } } }), {
    ...nothing,
    kind: "encrypted",
    header: { enc: "A256GCM" },
  });
});

Deno.test("tokenJson(), expired token: negative expires_in", () => {
  assertEquals(json({ decoded: readable({ exp: seconds - 12.5 }) }).expires_in, -13);
});

Deno.test("tokenJson() has the signature only if requested", () => {
  assertEquals("signature" in json({}), false);
  assertEquals(json({ withSignature: true }).signature, "c2ln");
});

Deno.test("tokenJson(), control characters: escaped", () => {
  const claims = {
    long: "x".repeat(100_000),
    text: "\u001b\u0085\u202e\u200b\u2028\ud800é😀",
    "na\u202eme": 1,
  };
  assertEquals(json({ decoded: readable(claims) }).claims, claims);
  const text = tokenJson({
    decoded: readable(claims),
    recognised: undefined,
    verified: undefined,
    withSignature: false,
  }, now);
  assertNotMatch(text.trimEnd(), /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
});
