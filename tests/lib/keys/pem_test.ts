import { assertEquals, assertMatch } from "@std/assert";
import { derIn, pemBlocks, pemOf } from "../../../lib/keys/pem.ts";
import { withinMoment } from "../../properties/moment.ts";
import { forEachCase } from "../helpers.ts";

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
    "line breaks of an old Mac": (key + certificate).replaceAll("\n", "\r"),
    "line breaks escaped twice": (key + certificate).replaceAll("\n", "\\\\n"),
    "quotes around": `"${key}${certificate}"`,
    "no last END line": (key + certificate).replace(/-----END CERTIFICATE-----\n$/, ""),
    "half of the last line": (key + certificate).slice(0, -12),
    "line breaks of Windows in four": (key + certificate).replaceAll("\n", "\\r\\n"),
    "spaces for line breaks": (key + certificate).replaceAll("\n", " "),
    "no line breaks": (key + certificate).replaceAll("\n", ""),
    "indented lines": (key + certificate).replaceAll("\n", "\n  "),
    "text around": `Bag Attributes\n  localKeyID: 01\n${key}\nsubject=CN = A\n${certificate}# end`,
  }, (text) => assertEquals(read(text), both));
  assertEquals(read("-----BEGIN"), []);
  assertEquals(read(""), []);
});

Deno.test("pemBlocks(): long runs of one character: within the time limit", async () => {
  for (const piece of ["\\", "\\r", " ", "-", "-----BEGIN ", "-----BEGIN A-----"]) {
    const content = piece.repeat(200_000 / piece.length);
    await withinMoment(() => pemBlocks(`-----BEGIN A-----\n${content}\n-----END A-----\n`));
    await withinMoment(() => pemBlocks(content));
  }
});

Deno.test("pemBlocks(): headers are part of the content", () => {
  const content = "\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA\n";
  const text = `-----BEGIN RSA PRIVATE KEY-----${content}-----END RSA PRIVATE KEY-----\n`;
  const block = { label: "RSA PRIVATE KEY", content };
  assertEquals(pemBlocks(text), [block]);
  assertEquals(pemBlocks(text.replaceAll("\n", "\r\n")), [block]);
});

Deno.test("pemBlocks(): no END line: the block ends where the next one begins", () => {
  const open = certificate.replace(/-----END.*/, "");
  const both = [["CERTIFICATE", sequence(100)], ["PRIVATE KEY", sequence(300)]];
  assertEquals(read(open + key), both);
  assertEquals(read(certificate.replace("END CERTIFICATE", "END KEY") + key), both);
});

Deno.test("derIn(): truncated block: undefined", async () => {
  const lines = key.split("\n");
  await forEachCase({
    "no end": key.replace(/.{4}\n-----END[^]*/, ""),
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
