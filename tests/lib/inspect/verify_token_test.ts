import { assert, assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { decodeToken } from "../../../lib/inspect/read_token.ts";
import {
  requireVerifiable,
  type Verified,
  verifyToken,
} from "../../../lib/inspect/verify_token.ts";
import { Secret } from "../../../lib/core/secret.ts";
import { connected, failureOf, forEachCase, jsonReply, toldBy } from "../helpers.ts";
import { hasP521 } from "../keys.ts";
import { encrypted, issuer, madeUp, newSigner, signed } from "./tokens.ts";

/** The time on the fake machine, in seconds. */
const now = Date.UTC(2026, 0, 9, 2, 2, 12) / 1000;

const signer = await newSigner("k");
const stranger = await newSigner("k");

/** Verifies a token of an issuer with these keys. */
async function verify(
  token: Secret,
  { keys = [signer.jwk], audience }: { keys?: readonly unknown[]; audience?: string } = {},
): Promise<Verified> {
  const { connection, host } = connected({
    fetch: ({ url }) =>
      url.endsWith("/jwks")
        ? jsonReply({ keys })
        : jsonReply({ issuer, jwks_uri: `${issuer}/jwks` }),
  });
  const readable = requireVerifiable(await decodeToken(token));
  const verified = await verifyToken(connection, token, readable, { issuer, audience });
  assert(
    host.requests.every(({ url, headers }) =>
      !`${url} ${JSON.stringify([...headers])}`.includes(token.reveal())
    ),
  );
  return verified;
}

Deno.test("verifyToken(), signed by the issuer: verified", async () => {
  const token = await signed(signer, { exp: now + 1, nbf: now, aud: ["a", "b"] });
  const keys = `${issuer}/jwks`;
  assertEquals(await verify(token), { issuer, keys, audience: undefined });
  assertEquals(await verify(token, { audience: "b" }), { issuer, keys, audience: "b" });
});

Deno.test("verifyToken() supports every algorithm of issuers", async () => {
  const algorithms = [
    ...["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"],
    ...["ES256", "ES384", "EdDSA", "Ed25519"],
  ];
  for (const alg of hasP521 ? [...algorithms, "ES512"] : algorithms) {
    const other = await newSigner("k", alg);
    assertEquals((await verify(await signed(other), { keys: [other.jwk] })).issuer, issuer);
  }
});

Deno.test("verifyToken(), algorithm without support in this runtime: not called invalid", async () => {
  const failure = await failureOf(
    "not_verified",
    () => verify(madeUp({ alg: "ES512", kid: "k" }, { iss: issuer })),
  );
  assertMatch(failure.message, hasP521 ? /has no key for it/ : /cannot verify ES512/);
});

Deno.test("verifyToken(), no kid: tries every matching key", async () => {
  const one = await newSigner();
  const two = await newSigner();
  const token = await signed(two);
  assertEquals((await verify(token, { keys: [one.jwk, two.jwk] })).issuer, issuer);
  const failure = await failureOf(
    "not_verified",
    () => verify(token, { keys: [one.jwk, signer.jwk, { ...signer.jwk, kid: "other" }] }),
  );
  assertMatch(failure.message, /its signature does not match the keys of/);
});

Deno.test("verifyToken(): keys and tokens of all sorts of issuers", async () => {
  const { kid: _, alg, use, ...bare } = signer.jwk;
  const okp = await newSigner("k", "EdDSA");
  const unknown = [
    { kty: "AKP", alg: "ML-DSA-44", pub: "AA", kid: "k" },
    { kty: "XYZ", kid: "k" },
    { kty: "RSA", use: "enc", alg: "RSA-OAEP", n: "AA", e: "AQAB", kid: "k" },
    { kty: "oct", k: "AA", kid: "k", alg: "HS256" },
    ...[null, "x", []],
  ];
  await forEachCase<readonly [keys: readonly unknown[], token?: Promise<Secret>]>({
    "a key without an ID, algorithm and use": [[bare]],
    "a key without an ID beside others": [[{ ...stranger.jwk, kid: "x" }, bare]],
    "members that are null": [[
      { ...signer.jwk, ext: null, key_ops: null, x5c: null, x5u: null, d: null },
    ]],
    "for signing as well": [[{ ...signer.jwk, key_ops: ["sign", "verify"] }]],
    "no ID: null": [[{ ...bare, kid: null, alg: null, use: null }]],
    "members that are empty": [[{ ...bare, alg, use, kid: "", key_ops: [], x5t: "" }]],
    "an unusual value of ext": [[{ ...signer.jwk, ext: "true" }]],
    "a number as an ID": [
      [{ ...signer.jwk, kid: 7 }],
      signed(signer, {}, { kid: 7 as unknown as string }),
    ],
    "keys of other types": [[...unknown, signer.jwk]],
    "the other name of EdDSA": [[{ ...okp.jwk, alg: "Ed25519" }], signed(okp)],
    "an access token by its type": [[signer.jwk], signed(signer, {}, { typ: "at+jwt" })],
    "a media type as a type": [[signer.jwk], signed(signer, {}, { typ: "application/at+jwt" })],
  }, async ([keys, token = signed(signer)]) => {
    assertEquals((await verify(await token, { keys })).issuer, issuer);
  });
});

Deno.test("verifyToken(), key without an ID that did not sign it: refused", async () => {
  const { kid: _, ...bare } = stranger.jwk;
  const failure = await failureOf(
    "not_verified",
    async () => await verify(await signed(signer), { keys: [bare] }),
  );
  assertMatch(failure.message, /its signature does not match/);
});

Deno.test("verifyToken(), invalid token: the error says why", async () => {
  const good = (await signed(signer, { exp: now + 60 })).reveal();
  const [header = "", , signature = ""] = good.split(".");
  const forged = madeUp({}, { iss: issuer, exp: now + 3600, roles: ["admin"] }).reveal();
  await forEachCase<readonly [Secret, RegExp, audience?: string]>({
    "other claims under the signature": [
      new Secret(`${header}.${forged.split(".")[1]}.${signature}`),
      /its signature does not match the keys of https:\/\/id\.example\/realms\/a/,
    ],
    "signed by somebody else by the same name": [
      await signed(stranger),
      /its signature does not match/,
    ],
    "a key that there is not": [
      await signed(await newSigner("k\x1b2")),
      /has no key for it \(kid "k\\u001b2", "ES256"\)/,
    ],
    "signed with a key of its own": [
      await signed(stranger, {}, { jwk: stranger.jwk, jku: "https://evil.example", kid: "x" }),
      /has no key for it/,
    ],
    "another algorithm than that of the key": [
      await signed({ ...await newSigner("k", "RS256") }),
      /has no key for it/,
    ],
    "expired": [
      await signed(signer, { exp: now - 12 }),
      /it has expired: exp is 2026-01-09T02:02:00Z, 12 s ago/,
    ],
    "expired now": [await signed(signer, { exp: now }), /it has expired: .*, now/],
    "not yet valid": [
      await signed(signer, { nbf: now + 180 }),
      /it is not valid yet: nbf is 2026-01-09T02:05:12Z, in 3 min/,
    ],
    "of another issuer": [
      await signed(signer, { iss: "https://other.example\n" }),
      /its issuer is "https:\/\/other.example\\n", not https:\/\/id/,
    ],
    "of no issuer": [await signed(signer, { iss: undefined }), /its issuer is none, not/],
    "for another audience": [
      await signed(signer, { aud: ["a", "b"] }),
      /its audience is \["a","b"\], not c$/,
      "c",
    ],
    "for nobody": [await signed(signer), /its audience is none, not c/, "c"],
    "a time that is not a number": [await signed(signer, { exp: "soon" }), /exp is invalid/],
    "an extension that must be understood": [
      await signedWithExtension(),
      /requires an unsupported feature/,
    ],
  }, async ([token, says, audience]) => {
    const failure = await failureOf(
      "not_verified",
      () => verify(token, audience ? { audience } : {}),
    );
    assertMatch(failure.message, says);
    assertEquals(failure.exitStatus, 4);
    assertNotMatch(toldBy(failure).replaceAll("\n", ""), /\p{Cc}/u);
  });
});

/** A token whose header has `crit` (RFC 7515 §4.1.11). */
function signedWithExtension(): Promise<Secret> {
  const header = { alg: "ES256", kid: "k", crit: ["x"], x: 1 };
  return Promise.resolve(madeUp(header, { iss: issuer }));
}

Deno.test("verifyToken(), invalid key of the issuer: discovery_failed", async () => {
  for (const keys of [[{ ...signer.jwk, x: undefined }], [{ ...signer.jwk, d: signer.jwk.x }]]) {
    const { message } = await failureOf(
      "discovery_failed",
      async () => await verify(await signed(signer), { keys }),
    );
    assertEquals(message, `${issuer} published an invalid key`);
  }
});

Deno.test("verifyToken() ignores items that are not keys", async () => {
  const keys = [null, 1, "x", [], {}, { kty: "oct", k: "AA", kid: "k" }, signer.jwk];
  assertEquals((await verify(await signed(signer), { keys })).issuer, issuer);
});

Deno.test("requireVerifiable(), no public-key signature: refused", async () => {
  await forEachCase<readonly [Secret, RegExp]>({
    "opaque": [new Secret("2YotnFZFEjr1zCsicMWpAA"), /it is opaque/],
    "encrypted": [await encrypted(), /it is encrypted/],
    "the algorithm none": [madeUp({ alg: "none" }, {}), /it has no signature/],
    "the signature taken off": [madeUp({ alg: "RS256" }, {}, ""), /it has no signature/],
    "a shared secret": [madeUp({ alg: "HS256" }, {}), /HS256 is a signature with a shared secret/],
    "an unknown algorithm": [madeUp({ alg: "X\x1b1" }, {}), /does not support the algorithm X 1/],
    "a name of every object": [madeUp({ alg: "toString" }, {}), /does not support the algorithm/],
    "no algorithm": [madeUp({}, {}), /does not support the algorithm undefined/],
    "a list of them": [madeUp({ alg: ["ES256"] }, {}), /does not support the algorithm ES256/],
  }, async ([token, says]) => {
    const decoded = await decodeToken(token);
    const { message } = await failureOf("not_verified", () => requireVerifiable(decoded));
    assertMatch(message, says);
  });
});
