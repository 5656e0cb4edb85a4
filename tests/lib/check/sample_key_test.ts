import { assertEquals, assertFalse, assertMatch } from "@std/assert";
import { sampleKey } from "../../../lib/check/sample_key.ts";
import type { AssertionQuirks } from "../../../lib/contract/provider.ts";
import { readClientCertificate } from "../../../lib/keys/certificates.ts";
import { readPrivateKey } from "../../../lib/keys/private_key.ts";
import { Secret } from "../../../lib/core/secret.ts";
import { failureOf } from "../helpers.ts";
import { hasP521 } from "../keys.ts";
import { sound } from "./helpers.ts";

const now = Date.UTC(2026, 0, 9);

function keyFor(assertion: AssertionQuirks) {
  return sampleKey({ ...sound, assertion }, now);
}

Deno.test("sampleKey(): a key for an algorithm of the provider", async () => {
  for (const algorithm of ["PS256", "ES384", "EdDSA"] as const) {
    const { pem, publicKey } = await keyFor({ algorithms: [algorithm] });
    const key = await readPrivateKey(new Secret(pem), {
      source: "sample",
      algorithms: [algorithm],
    });
    assertEquals(key.algorithm, algorithm);
    assertEquals(publicKey.type, "public");
  }
  assertMatch((await sampleKey(sound, now)).publicKey.algorithm.name, /^EC/);
});

Deno.test("sampleKey() for a provider with certificates: a valid certificate", async () => {
  const { pem } = await keyFor({ keyHeader: "x5t#S256", algorithms: ["ES256", "PS256"] });
  const content = new Secret(pem);
  const key = await readPrivateKey(content, { source: "sample", algorithms: ["PS256"] });
  const { warnings } = await readClientCertificate(content, { source: "sample", key, now });
  assertEquals(warnings, []);
  assertFalse((await keyFor({ algorithms: ["PS256"] })).pem.includes("CERTIFICATE"));
});

Deno.test("sampleKey() without a supported algorithm: says so", async () => {
  const { message } = await failureOf(
    "provider_module",
    () => keyFor({ keyHeader: "x5t#S256", algorithms: ["ES256"] }),
  );
  assertEquals(message, "There is no key to try it with: this build cannot generate one for ES256");
  const made = await keyFor({ algorithms: ["ES512"] }).then(() => true, () => false);
  assertEquals(made, hasP521);
  const { publicKey } = await keyFor({ algorithms: ["RS256", "ES512"] });
  assertEquals(publicKey.algorithm.name, hasP521 ? "ECDSA" : "RSASSA-PKCS1-v1_5");
});
