import { assertEquals } from "@std/assert";
import { dpopProof, type ProofRequest } from "../../../lib/oauth/dpop_proof.ts";
import { publicPart } from "../../../lib/keys/jwk.ts";
import { keyKindOf } from "../../../lib/keys/algorithms.ts";
import { forEachCase } from "../helpers.ts";
import { newKey, openJwt, readKey } from "../keys.ts";

const { pem, jwk } = await newKey("ES256");
const key = await readKey(pem, "ES256");

function requestFor(more: Partial<ProofRequest> = {}): ProofRequest {
  return {
    key,
    method: "POST",
    url: "https://id.example.com/token",
    now: Date.UTC(2026, 0, 9, 2, 2, 12, 345),
    id: "1",
    ...more,
  };
}

Deno.test("dpopProof() proves for one request that the key is here", async () => {
  assertEquals(await openJwt(await dpopProof(requestFor()), key), {
    header: { typ: "dpop+jwt", jwk: publicPart(jwk, "P-256"), alg: "ES256" },
    claims: { htm: "POST", htu: "https://id.example.com/token", jti: "1", iat: 1767924132 },
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
