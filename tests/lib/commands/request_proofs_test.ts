import { assertEquals } from "@std/assert";
import { proofsIn } from "../../../lib/commands/request_proofs.ts";
import { Secret } from "../../../lib/core/secret.ts";
import type { TokenRequest } from "../../../lib/oauth/token_request.ts";

/** A JWT that nobody signed. */
function jwt(header: unknown, claims: unknown): Secret {
  const part = (value: unknown) =>
    new TextEncoder().encode(JSON.stringify(value)).toBase64({ alphabet: "base64url" });
  return new Secret(`${part(header)}.${part(claims)}.c2ln`.replaceAll("=", ""));
}

function proofs(form: TokenRequest["form"], headers: TokenRequest["headers"] = {}) {
  return proofsIn({ url: "https://id.example", method: "private_key_jwt", headers, form });
}

const assertion = jwt({ alg: "ES256", kid: "k-1" }, { aud: "https://a" });

Deno.test("proofsIn(): grant, assertion and DPoP proof of a request", async () => {
  const form = [["grant_type", "client_credentials"], ["client_assertion", assertion]] as const;
  const headers = { DPoP: jwt({ alg: "ES384", typ: "dpop+jwt" }, {}) };
  const told = await proofs(form, headers);
  assertEquals(told, {
    grant: { type: "client_credentials", isAssertion: false },
    assertion: { algorithm: "ES256", type: null, keyId: "k-1", audience: "https://a" },
    dpopAlgorithm: "ES384",
  });
});

Deno.test("proofsIn(), the assertion is the grant", async () => {
  const list = jwt({ alg: "RS256", typ: "JWT" }, { aud: ["https://a", "https://b"] });
  const { grant, assertion } = await proofs([["grant_type", "urn:x"], ["assertion", list]]);
  assertEquals(grant, { type: "urn:x", isAssertion: true });
  assertEquals([assertion?.type, assertion?.audience], ["JWT", "https://a https://b"]);
});

Deno.test("proofsIn(): no grant, no assertion, a token that is not a JWT", async () => {
  const nothing = { grant: undefined, assertion: undefined, dpopAlgorithm: undefined };
  assertEquals(await proofs([["scope", "a"]]), nothing);
  const { assertion } = await proofs([["client_assertion", new Secret("opaque")]]);
  assertEquals(assertion, { algorithm: null, type: null, keyId: null, audience: null });
});
