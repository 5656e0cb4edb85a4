import { assertEquals } from "@std/assert";
import { readCertificate, readCertificates } from "../../../lib/keys/certificates.ts";
import { derIn, pemBlocks } from "../../../lib/keys/pem.ts";
import { newCertificateAuthority } from "../../idp/certificate_authority.ts";
import { failureOf } from "../helpers.ts";
import { certificate, ed25519Certificate, pkcs8 } from "../openssl_keys.ts";

Deno.test("readCertificates() reads the certificates among other blocks, in order", async () => {
  const { pem } = await newCertificateAuthority();
  const blocks = pemBlocks(certificate + pkcs8 + pem + ed25519Certificate);
  const found = await readCertificates(blocks, "--cert");
  assertEquals(found.map(({ pem }) => pem), [certificate, pem, ed25519Certificate]);
  assertEquals(found[1]?.isCa, true);
  const [first] = found;
  assertEquals([first?.subject, first?.issuer], Array(2).fill("CN=gettoken test"));
  assertEquals([first?.begins, first?.ends], [
    Date.UTC(2026, 10, 23, 9, 26, 9),
    Date.UTC(2027, 10, 23, 9, 26, 9),
  ]);
  assertEquals(await readCertificates(pemBlocks(pkcs8), "--cert"), []);
});

Deno.test("readCertificates() says which certificate is broken", async () => {
  const blocks = pemBlocks(certificate + pkcs8 + certificate.slice(0, 300));
  const failure = await failureOf(
    "setting_invalid",
    () => readCertificates(blocks, "--cert", "Export it again."),
  );
  assertEquals(failure.message, "--cert: certificate 2 of 2 in it is broken or cut short");
  assertEquals(failure.hint, "Export it again.");
});

Deno.test("readCertificate() returns undefined for bytes that are not a certificate", async () => {
  const [der] = pemBlocks(pkcs8).map(derIn);
  for (const bytes of [der ?? new Uint8Array(), Uint8Array.of(1, 2, 3)]) {
    assertEquals(await readCertificate(bytes), undefined);
  }
});
