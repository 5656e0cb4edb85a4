import { assertEquals } from "@std/assert";
import { isLoneCertificate } from "../../../lib/keys/certificate_only.ts";
import { Secret } from "../../../lib/core/secret.ts";
import { forEachCase } from "../helpers.ts";
import { certificate, pbkdf2, pkcs8, sec1 } from "../openssl_keys.ts";

Deno.test("isLoneCertificate() tells a certificate from one with a key of whatever kind", async () => {
  await forEachCase<readonly [content: string, isAlone: boolean]>({
    "alone": [certificate, true],
    "two": [certificate + certificate, true],
    "with a key": [certificate + pkcs8, false],
    "behind a key": [sec1 + certificate, false],
    "with an encrypted key": [certificate + pbkdf2, false],
    "a key": [pkcs8, false],
    "a text": ["secret", false],
  }, ([content, isAlone]) => assertEquals(isLoneCertificate(new Secret(content)), isAlone));
});
