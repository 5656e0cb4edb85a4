import { assert, assertEquals, assertFalse, assertMatch } from "@std/assert";
import { derIn, isBinary, pemBlocks, pemOf, pkcs12AsPem } from "../../../lib/keys/pem.ts";
import { forEachCase } from "../helpers.ts";
import { certificate as opensslCertificate, pkcs8 } from "../openssl_keys.ts";
import { emptyPassphrase, modern } from "../openssl_pkcs12.ts";

/** A SEQUENCE whose content has so many bytes. */
function sequence(length: number): Uint8Array<ArrayBuffer> {
  const lengthBytes = length < 0x80
    ? [length]
    : length < 0x100
    ? [0x81, length]
    : [0x82, length >> 8, length % 0x100];
  return Uint8Array.of(0x30, ...lengthBytes, ...new Uint8Array(length).fill(7));
}

const key = pemOf("PRIVATE KEY", sequence(300));
const certificate = pemOf("CERTIFICATE", sequence(100));

/** The labels and contents of the blocks. */
function read(text: string) {
  return pemBlocks(text).map((block) => [block.label, derIn(block)]);
}

Deno.test("pemBlocks(): any line breaks: all blocks", async () => {
  const both = [["PRIVATE KEY", sequence(300)], ["CERTIFICATE", sequence(100)]];
  await forEachCase({
    "one after the other": key + certificate,
    "lines that end as on Windows": (key + certificate).replaceAll("\n", "\r\n"),
    "line breaks in two characters": (key + certificate).replaceAll("\n", "\\n"),
    "line breaks of Windows in four": (key + certificate).replaceAll("\n", "\\r\\n"),
    "spaces for line breaks": (key + certificate).replaceAll("\n", " "),
    "no line breaks": (key + certificate).replaceAll("\n", ""),
    "indented lines": (key + certificate).replaceAll("\n", "\n  "),
    "text around": `Bag Attributes\n  localKeyID: 01\n${key}\nsubject=CN = A\n${certificate}# end`,
  }, (text) => assertEquals(read(text), both));
  assertEquals(read("-----BEGIN"), []);
  assertEquals(read(""), []);
});

Deno.test("pemBlocks(): headers are part of the content", () => {
  const content = "\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA\n";
  const text = `-----BEGIN RSA PRIVATE KEY-----${content}-----END RSA PRIVATE KEY-----\n`;
  const block = { label: "RSA PRIVATE KEY", content, isComplete: true };
  assertEquals(pemBlocks(text), [block]);
  assertEquals(pemBlocks(text.replaceAll("\n", "\r\n")), [block]);
});

Deno.test("pemBlocks(): no END line: not complete", () => {
  const open = certificate.replace(/-----END.*/, "");
  const told = (text: string) =>
    pemBlocks(text).map(({ label, isComplete }) => [label, isComplete]);
  assertEquals(told(open), [["CERTIFICATE", false]]);
  assertEquals(told(open + key), [["CERTIFICATE", false], ["PRIVATE KEY", true]]);
  assertEquals(told(certificate.replace("END CERTIFICATE", "END KEY")), [["CERTIFICATE", false]]);
});

Deno.test("derIn(): truncated block: undefined", async () => {
  const lines = key.split("\n");
  await forEachCase({
    "no end": key.replace(/-----END.*/, ""),
    "a line missing": lines.toSpliced(2, 1).join("\n"),
    "a character missing": key.replace("HBw", "HB"),
    "a character that Base64 does not have": key.replace("HBw", "H*w"),
    "something after it": pemOf("PRIVATE KEY", Uint8Array.of(...sequence(300), 7)),
    "nothing": pemOf("PRIVATE KEY", new Uint8Array()),
    "no SEQUENCE": pemOf("PRIVATE KEY", Uint8Array.of(4, 1, 7)),
  }, (text) => assertEquals(read(text), [["PRIVATE KEY", undefined]]));
});

Deno.test("derIn(): every form of length", () => {
  for (const length of [0, 1, 0x7f, 0x80, 0xff, 0x100, 0x1234]) {
    const der = sequence(length);
    assertEquals(read(pemOf("CERTIFICATE", der)), [["CERTIFICATE", der]]);
  }
});

Deno.test("pemOf(): lines of 64 characters, no empty line", () => {
  for (const length of [1, 44, 46, 47, 94]) {
    assertMatch(
      pemOf("CERTIFICATE", sequence(length)),
      /^-----BEGIN CERTIFICATE-----\n([\w+/=]{64}\n)*[\w+/=]{1,64}\n-----END CERTIFICATE-----\n$/,
    );
  }
});

const [pkcs8Der] = pemBlocks(pkcs8).map(derIn);
const [certificateDer] = pemBlocks(opensslCertificate).map(derIn);

Deno.test("isBinary(): true for DER, false for PEM", () => {
  for (const bytes of [modern, pkcs8Der, certificateDer, Uint8Array.of(0x30, 0x80, 2)]) {
    assert(bytes && isBinary(bytes));
  }
  for (const text of [pkcs8, "0", "0123", "0é", "{}", ""]) {
    assertFalse(isBinary(new TextEncoder().encode(text)), text);
  }
});

Deno.test("pkcs12AsPem(): PKCS#12: PEM; anything else: undefined", () => {
  for (const bytes of [modern, emptyPassphrase]) {
    const pem = pkcs12AsPem(bytes) ?? "";
    assertMatch(pem, /^-----BEGIN PKCS12-----\n/);
    assertEquals(pemBlocks(pem).map(derIn), [bytes]);
  }
  assertMatch(pkcs12AsPem(Uint8Array.of(0x30, 0x80, 2, 1, 3, 0, 0)) ?? "", /PKCS12/);
  for (const bytes of [pkcs8Der, certificateDer, new Uint8Array()]) {
    assertEquals(bytes && pkcs12AsPem(bytes), undefined);
  }
});
