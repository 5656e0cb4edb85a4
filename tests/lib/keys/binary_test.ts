import { assert, assertEquals, assertFalse, assertMatch } from "@std/assert";
import { isBinary, pkcs12AsPem } from "../../../lib/keys/binary.ts";
import { derIn, pemBlocks } from "../../../lib/keys/pem.ts";
import { certificate, pkcs8 } from "../openssl_keys.ts";
import { emptyPassphrase, modern } from "../openssl_pkcs12.ts";

const [key] = pemBlocks(pkcs8).map(derIn);
const [der] = pemBlocks(certificate).map(derIn);

Deno.test("isBinary() tells keys and certificates in bytes from text", () => {
  for (const bytes of [modern, key, der, Uint8Array.of(0x30, 0x80, 2)]) {
    assert(bytes && isBinary(bytes));
  }
  for (const text of [pkcs8, "0", "0123", "0é", "{}", ""]) {
    assertFalse(isBinary(new TextEncoder().encode(text)), text);
  }
});

Deno.test("pkcs12AsPem() makes text of PKCS#12, and of nothing else", () => {
  for (const bytes of [modern, emptyPassphrase]) {
    const pem = pkcs12AsPem(bytes) ?? "";
    assertMatch(pem, /^-----BEGIN PKCS12-----\n/);
    assertEquals(pemBlocks(pem).map(derIn), [bytes]);
  }
  assertMatch(pkcs12AsPem(Uint8Array.of(0x30, 0x80, 2, 1, 3, 0, 0)) ?? "", /PKCS12/);
  for (const bytes of [key, der, new Uint8Array()]) {
    assertEquals(bytes && pkcs12AsPem(bytes), undefined);
  }
});
