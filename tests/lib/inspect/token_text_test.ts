import {
  assert,
  assertEquals,
  assertMatch,
  assertNotMatch,
  assertStringIncludes,
} from "@std/assert";
import type { DecodedToken } from "../../../lib/inspect/decode_token.ts";
import { showToken, type TokenReport } from "../../../lib/inspect/token_text.ts";
import { describeTime } from "../../../lib/inspect/times.ts";
import { issuer, readable } from "./tokens.ts";

const now = Date.UTC(2026, 0, 9, 2, 2, 12);
const seconds = now / 1000;

function show(decoded: DecodedToken, more: Partial<TokenReport> = {}): string {
  const plain = { recognised: undefined, verified: undefined, withSignature: false };
  return showToken({ decoded, ...plain, ...more }, now);
}

Deno.test("showToken() shows what people look for, then header and claims as they are", () => {
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
    "Not verified: --verify finds out who signed it.",
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

Deno.test("showToken() tells past from future", () => {
  const past = show(readable({ iat: seconds - 60, nbf: seconds - 60, exp: seconds - 12 }));
  assertMatch(past, /^ {2}Issued .*, 60 s ago$/m);
  assertMatch(past, /^ {2}Valid from .*, 60 s ago$/m);
  assertMatch(past, /^ {2}Expired .*, 12 s ago$/m);
  const future = show(readable({ nbf: seconds + 60, exp: seconds + 120 }));
  assertMatch(future, /^ {2}Not yet valid .*, in 60 s$/m);
  assertMatch(future, /^ {2}Expires .*, in 2 min$/m);
  assertMatch(show(readable({ exp: "soon" })), /^ {2}Expires +not told$/m);
});

Deno.test("showToken() says what was verified", () => {
  const verified = { issuer, keys: `${issuer}/jwks`, audience: undefined };
  assertStringIncludes(
    show(readable({}), { verified }),
    `A JWT, verified: ${issuer} signed it (ES256).\nIt is good now. Whom it is for was not checked`,
  );
  assertStringIncludes(
    show(readable({}), { verified: { ...verified, audience: "a" } }),
    "\nIt is good now, and for a.\n",
  );
});

Deno.test("showToken() says of what it cannot read why", () => {
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
    "No JWT, though it begins like one (1 character).\n",
  );
});

Deno.test("showToken() shows the signature only when asked", () => {
  assert(!show(readable({})).includes("c2ln"));
  assertStringIncludes(show(readable({}), { withSignature: true }), "\nSignature\n  c2ln\n");
});

const hostile = "a\u001b]0;x\u0007\r\nHeader\u202e\u200b\ud800\u0085z";

Deno.test("showToken() lets no text of the token move the cursor or forge a line", () => {
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

Deno.test("showToken() shows what is invisible in a claim as JSON writes it", () => {
  assertMatch(show(readable({ sub: "a\u202eb" })), /^ {2}sub {2}"a\\u202eb"$/m);
});

Deno.test("showToken() shows a beginning of what is endless", () => {
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
  assertMatch(text, /^ +… and 4904 more, which --json shows$/m);
});
