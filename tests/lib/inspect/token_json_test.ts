import { assertEquals, assertNotMatch } from "@std/assert";
import { tokenJson } from "../../../lib/inspect/token_json.ts";
import type { TokenReport } from "../../../lib/inspect/token_text.ts";
import { issuer, readable } from "./tokens.ts";

const now = Date.UTC(2026, 0, 9, 2, 2, 12);
const seconds = now / 1000;

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
  issued_at: null,
  valid_from: null,
  authenticated_at: null,
  expires_at: null,
  expires_in: null,
  verified: null,
};

Deno.test("tokenJson() tells all that was found", () => {
  const claims = {
    iss: issuer,
    sub: "s",
    cid: "c",
    aud: "a",
    scp: ["x"],
    roles: ["r"],
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
      issued_at: "2026-01-09T02:02:11Z",
      valid_from: "2026-01-09T02:02:12Z",
      authenticated_at: "2026-01-09T02:02:13Z",
      expires_at: "2026-01-09T02:03:12Z",
      expires_in: 60,
      verified: { issuer, keys: "https://keys.example", audience: "a" },
    },
  );
});

Deno.test("tokenJson() has the same members whatever the token is", () => {
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

Deno.test("tokenJson() tells since when a token has expired", () => {
  assertEquals(json({ decoded: readable({ exp: seconds - 12.5 }) }).expires_in, -13);
});

Deno.test("tokenJson() has the signature only when asked", () => {
  assertEquals("signature" in json({}), false);
  assertEquals(json({ withSignature: true }).signature, "c2ln");
});

Deno.test("tokenJson() says everything, and harms no terminal", () => {
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
