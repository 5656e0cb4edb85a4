import { assert, assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
import {
  demandedNonce,
  dpopProof,
  type ProofRequest,
  readDpopKey,
  withDpop,
} from "../../../lib/oauth/dpop.ts";
import { Secret } from "../../../lib/core/secret.ts";
import { type JwsAlgorithm, keyKindOf } from "../../../lib/keys/algorithms.ts";
import { publicPart } from "../../../lib/keys/jwk.ts";
import type { TokenEndpoint } from "../../../lib/oauth/request_parts.ts";
import type { RequestSource, TokenRequest } from "../../../lib/oauth/token_request.ts";
import { acme, connected, failureOf, forEachCase, resolved, toldBy } from "../helpers.ts";
import { hasP521, newKey, openJwt, readKey } from "../keys.ts";

const url = "https://id.example/token?tenant=blue";
const endpoint: TokenEndpoint = { url, audience: url };
const ec = await newKey("ES256");
const rsa = await newKey("RS256");
const key = await readKey(ec.pem, "ES256");

/** Adds proofs to requests that are numbered. */
async function begin(dpopKey: string, secrets = {}) {
  const { connection, host, log } = connected();
  let count = 0;
  const makeRequest: RequestSource = () =>
    Promise.resolve({
      url,
      method: "client_secret_post",
      headers: { "x-id": `${++count}` },
      form: [],
    });
  const settings = resolved({}, { secrets: { ...secrets, dpopKey: new Secret(dpopKey) } });
  const context = { run: connection, provider: acme, settings, endpoint };
  const bound = await withDpop(context, makeRequest);
  return { bound, host, log };
}

function proofIn({ headers }: TokenRequest): Secret {
  assert(headers.DPoP instanceof Secret);
  return headers.DPoP;
}

Deno.test("withDpop() adds a proof to each request, made anew as the request is", async () => {
  const { bound, host } = await begin(ec.pem);
  const first = await bound();
  await host.sleep(5000);
  const second = await bound();
  assertEquals([first.headers["x-id"], second.headers["x-id"]], ["1", "2"]);
  assertEquals([first.isBound, second.isBound], [true, true]);
  const [one, other] = [await openJwt(proofIn(first), key), await openJwt(proofIn(second), key)];
  assertEquals(one.header, { typ: "dpop+jwt", alg: "ES256", jwk: key.publicKey });
  const { jti, iat, ...claims } = one.claims;
  assertEquals(claims, { htm: "POST", htu: "https://id.example/token" });
  assert(jti !== other.claims.jti);
  assertEquals(other.claims.iat, Number(iat) + 5);
});

Deno.test("withDpop() puts in the nonce that is given with a request, and in no other", async () => {
  const { bound } = await begin(ec.pem);
  const nonceOf = async (request: TokenRequest) =>
    (await openJwt(proofIn(request), key)).claims.nonce;
  assertEquals(await nonceOf(await bound(undefined, "n-1")), "n-1");
  assertEquals(await nonceOf(await bound()), undefined);
});

Deno.test("withDpop() keeps the proof from being seen", async () => {
  const { bound, host, log } = await begin(ec.pem);
  const proof = proofIn(await bound()).reveal();
  log.line(`it is ${proof}`);
  assertEquals(host.stderr, "it is ***\n");
});

Deno.test("withDpop() says what is odd about the key, and refuses one that is none", async () => {
  const { host } = await begin(ec.pem, { keyPassphrase: new Secret("canary") });
  assertStringIncludes(host.stderr, "is not encrypted");
  assertNotMatch(host.stderr, /canary/);
  await failureOf("setting_invalid", () => begin("no key"));
});

/** Reads a key at a server that lists these algorithms, with other secrets beside it. */
function read(content: string, listed?: readonly string[], secrets = {}, values = {}) {
  const settings = resolved(values, {
    secrets: { ...secrets, dpopKey: new Secret(content) },
    provenance: {
      dpopKey: { kind: "option", name: "--dpop-key-file" },
      privateKey: { kind: "environment", name: "GETTOKEN_PRIVATE_KEY" },
    },
  });
  const metadata = "https://id.example/.well-known/openid-configuration";
  const discovered = listed ? { ...endpoint, metadata, dpopAlgorithms: listed } : endpoint;
  return readDpopKey({ provider: acme, settings, endpoint: discovered });
}

Deno.test("readDpopKey() takes every kind of key where the server does not say which", async () => {
  const kinds: JwsAlgorithm[] = ["RS256", "ES256", "ES384", "EdDSA"];
  for (const kind of hasP521 ? [...kinds, "ES512" as const] : kinds) {
    const { pem, jwk } = await newKey(kind);
    assertEquals((await read(pem)).algorithm, kind);
    assertEquals((await read(JSON.stringify(jwk))).algorithm, kind);
  }
});

Deno.test("readDpopKey() signs as the server's metadata allows", async () => {
  assertEquals((await read(rsa.pem, ["ES256", "PS256"])).algorithm, "PS256");
  assertEquals((await read(rsa.pem, ["none", "PS512", "RS256"])).algorithm, "RS256");
  const { pem } = await newKey("EdDSA");
  assertEquals((await read(pem, ["Ed25519"])).algorithm, "Ed25519");
});

Deno.test("readDpopKey() refuses a key that the server takes no proof of", async () => {
  const { message } = await failureOf("setting_invalid", () => read(rsa.pem, ["ES256", "EdDSA"]));
  assertEquals(message, "--dpop-key-file: the server accepts ES256 or EdDSA, this is an RSA key");
  await forEachCase({ "none": [], "shared secrets": ["HS256", "\x1b[31mXX"] }, async (listed) => {
    const failure = await failureOf("setting_invalid", () => read(ec.pem, listed));
    assertStringIncludes(toldBy(failure), "openid-configuration lists: ");
    assertEquals(toldBy(failure).includes("\x1b"), false);
  });
});

Deno.test("readDpopKey() refuses the key that the client authenticates with, in whatever form", async () => {
  const secretsWith = (privateKey: string) => ({ privateKey: new Secret(privateKey) });
  for (const { pem, jwk } of [ec, rsa]) {
    const own = JSON.stringify({ ...jwk, kid: "k-1", alg: undefined });
    const set = JSON.stringify({
      keys: [{ ...(await newKey("ES256")).jwk, kid: "k-2" }, JSON.parse(own)],
    });
    for (const [privateKey, values] of [[pem, {}], [own, {}], [set, { keyId: "k-1" }]] as const) {
      const failure = await failureOf(
        "setting_invalid",
        () => read(pem, undefined, secretsWith(privateKey), values),
      );
      assertStringIncludes(failure.message, "--dpop-key-file: it is the key that the client auth");
    }
  }
  const { pem } = await newKey("ES256");
  assertEquals((await read(ec.pem, undefined, secretsWith(pem))).algorithm, "ES256");
  assertEquals((await read(ec.pem, undefined, secretsWith(rsa.pem))).algorithm, "ES256");
});

Deno.test("readDpopKey() warns of a passphrase without use, unless it may be that of another key", async () => {
  const keyPassphrase = new Secret("canary");
  const [warning = ""] = (await read(ec.pem, undefined, { keyPassphrase })).warnings;
  assertStringIncludes(warning, "--dpop-key-file: it is not encrypted");
  const both = { keyPassphrase, privateKey: new Secret(rsa.pem) };
  assertEquals((await read(ec.pem, undefined, both)).warnings, []);
});

function requestFor(more: Partial<ProofRequest> = {}): ProofRequest {
  return {
    key,
    method: "POST",
    url: "https://id.example.com/token",
    now: Date.UTC(2026, 0, 9, 2, 2, 12, 345),
    ...more,
  };
}

Deno.test("dpopProof() proves for one request that the key is here", async () => {
  const { header, claims: { jti: _, ...claims } } = await openJwt(
    await dpopProof(requestFor()),
    key,
  );
  assertEquals<unknown>(header, {
    typ: "dpop+jwt",
    jwk: publicPart(ec.jwk, "P-256"),
    alg: "ES256",
  });
  assertEquals(claims, {
    htm: "POST",
    htu: "https://id.example.com/token",
    iat: 1767924132,
  });
});

Deno.test("dpopProof() shows nothing of the key but what is public", async () => {
  for (const algorithm of ["RS256", "ES256", "EdDSA"] as const) {
    const made = await newKey(algorithm);
    const own = await readKey(made.pem, algorithm);
    const { header } = await openJwt(await dpopProof(requestFor({ key: own })), own);
    assertEquals<unknown>(header.jwk, publicPart(made.jwk, keyKindOf[algorithm]));
  }
});

Deno.test("dpopProof() repeats the server's nonce", async () => {
  const { claims } = await openJwt(await dpopProof(requestFor({ nonce: "n-1" })), key);
  assertEquals(claims.nonce, "n-1");
});

Deno.test("dpopProof() names the address without query and fragment", async () => {
  await forEachCase({
    "https://id.example.com/token?a=b": "https://id.example.com/token",
    "https://id.example.com/token#a": "https://id.example.com/token",
    "https://id.example.com:8443/a//b?c#d": "https://id.example.com:8443/a//b",
    "HTTPS://ID.example.com:443": "https://id.example.com/",
    "http://127.0.0.1:8080/token": "http://127.0.0.1:8080/token",
  }, async (htu, url) => {
    const { claims } = await openJwt(await dpopProof(requestFor({ url })), key);
    assertEquals(claims.htu, htu);
  });
});

const demand = { error: "use_dpop_nonce", error_description: "canary" };

function ask(nonce: string | undefined, body: unknown = demand, status = 400): string | undefined {
  const headers = new Headers({ "content-type": "application/json" });
  if (nonce !== undefined) headers.set("DPoP-Nonce", nonce);
  return demandedNonce({ status, headers, body: JSON.stringify(body) }, "id.example");
}

Deno.test("demandedNonce() gives the nonce that a server asks for", async () => {
  const all = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index))
    .filter((character) => !'"\\'.includes(character)).join("");
  await forEachCase({
    "a usual one": "eyJ7S_zG.eyJH0-Z.HX4w-7v",
    "one character": "x",
    "every character": all,
    "a long one": "x".repeat(2048),
  }, (nonce) => {
    assertEquals(ask(nonce), nonce);
    assertEquals(ask(nonce, demand, 401), nonce);
  });
});

Deno.test("demandedNonce() gives none when the server does not ask for one", () => {
  assertEquals(ask("n-1", { error: "invalid_client" }), undefined);
  assertEquals(ask("n-1", { error: ["use_dpop_nonce"] }), undefined);
  assertEquals(ask("n-1", "use_dpop_nonce"), undefined);
  for (const status of [200, 403, 429, 500, 503]) {
    assertEquals(ask("n-1", demand, status), undefined);
  }
});

Deno.test("demandedNonce() takes no nonce but one of RFC 9449, and shows none", async () => {
  await forEachCase<string | undefined>({
    "none": undefined,
    "nothing": "",
    "a space": "canary canary",
    "two of them": "canary, canary",
    "a quotation mark": 'canary"',
    "a backslash": "canary\\",
    "a tab": "canary\tcanary",
    "an escape": "canary\x1b[2J",
    "a delete": "canary\x7f",
    "a control character of C1": "canary\x9b31m",
    "a letter beyond ASCII": "canaryé",
    "one character too many": "x".repeat(2049),
    "a megabyte": "x".repeat(2 ** 20),
  }, async (nonce) => {
    const failure = await failureOf("reply_unusable", () => ask(nonce));
    assertNotMatch(toldBy(failure), /canary|xxx/);
    const what = nonce === undefined ? "none" : "one that cannot be used";
    assertEquals(
      failure.message,
      `id.example asks for a nonce in the DPoP proof and sends ${what}`,
    );
  });
});
