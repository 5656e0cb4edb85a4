import { assertEquals } from "@std/assert";
import {
  bindingOf,
  confirmationsIn,
  describeConfirmation,
} from "../../../lib/oauth/bound_token.ts";
import { Secret } from "../../../lib/core/secret.ts";
import type { JsonObject } from "../../../lib/core/json.ts";
import { forEachCase, sampleToken } from "../helpers.ts";

/** A token with these claims. */
function jwt(claims: JsonObject): Secret {
  const payload = new TextEncoder().encode(JSON.stringify(claims));
  return new Secret(`eyJhbGciOiJub25lIn0.${payload.toBase64({ alphabet: "base64url" })}.c2ln`);
}

Deno.test("confirmationsIn(): each member of cnf, described by its kind", async () => {
  await forEachCase<readonly [cnf: unknown, described: readonly string[]]>({
    "a DPoP key": [{ jkt: "0ZcO" }, ["DPoP key with the thumbprint 0ZcO"]],
    "a certificate": [{ "x5t#S256": "bwcK" }, ["certificate with the SHA-256 bwcK"]],
    "both": [
      { jkt: "0ZcO", "x5t#S256": "bwcK" },
      ["DPoP key with the thumbprint 0ZcO", "certificate with the SHA-256 bwcK"],
    ],
    "a key": [{ jwk: { kty: "EC" } }, ["key with jwk"]],
    "the ID of a key": [{ kid: "k-1" }, ["key with kid k-1"]],
    "a value of the wrong type": [{ jkt: 1 }, ["DPoP key with the thumbprint (missing)"]],
    "a note of the server": [
      { "kc-jkt-type": "DPoP", jkt: "0ZcO" },
      ["kc-jkt-type DPoP", "DPoP key with the thumbprint 0ZcO"],
    ],
    "control characters": [{ "a\u001b[31m": "\u001b[2J" }, ["a [31m [2J"]],
    "no value": [{ jkt: null, kid: "" }, []],
    "an empty object": [{}, []],
    "no object": ["x", []],
    "a list": [["x"], []],
    "nothing": [undefined, []],
  }, ([cnf, described]) => {
    assertEquals(confirmationsIn({ cnf }).map(describeConfirmation), described);
  });
});

Deno.test("bindingOf(): what the token says, or its type, or the certificate", () => {
  const bound = (claims: JsonObject | undefined, type: "Bearer" | "DPoP", hasCert: boolean) =>
    bindingOf({
      ...sampleToken,
      tokenType: type,
      ...claims && { accessToken: jwt(claims) },
    }, hasCert);
  const cnf = { "x5t#S256": "bwcK" };
  const certificate = {
    ...{ kind: "certificate", to: "a certificate with the SHA-256 bwcK" } as const,
    isStated: true,
  };
  assertEquals(bound({ cnf }, "Bearer", true), certificate);
  assertEquals(bound({ cnf }, "Bearer", false), certificate);
  assertEquals(bound({ cnf: { note: "x", jkt: "0ZcO" } }, "DPoP", false)?.kind, "dpop_key");
  const key = { kind: "dpop_key", to: "a DPoP key", isStated: true } as const;
  assertEquals(bound(undefined, "DPoP", false), key);
  assertEquals(bound({}, "DPoP", true), key);
  assertEquals(bound(undefined, "Bearer", true), {
    ...{ kind: "certificate", to: "the client certificate", isStated: false },
  });
  // A readable token without cnf is not bound.
  assertEquals(bound({}, "Bearer", true), undefined);
  assertEquals(bound(undefined, "Bearer", false), undefined);
});
