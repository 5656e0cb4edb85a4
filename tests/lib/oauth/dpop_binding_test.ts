import { assert, assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
import { withDpop } from "../../../lib/oauth/dpop_binding.ts";
import { Secret } from "../../../lib/core/secret.ts";
import type { RequestSource, TokenRequest } from "../../../lib/oauth/token_request.ts";
import { acme, connected, failureOf, resolved } from "../helpers.ts";
import { newKey, openJwt, readKey } from "../keys.ts";

const { pem } = await newKey("ES256");
const key = await readKey(pem, "ES256");
const url = "https://id.example/token?tenant=blue";
const endpoint = { url, audience: url };

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
  const bound = await withDpop(connection, acme, settings, endpoint, makeRequest);
  return { bound, host, log };
}

function proofIn({ headers }: TokenRequest): Secret {
  assert(headers.DPoP instanceof Secret);
  return headers.DPoP;
}

Deno.test("withDpop() adds a proof to each request, made anew as the request is", async () => {
  const { bound, host } = await begin(pem);
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
  const { bound } = await begin(pem);
  const nonceOf = async (request: TokenRequest) =>
    (await openJwt(proofIn(request), key)).claims.nonce;
  assertEquals(await nonceOf(await bound(undefined, "n-1")), "n-1");
  assertEquals(await nonceOf(await bound()), undefined);
});

Deno.test("withDpop() keeps the proof from being seen", async () => {
  const { bound, host, log } = await begin(pem);
  const proof = proofIn(await bound()).reveal();
  log.line(`it is ${proof}`);
  assertEquals(host.stderr, "it is ***\n");
});

Deno.test("withDpop() says what is odd about the key, and refuses one that is none", async () => {
  const { host } = await begin(pem, { keyPassphrase: new Secret("canary") });
  assertStringIncludes(host.stderr, "is not encrypted");
  assertNotMatch(host.stderr, /canary/);
  await failureOf("setting_invalid", () => begin("no key"));
});
