import { assert, assertEquals, assertMatch, assertNotEquals, assertNotMatch } from "@std/assert";
import { readPrivateKey } from "../../../lib/keys/private_key.ts";
import { Secret } from "../../../lib/core/secret.ts";
import { secondsOf, signJwt } from "../../../lib/keys/sign_jwt.ts";
import { failureOf, toldBy } from "../helpers.ts";
import { newKey, openJwt, readKey } from "../keys.ts";

const ed = await readKey((await newKey("EdDSA")).pem, "EdDSA");
const now = Date.UTC(2026, 0, 9, 2, 2, 12, 999);
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

Deno.test("signJwt() says when a JWT is made, by what ID it goes, and how it is signed", async () => {
  const claims = { iss: "me", sub: undefined };
  const jwt = await signJwt(ed, { kid: "a", typ: undefined }, claims, { now });
  const { header, claims: { jti, ...others } } = await openJwt(jwt, ed);
  assertEquals(header, { alg: "EdDSA", kid: "a" });
  assertEquals(others, { iss: "me", iat: 1767924132 });
  assertMatch(String(jti), uuid);
});

Deno.test("signJwt() lets nothing take the place of what it says itself", async () => {
  const jwt = await signJwt(ed, { alg: "none" }, { jti: "other", iat: 1 }, { now });
  const { header, claims } = await openJwt(jwt, ed);
  assertEquals([header.alg, claims.iat], ["EdDSA", 1767924132]);
  assertMatch(String(claims.jti), uuid);
});

Deno.test("signJwt() makes another ID each time, and a UUID at that", async () => {
  const ids = await Promise.all([1, 2].map(async () => {
    const { claims } = await openJwt(await signJwt(ed, {}, {}, { now }), ed);
    return String(claims.jti);
  }));
  for (const id of ids) assertMatch(id, uuid);
  assertNotEquals(ids[0], ids[1]);
});

Deno.test("signJwt() keeps the result sealed", async () => {
  const jwt = await signJwt(ed, {}, {}, { now });
  assert(jwt instanceof Secret);
  assertNotMatch(Deno.inspect(jwt) + JSON.stringify({ jwt }), /eyJ/);
});

Deno.test("signJwt() refuses to make more bytes than the server takes", async () => {
  const claims = { iss: "canary" };
  const size = (await signJwt(ed, {}, claims, { now })).reveal().length;
  await signJwt(ed, {}, claims, { now, maxBytes: size });
  const failure = await failureOf(
    "setting_invalid",
    () => signJwt(ed, {}, claims, { now, maxBytes: size - 1 }),
  );
  assertEquals(
    failure.message,
    `--key: what it signs has ${size} bytes, and the server takes ${size - 1}`,
  );
  assertMatch(failure.hint ?? "", /shorter key/);
});

Deno.test("signJwt() says that a key is broken of which only signing shows it", async () => {
  const { jwk } = await newKey("RS256");
  const mixed = JSON.stringify({ ...jwk, n: `${jwk.n?.slice(0, -4)}AAAQ` });
  const key = await readPrivateKey(new Secret(mixed), { source: "--key", algorithms: ["RS256"] });
  const failure = await failureOf("setting_invalid", () => signJwt(key, {}, {}, { now }));
  assertEquals(failure.message, "--key: the private key in it is broken");
  assertNotMatch(toldBy(failure), /PKCS/);
});

Deno.test("secondsOf() counts whole seconds that have passed", () => {
  assertEquals([0, 999, 1000, 1999].map(secondsOf), [0, 0, 1, 1]);
});
