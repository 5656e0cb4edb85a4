import {
  assert,
  assertEquals,
  assertMatch,
  assertNotMatch,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { type FailureDetails, GettokenError } from "../../../lib/core/errors.ts";
import type { Provider, Settings } from "../../../lib/contract/provider.ts";
import type { Provenance } from "../../../lib/settings/provenance.ts";
import { adviseOnRefusal, checkBinding, demandedNonce, withDpop } from "../../../lib/oauth/dpop.ts";
import * as jose from "jose";
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

interface Dpop {
  readonly dpopKey: string;
  /** Other secrets. */
  readonly secrets?: Readonly<Record<string, Secret>>;
  readonly values?: Settings;
  readonly provenance?: Readonly<Record<string, Provenance>>;
  readonly at?: Partial<TokenEndpoint>;
}

/** Adds proofs to requests that are numbered. */
async function begin({ dpopKey, secrets = {}, values = {}, provenance = {}, at = {} }: Dpop) {
  const { connection, host, log } = connected({ now: Date.UTC(2026, 0, 9, 2, 2, 12, 345) });
  let count = 0;
  const to = { ...endpoint, ...at };
  const makeRequest: RequestSource = () =>
    Promise.resolve({
      url: to.url,
      method: "client_secret_post",
      headers: { "x-id": `${++count}` },
      form: [],
    });
  const settings = resolved(values, {
    secrets: { ...secrets, dpopKey: new Secret(dpopKey) },
    provenance,
  });
  const context = { run: connection, provider: acme, settings, endpoint: to };
  const bound = await withDpop(context, makeRequest);
  return { bound, host, log };
}

function proofIn({ headers }: TokenRequest): Secret {
  assert(headers.DPoP instanceof Secret);
  return headers.DPoP;
}

Deno.test("withDpop() adds a new proof to each request", async () => {
  const { bound, host } = await begin({ dpopKey: ec.pem });
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

Deno.test("withDpop() adds the nonce to that request only", async () => {
  const { bound } = await begin({ dpopKey: ec.pem });
  const nonceOf = async (request: TokenRequest) =>
    (await openJwt(proofIn(request), key)).claims.nonce;
  assertEquals(await nonceOf(await bound(undefined, "n-1")), "n-1");
  assertEquals(await nonceOf(await bound()), undefined);
});

Deno.test("withDpop() redacts the proof", async () => {
  const { bound, host, log } = await begin({ dpopKey: ec.pem });
  const proof = proofIn(await bound()).reveal();
  log.line(`it is ${proof}`);
  assertEquals(host.stderr, "it is ***\n");
});

Deno.test("withDpop(), odd key: warning; invalid key: refused", async () => {
  const { host } = await begin({
    dpopKey: ec.pem,
    secrets: { keyPassphrase: new Secret("canary") },
  });
  assertStringIncludes(host.stderr, "is not encrypted");
  assertNotMatch(host.stderr, /canary/);
  await failureOf("setting_invalid", () => begin({ dpopKey: "no key" }));
});

/** Reads a key at a server that lists these algorithms, with other secrets beside it. */
async function read(
  dpopKey: string,
  listed?: readonly string[],
  secrets: Readonly<Record<string, Secret>> = {},
  values: Settings = {},
) {
  const { bound, host } = await begin({
    ...{ dpopKey, secrets, values },
    provenance: {
      dpopKey: { kind: "option", name: "--dpop-key-file" },
      privateKey: { kind: "environment", name: "GETTOKEN_PRIVATE_KEY" },
    },
    at: {
      metadata: "https://id.example/.well-known/openid-configuration",
      ...(listed && { dpopAlgorithms: listed }),
    },
  });
  const { alg } = jose.decodeProtectedHeader(proofIn(await bound()).reveal());
  return { algorithm: alg, warnings: host.stderr };
}

Deno.test("withDpop(), no algorithms listed: every type of key", async () => {
  const kinds: JwsAlgorithm[] = ["RS256", "ES256", "ES384", "EdDSA"];
  for (const kind of hasP521 ? [...kinds, "ES512" as const] : kinds) {
    const { pem, jwk } = await newKey(kind);
    assertEquals((await read(pem)).algorithm, kind);
    assertEquals((await read(JSON.stringify(jwk))).algorithm, kind);
  }
});

Deno.test("withDpop() uses an algorithm that the server lists", async () => {
  assertEquals((await read(rsa.pem, ["ES256", "PS256"])).algorithm, "PS256");
  assertEquals((await read(rsa.pem, ["none", "PS512", "RS256"])).algorithm, "RS256");
  const { pem } = await newKey("EdDSA");
  assertEquals((await read(pem, ["Ed25519"])).algorithm, "Ed25519");
});

Deno.test("withDpop(), no common algorithm: refused", async () => {
  const { message } = await failureOf("setting_invalid", () => read(rsa.pem, ["ES256", "EdDSA"]));
  assertEquals(
    message,
    "--dpop-key-file: the server accepts ES256 or EdDSA, but this is an RSA key",
  );
  await forEachCase({ "none": [], "shared secrets": ["HS256", "\x1b[31mXX"] }, async (listed) => {
    const failure = await failureOf("setting_invalid", () => read(ec.pem, listed));
    assertStringIncludes(toldBy(failure), "openid-configuration lists: ");
    assertEquals(toldBy(failure).includes("\x1b"), false);
  });
});

Deno.test("withDpop(), the client's private key in any form: refused", async () => {
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
      assertStringIncludes(failure.message, "--dpop-key-file: it is also the client's private key");
    }
  }
  const { pem } = await newKey("ES256");
  assertEquals((await read(ec.pem, undefined, secretsWith(pem))).algorithm, "ES256");
  assertEquals((await read(ec.pem, undefined, secretsWith(rsa.pem))).algorithm, "ES256");
});

Deno.test("withDpop(), unused passphrase: warning, unless the client's key may need it", async () => {
  const keyPassphrase = new Secret("canary");
  const { warnings } = await read(ec.pem, undefined, { keyPassphrase });
  assertStringIncludes(warnings, "--dpop-key-file: it is not encrypted");
  const both = { keyPassphrase, privateKey: new Secret(rsa.pem) };
  assertEquals((await read(ec.pem, undefined, both)).warnings, "");
});

Deno.test("a proof is for one request and contains the public key only", async () => {
  for (const algorithm of ["RS256", "ES256", "EdDSA"] as const) {
    const made = await newKey(algorithm);
    const { bound } = await begin({ dpopKey: made.pem });
    const own = await readKey(made.pem, algorithm);
    const { header, claims: { jti, ...claims } } = await openJwt(proofIn(await bound()), own);
    const jwk = publicPart(made.jwk, keyKindOf[algorithm]);
    assertEquals<unknown>(header, { typ: "dpop+jwt", jwk, alg: algorithm });
    assertEquals(claims, { htm: "POST", htu: "https://id.example/token", iat: 1767924132 });
    assertMatch(`${jti}`, /^[\da-f-]{36}$/);
  }
});

Deno.test("a proof has the URL without query and fragment", async () => {
  await forEachCase({
    "https://id.example.com/token?a=b": "https://id.example.com/token",
    "https://id.example.com/token#a": "https://id.example.com/token",
    "https://id.example.com:8443/a//b?c#d": "https://id.example.com:8443/a//b",
    "HTTPS://ID.example.com:443": "https://id.example.com/",
    "http://127.0.0.1:8080/token": "http://127.0.0.1:8080/token",
  }, async (htu, url) => {
    const { bound } = await begin({ dpopKey: ec.pem, at: { url } });
    assertEquals((await openJwt(proofIn(await bound()), key)).claims.htu, htu);
  });
});

const demand = { error: "use_dpop_nonce", error_description: "canary" };

function ask(nonce: string | undefined, body: unknown = demand, status = 400): string | undefined {
  const headers = new Headers({ "content-type": "application/json" });
  if (nonce !== undefined) headers.set("DPoP-Nonce", nonce);
  return demandedNonce({ status, headers, body: JSON.stringify(body) }, "id.example");
}

Deno.test("demandedNonce() returns the nonce that a server demands", async () => {
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

Deno.test("demandedNonce(), no demand: undefined", () => {
  assertEquals(ask("n-1", { error: "invalid_client" }), undefined);
  assertEquals(ask("n-1", { error: ["use_dpop_nonce"] }), undefined);
  assertEquals(ask("n-1", "use_dpop_nonce"), undefined);
  for (const status of [200, 403, 429, 500, 503]) {
    assertEquals(ask("n-1", demand, status), undefined);
  }
});

Deno.test("demandedNonce(), invalid nonce: error without it", async () => {
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
    const what = nonce === undefined ? "none" : "an invalid one";
    assertEquals(
      failure.message,
      `id.example requires a nonce in the DPoP proof but sends ${what}`,
    );
  });
});

const binding: Provider = { ...acme, dpop: true };
const unexplained: FailureDetails = {};
const withoutKey = resolved({});
const withKey = resolved({}, {
  secrets: { dpopKey: new Secret("canary") },
  provenance: { dpopKey: { kind: "environment", name: "GETTOKEN_DPOP_KEY" } },
});

Deno.test("adviseOnRefusal(), no key: how to create and set one", () => {
  for (const error of ["invalid_dpop_proof", "use_dpop_nonce"] as const) {
    const { hint = "" } = adviseOnRefusal(error, unexplained, binding, withoutKey);
    assertMatch(
      hint,
      /server requires DPoP.*useless.*--dpop-key-file \(openssl genpkey .*turned off/,
    );
  }
});

Deno.test("adviseOnRefusal() begins with the provider's hint", () => {
  const explained = { details: ["It said: no"], hint: "Turn it off there.", docs: "x" };
  const { hint = "", ...others } = adviseOnRefusal(
    "use_dpop_nonce",
    explained,
    binding,
    withoutKey,
  );
  assertMatch(hint, /^Turn it off there\. A token bound/);
  assertEquals(others, { details: ["It said: no"], docs: "x" });
});

Deno.test("adviseOnRefusal(), provider without DPoP: no option is named", () => {
  const { hint = "" } = adviseOnRefusal("use_dpop_nonce", unexplained, acme, withoutKey);
  assertMatch(hint, /^[^-]*no setting for one with Acme ID: have DPoP turned off/);
});

Deno.test("adviseOnRefusal(), key: its source and possible causes", () => {
  const explained = { details: ["It said: no"], hint: "Give a key." };
  const proof = adviseOnRefusal("invalid_dpop_proof", explained, binding, withKey);
  assertMatch(proof.hint, /^Check the clock of this machine/);
  assertEquals(proof.details, [
    "It said: no",
    "dpop key = *** (GETTOKEN_DPOP_KEY in the environment)",
  ]);
  assertMatch(
    adviseOnRefusal("use_dpop_nonce", explained, binding, withKey).hint,
    /asks for another/,
  );
});

Deno.test("checkBinding(), bound token without a key: refused; key without binding: warning", () => {
  const { host, log } = connected();
  checkBinding("Bearer", false, binding, log);
  checkBinding("DPoP", true, binding, log);
  assertEquals(host.stderr, "");
  const error = assertThrows(() => checkBinding("DPoP", false, binding, log), GettokenError);
  assertEquals(error.code, "reply_unusable");
  assertMatch(error.hint ?? "", /--dpop-key-file/);
  checkBinding("Bearer", true, binding, log);
  assertMatch(host.stderr, /warning: the server did not bind the token/);
});
