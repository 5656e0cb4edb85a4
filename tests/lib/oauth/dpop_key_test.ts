import { assertEquals, assertStringIncludes } from "@std/assert";
import { readDpopKey } from "../../../lib/oauth/dpop_key.ts";
import { Secret } from "../../../lib/core/secret.ts";
import type { TokenEndpoint } from "../../../lib/oauth/token_endpoint.ts";
import type { SigningAlgorithm } from "../../../lib/keys/algorithms.ts";
import { acme, failureOf, forEachCase, resolved, toldBy } from "../helpers.ts";
import { hasP521, newKey } from "../keys.ts";

const url = "https://id.example/token";
const endpoint: TokenEndpoint = { url, audience: url };
const ec = await newKey("ES256");
const rsa = await newKey("RS256");

/** Reads a key at a server that lists these algorithms, with other secrets beside it. */
function read(content: string, listed?: readonly string[], secrets = {}, values = {}) {
  const settings = resolved(values, {
    secrets: { ...secrets, dpopKey: new Secret(content) },
    origins: {
      dpopKey: { kind: "option", name: "--dpop-key-file" },
      privateKey: { kind: "environment", name: "GETTOKEN_PRIVATE_KEY" },
    },
  });
  const metadata = "https://id.example/.well-known/openid-configuration";
  const discovered = listed ? { ...endpoint, metadata, dpopAlgorithms: listed } : endpoint;
  return readDpopKey(acme, settings, discovered);
}

Deno.test("readDpopKey() takes every kind of key where the server does not say which", async () => {
  const kinds: SigningAlgorithm[] = ["RS256", "ES256", "ES384", "EdDSA"];
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
