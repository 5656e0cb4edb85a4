import { assert, assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import {
  describeKeyKind,
  isSigningAlgorithm,
  keyKindOf,
  keyKinds,
  keyKindsInWords,
} from "../../../lib/keys/algorithms.ts";

Deno.test("isSigningAlgorithm() knows those that a private key signs with", () => {
  for (const name of ["RS256", "PS512", "ES384", "EdDSA", "Ed25519"]) {
    assert(isSigningAlgorithm(name), name);
  }
  for (const name of ["HS256", "none", "RSA-OAEP", "rs256", "", "toString", undefined, null, 5]) {
    assertFalse(isSigningAlgorithm(name), String(name));
  }
});

Deno.test("there is an algorithm for each kind of key, and words for it", () => {
  assertEquals(new Set<string>(Object.values(keyKindOf)), new Set<string>(keyKinds));
  for (const kind of keyKinds) assertStringIncludes(keyKindsInWords, kind);
});

Deno.test("describeKeyKind() calls a key what people call it", () => {
  assertEquals(keyKinds.map(describeKeyKind), [
    "an RSA key",
    "an EC key on P-256",
    "an EC key on P-384",
    "an EC key on P-521",
    "an Ed25519 key",
  ]);
});
