import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  chooseAlgorithm,
  commonAlgorithms,
  describeKeyKind,
  type JwsAlgorithm,
  type KeyKind,
  keyKindOf,
  keyKinds,
  keyKindsInWords,
} from "../../../lib/keys/algorithms.ts";
import { failureOf, forEachCase } from "../helpers.ts";

Deno.test("each kind of key: has an algorithm and a description", () => {
  assertEquals(new Set<string>(Object.values(keyKindOf)), new Set<string>(keyKinds));
  for (const kind of keyKinds) assertStringIncludes(keyKindsInWords, kind);
});

Deno.test("describeKeyKind(): usual names", () => {
  assertEquals(keyKinds.map(describeKeyKind), [
    "an RSA key",
    "an EC key on P-256",
    "an EC key on P-384",
    "an EC key on P-521",
    "an Ed25519 key",
  ]);
});

interface Case {
  readonly kind: KeyKind;
  /** What the key is for. */
  readonly only?: JwsAlgorithm;
  /** What the server accepts. */
  readonly algorithms: readonly JwsAlgorithm[];
  /** What the user asks for. */
  readonly wanted?: JwsAlgorithm;
}

function choose({ kind, only, algorithms, wanted }: Case): JwsAlgorithm {
  return chooseAlgorithm(
    { kind, only: only && [only] },
    { source: "--key", algorithms, algorithm: wanted },
  );
}

Deno.test("chooseAlgorithm(): the first of the server's list that fits the key", async () => {
  await forEachCase<Case & { readonly chosen: JwsAlgorithm }>({
    "the first": { kind: "RSA", algorithms: ["PS256", "RS256"], chosen: "PS256" },
    "in the other order": { kind: "RSA", algorithms: ["RS256", "PS256"], chosen: "RS256" },
    "after others": { kind: "P-384", algorithms: ["RS256", "ES256", "ES384"], chosen: "ES384" },
    "under its old name": { kind: "Ed25519", algorithms: ["ES256", "EdDSA"], chosen: "EdDSA" },
    "under its new name": { kind: "Ed25519", algorithms: ["Ed25519", "EdDSA"], chosen: "Ed25519" },
    "the one that is asked for": {
      kind: "RSA",
      algorithms: ["PS256", "RS256"],
      wanted: "RS256",
      chosen: "RS256",
    },
    "the one that the key is for": {
      kind: "RSA",
      algorithms: ["PS256", "RS256"],
      only: "RS256",
      chosen: "RS256",
    },
    "the same, asked for": {
      kind: "P-256",
      algorithms: ["ES256"],
      only: "ES256",
      wanted: "ES256",
      chosen: "ES256",
    },
  }, ({ chosen, ...given }) => assertEquals(choose(given), chosen));
});

Deno.test("chooseAlgorithm(): none fits: setting_invalid with the reason", async () => {
  await forEachCase<Case & { readonly problem: string }>({
    "another kind of key": {
      kind: "P-256",
      algorithms: ["RS256", "PS256"],
      problem: "the server accepts RS256 or PS256, but this is an EC key on P-256",
    },
    "another curve": {
      kind: "P-521",
      algorithms: ["ES256"],
      problem: "the server accepts ES256, but this is an EC key on P-521",
    },
    "asked for what the server does not accept": {
      kind: "RSA",
      algorithms: ["RS256", "PS256"],
      wanted: "RS384",
      problem:
        "the server accepts RS256 or PS256, but this is an RSA key, and the signing algorithm is set to RS384",
    },
    "asked for what other keys do": {
      kind: "P-256",
      algorithms: ["RS256", "ES256"],
      wanted: "RS256",
      problem: "RS256 needs an RSA key, but this is an EC key on P-256",
    },
    "a key for what the server does not accept": {
      kind: "RSA",
      algorithms: ["PS256"],
      only: "RS512",
      problem: "the server accepts PS256, but this is an RSA key for RS512 only",
    },
    "a key for something else than is asked for": {
      kind: "RSA",
      algorithms: ["PS256", "RS256"],
      only: "RS256",
      wanted: "PS256",
      problem: "the server accepts PS256 or RS256, but this is an RSA key for RS256 only, " +
        "and the signing algorithm is set to PS256",
    },
  }, async ({ problem, ...given }) => {
    const failure = await failureOf("setting_invalid", () => choose(given));
    assertEquals(failure.message, `--key: ${problem}`);
  });
});

Deno.test("commonAlgorithms(): the usual one of a kind of key first, then the order of the metadata", () => {
  const usual = ["RS256", "RS512", "PS256", "PS512", "ES256", "EdDSA", "Ed25519"] as const;
  const rows: readonly (readonly [readonly string[] | undefined, readonly string[]])[] = [
    [undefined, usual],
    [["PS512", "PS256", "RS256"], ["RS256", "PS512", "PS256"]],
    [["PS512", "PS256"], ["PS512", "PS256"]],
    [["HS256", "none", "ES256", "ES384", "ES256"], ["ES256"]],
    [["Ed25519"], ["Ed25519"]],
    [["Ed25519", "EdDSA"], ["EdDSA", "Ed25519"]],
    [["toString", "HS256"], []],
    [[], []],
  ];
  for (const [listed, common] of rows) assertEquals(commonAlgorithms(usual, listed), common);
  assertEquals(commonAlgorithms(["HS256", "HS512"], ["HS512", "HS384"]), ["HS512"]);
  assertEquals(commonAlgorithms(["HS256", "HS512"], ["HS512", "HS256"]), ["HS256", "HS512"]);
});
