import {
  assert,
  assertEquals,
  assertFalse,
  assertMatch,
  assertNotEquals,
  assertNotMatch,
  assertRejects,
} from "@std/assert";
import { createPrivateKey } from "node:crypto";
import { exportPKCS8, SignJWT } from "jose";
import { publicPart } from "../../../lib/keys/jwk.ts";
import {
  type PrivateKeyOptions,
  readPrivateKey,
  secondsOf,
  signJwt,
} from "../../../lib/keys/private_key.ts";
import { Secret } from "../../../lib/core/secret.ts";
import { type JwsAlgorithm, keyKindOf, signingAlgorithms } from "../../../lib/keys/algorithms.ts";
import { caseText } from "../case_files.ts";
import { failureOf, forEachCase, toldBy } from "../helpers.ts";
import { hasP521, newKey, openJwt, readKey } from "../keys.ts";
import { p521Pkcs8, p521Sec1, passphrase, pbkdf2, pkcs8, sec1, x25519 } from "../openssl_keys.ts";

const rsa = await newKey("RS256");
const algorithms: readonly JwsAlgorithm[] = ["RS256", "ES256", "ES384", "ES512", "EdDSA"];

function read(content: string | object, more: Partial<PrivateKeyOptions> = {}) {
  const text = typeof content === "string" ? content : JSON.stringify(content);
  return readPrivateKey(new Secret(text), { source: "--key names ./key.pem", algorithms, ...more });
}

/** The algorithms that this runtime can sign with. */
const usable = signingAlgorithms
  .filter((name) => hasP521 || name !== "ES512");

Deno.test("readPrivateKey(): each algorithm: the key signs", async () => {
  for (const algorithm of usable) {
    const kind = keyKindOf[algorithm];
    const { pem, jwk } = kind === "RSA" ? rsa : await newKey(algorithm);
    for (const content of [pem, jwk, { keys: [jwk] }]) {
      const key = await read(content, { algorithms: [algorithm] });
      assertEquals([key.algorithm, key.publicKey], [algorithm, publicPart(jwk, kind)]);
      const signing = new SignJWT({ iss: "me" }).setProtectedHeader({ alg: algorithm });
      const { claims } = await openJwt(new Secret(await signing.sign(key.key)), key);
      assertEquals(claims, { iss: "me" });
    }
  }
});

Deno.test("readPrivateKey(): every format of the same key", async () => {
  const crlf = (text: string) => text.replaceAll("\n", "\r\n");
  const { jwk } = rsa;
  const pkcs1 = createPrivateKey(rsa.pem).export({ type: "pkcs1", format: "pem" }).toString();
  const ec = (await read(pkcs8)).publicKey;
  await forEachCase<readonly [content: string, publicKey: unknown]>(
    {
      "PKCS#8": [rsa.pem, publicPart(jwk, "RSA")],
      "PKCS#1": [pkcs1, publicPart(jwk, "RSA")],
      "PKCS#1 in one line, as in a service key": [
        pkcs1.replaceAll("\n", "\\n"),
        publicPart(jwk, "RSA"),
      ],
      "SEC1": [sec1, ec],
      "PKCS#8 of Windows, with a byte order mark": [`\uFEFF${crlf(pkcs8)}`, ec],
      "a JWK with a byte order mark": [
        `\uFEFF ${JSON.stringify(jwk, null, 2)}\n`,
        publicPart(jwk, "RSA"),
      ],
    },
    async ([content, publicKey]) =>
      assertEquals<unknown>((await read(content)).publicKey, publicKey),
  );
  const encrypted = await read(pbkdf2, { passphrase: new Secret(passphrase) });
  assertEquals([encrypted.publicKey, encrypted.warnings], [ec, []]);
});

Deno.test("readPrivateKey(): a JWK of n, e and d alone: the key signs", async () => {
  const { kty = "RSA", n = "", e = "", d = "" } = rsa.jwk;
  for (const content of [{ kty, n, e, d }, await caseText("keys/jwk_nocrt.json")]) {
    const key = await read(content);
    const signing = new SignJWT({ iss: "me" }).setProtectedHeader({ alg: "RS256" });
    assertEquals((await openJwt(new Secret(await signing.sign(key.key)), key)).claims, {
      iss: "me",
    });
  }
});

Deno.test("readPrivateKey(): an RSA-PSS key: PS256, or refused where the server wants RS256", async () => {
  const pss = await caseText("keys/rsa_pss.pem");
  const key = await read(pss, { algorithms: ["RS256", "PS256"] });
  assertEquals(key.algorithm, "PS256");
  const signing = new SignJWT({ iss: "me" }).setProtectedHeader({ alg: "PS256" });
  assertEquals((await openJwt(new Secret(await signing.sign(key.key)), key)).claims, { iss: "me" });
  const failure = await failureOf("setting_invalid", () => read(pss, { algorithms: ["RS256"] }));
  assertEquals(
    failure.message,
    "--key names ./key.pem: the server accepts RS256, but this is an RSA key for PS256, PS384 or " +
      "PS512 only",
  );
});

Deno.test("readPrivateKey(): the encrypted keys that people have: the key signs", async () => {
  for (const name of ["rsa_trad_aes", "rsa_trad_des3", "rsa8_enc_3des"]) {
    const more = { passphrase: new Secret("pw") };
    const key = await read(await caseText(`keys/${name}.pem`), more);
    assertEquals([key.algorithm, key.warnings], ["RS256", []]);
    const wrong = { passphrase: new Secret("canary") };
    const failure = await failureOf(
      "setting_invalid",
      async () => await read(await caseText(`keys/${name}.pem`), wrong),
    );
    assertEquals(failure.message, "--key names ./key.pem: the passphrase is wrong");
  }
});

Deno.test("readPrivateKey(): the key is not extractable", async () => {
  for (const content of [rsa.pem, { ...rsa.jwk, ext: true }]) {
    const key = await read(content);
    assertFalse(key.key.extractable);
    assertEquals(key.key.usages, ["sign"]);
    await assertRejects(() => exportPKCS8(key.key), TypeError);
    assertNotMatch(JSON.stringify(key) + Deno.inspect(key), new RegExp(rsa.jwk.d ?? ""));
  }
});

Deno.test("readPrivateKey(): algorithm by the server's list", async () => {
  const both = ["PS256", "RS256"] as const;
  await forEachCase<readonly [content: unknown, more: Partial<PrivateKeyOptions>, string]>({
    "the first": [rsa.pem, { algorithms: both }, "PS256"],
    "asked for": [rsa.pem, { algorithms: both, algorithm: "RS256" }, "RS256"],
    "named by the key": [{ ...rsa.jwk, alg: "RS256" }, { algorithms: both }, "RS256"],
    "of the key": [pkcs8, { algorithms: [...both, "ES256"] }, "ES256"],
  }, async ([content, more, expected]) => {
    assertEquals((await read(content as string | object, more)).algorithm, expected);
  });
});

Deno.test("readPrivateKey(): key ID from the user, or else from the key", async () => {
  const jwk = { ...rsa.jwk, kid: "own" };
  assertEquals((await read(jwk)).keyId, "own");
  assertEquals((await read(jwk, { keyId: "given" })).keyId, "given");
  assertEquals((await read(rsa.pem, { keyId: "given" })).keyId, "given");
  assertEquals((await read(rsa.pem)).keyId, undefined);
  const set = { keys: [jwk, { ...(await newKey("ES256")).jwk, kid: "other" }] };
  const { keyId, algorithm } = await read(set, { keyId: "other" });
  assertEquals([keyId, algorithm], ["other", "ES256"]);
});

Deno.test("readPrivateKey(): unencrypted key with a passphrase: warning", async () => {
  const remark = "--key names ./key.pem: it is not encrypted; ignoring the passphrase";
  const more = { passphrase: new Secret("canary") };
  for (const content of [pkcs8, rsa.jwk]) {
    assertEquals((await read(content, more)).warnings, [remark]);
    assertEquals((await read(content)).warnings, []);
  }
});

/** An RSA key of fewer bits than anyone should have. */
async function shortKey(): Promise<CryptoKey> {
  const { privateKey } = await crypto.subtle.generateKey(
    {
      name: "RSASSA-PKCS1-v1_5",
      hash: "SHA-256",
      modulusLength: 1024,
      publicExponent: Uint8Array.of(1, 0, 1),
    },
    true,
    ["sign", "verify"],
  );
  return privateKey;
}

Deno.test("readPrivateKey(): unusable key: setting_invalid with the reason", async () => {
  const short = await shortKey();
  const kinds = "its key must be RSA, EC on P-256, P-384 or P-521, or Ed25519";
  const bits = "it is an RSA key of 1024 bits; at least 2048 are required";
  const broken = "its private key is invalid";
  type Given = readonly [string | object, problem: string, more?: Partial<PrivateKeyOptions>];
  await forEachCase<Given>({
    "no key": ["canary", "it is not a private key"],
    "an encrypted key": [pbkdf2, "it is encrypted, and no passphrase is set"],
    "a wrong passphrase": [
      pbkdf2,
      "the passphrase is wrong",
      { passphrase: new Secret("canary") },
    ],
    "a short key in PEM": [await exportPKCS8(short), bits],
    "a short JWK": [await crypto.subtle.exportKey("jwk", short), bits],
    "a key of another kind": [x25519, kinds],
    "a broken key": [rsa.pem.slice(0, 72) + "A".repeat(20) + rsa.pem.slice(92), broken],
    "a broken JWK": [{ ...rsa.jwk, n: "canary!" }, broken],
    "a JWK of n, e and d that do not fit": [
      { kty: "RSA", n: rsa.jwk.n, e: "AQAB", d: "Y2FuYXJ5" },
      broken,
    ],
    "a JWK of the wrong type": [{ ...(await newKey("ES256")).jwk, kty: "OKP" }, broken],
    "what the server does not accept": [
      pkcs8,
      "the server accepts RS256 or PS256, but this is an EC key on P-256",
      { algorithms: ["RS256", "PS256"] },
    ],
    "none of that name": [
      { keys: [rsa.jwk, { ...rsa.jwk, kid: "b" }] },
      "none of its 2 keys has the key ID that is set",
      { keyId: "canary" },
    ],
  }, async ([content, problem, more]) => {
    const failure = await failureOf("setting_invalid", () => read(content, more));
    assertEquals(failure.message, `--key names ./key.pem: ${problem}`);
    assertNotMatch(toldBy(failure), /canary|MI[GIH]/);
  });
});

Deno.test("readPrivateKey(): curve not supported by the runtime: setting_invalid", async () => {
  const refused =
    "--key names ./key.pem: it is an EC key on P-521, which this build does not support";
  for (const content of [p521Pkcs8, p521Sec1]) {
    const outcome = await read(content).then(
      ({ algorithm }) => algorithm,
      ({ message }: Error) => message,
    );
    assertEquals(outcome, hasP521 ? "ES512" : refused);
  }
});

const ed = await readKey((await newKey("EdDSA")).pem, "EdDSA");
const now = Date.UTC(2026, 0, 9, 2, 2, 12, 999);
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

Deno.test("signJwt(): adds iat, jti and alg", async () => {
  const claims = { iss: "me", sub: undefined };
  const jwt = await signJwt(ed, { kid: "a", typ: undefined }, claims, { now });
  const { header, claims: { jti, ...others } } = await openJwt(jwt, ed);
  assertEquals(header, { alg: "EdDSA", kid: "a" });
  assertEquals(others, { iss: "me", iat: 1767924132 });
  assertMatch(String(jti), uuid);
});

Deno.test("signJwt(): iat, jti and alg cannot be overridden", async () => {
  const jwt = await signJwt(ed, { alg: "none" }, { jti: "other", iat: 1 }, { now });
  const { header, claims } = await openJwt(jwt, ed);
  assertEquals([header.alg, claims.iat], ["EdDSA", 1767924132]);
  assertMatch(String(claims.jti), uuid);
});

Deno.test("signJwt(): a new UUID as jti each time", async () => {
  const ids = await Promise.all([1, 2].map(async () => {
    const { claims } = await openJwt(await signJwt(ed, {}, {}, { now }), ed);
    return String(claims.jti);
  }));
  for (const id of ids) assertMatch(id, uuid);
  assertNotEquals(ids[0], ids[1]);
});

Deno.test("signJwt(): the result is a Secret", async () => {
  const jwt = await signJwt(ed, {}, {}, { now });
  assert(jwt instanceof Secret);
  assertNotMatch(Deno.inspect(jwt) + JSON.stringify({ jwt }), /eyJ/);
});

Deno.test("signJwt(): larger than the server accepts: setting_invalid", async () => {
  const claims = { iss: "canary" };
  const size = (await signJwt(ed, {}, claims, { now })).reveal().length;
  await signJwt(ed, {}, claims, { now, maxBytes: size });
  const failure = await failureOf(
    "setting_invalid",
    () => signJwt(ed, {}, claims, { now, maxBytes: size - 1 }),
  );
  assertEquals(
    failure.message,
    `--key: the JWT that it signs has ${size} bytes; the server accepts at most ${size - 1}`,
  );
  assertMatch(failure.hint ?? "", /shorter signatures/);
});

Deno.test("signJwt(): signing fails: setting_invalid", async () => {
  const { jwk } = await newKey("RS256");
  const mixed = JSON.stringify({ ...jwk, n: `${jwk.n?.slice(0, -4)}AAAQ` });
  const key = await readPrivateKey(new Secret(mixed), { source: "--key", algorithms: ["RS256"] });
  const failure = await failureOf("setting_invalid", () => signJwt(key, {}, {}, { now }));
  assertEquals(failure.message, "--key: its private key is invalid");
  assertNotMatch(toldBy(failure), /PKCS/);
});

Deno.test("secondsOf(): whole seconds, rounded down", () => {
  assertEquals([0, 999, 1000, 1999].map(secondsOf), [0, 0, 1, 1]);
});
