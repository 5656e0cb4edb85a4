import { assertEquals, assertFalse, assertThrows } from "@std/assert";
import {
  childrenOf,
  element,
  integerOf,
  InvalidDer,
  isSequence,
  octetsOf,
  oidOf,
  readDer,
  tags,
} from "../../../lib/keys/der.ts";
import { forEachCase } from "../helpers.ts";

function read(hex: string) {
  return readDer(Uint8Array.fromHex(hex));
}

Deno.test("readDer(): definite and indefinite length: the same content", async () => {
  await forEachCase({
    "short": "3003020105",
    "long": "308103020105",
    "longer": "30820003020105",
    "indefinite": "30800201050000",
  }, (hex) => assertEquals(childrenOf(read(hex)).map(integerOf), [5]));
});

Deno.test("readDer(): truncated, or followed by something: InvalidDer", async () => {
  await forEachCase({
    "nothing": "",
    "a tag alone": "30",
    "an incomplete length": "3082",
    "less content than its length says": "3003",
    "a byte more": "300302010500",
    "no end of an indefinite length": "3080020105",
    "half an end": "308002010500",
    "a length beyond all files": "30880101010101010101",
    "indefinite lengths without end": "3080".repeat(20_000),
  }, (hex) => {
    assertThrows(() => read(hex), InvalidDer);
    assertFalse(isSequence(Uint8Array.fromHex(hex)));
  });
  assertThrows(() => childrenOf(read("3003020105"), tags.context0), InvalidDer);
  assertThrows(() => childrenOf(read("30020201")), InvalidDer);
  assertThrows(() => childrenOf(undefined), InvalidDer);
});

Deno.test("octetsOf(): in one piece or several", async () => {
  await forEachCase({
    "one piece": "0403010203",
    "two pieces": "24070401010402" + "0203",
    "in BER": "2480040101" + "0402" + "0203" + "0000",
  }, (hex) => assertEquals(octetsOf(read(hex)).toHex(), "010203"));
  assertEquals(octetsOf(read("8003010203"), tags.implicit0).toHex(), "010203");
  assertEquals(octetsOf(read("a0050403010203"), tags.implicit0).toHex(), "010203");
  assertThrows(() => octetsOf(read("0203010203")), InvalidDer);
  assertThrows(() => octetsOf(read("2403020101")), InvalidDer);
});

Deno.test("oidOf(): dotted form", async () => {
  await forEachCase({
    "1.2.840.113549.1.12.10.1.2": "060b2a864886f70d010c0a0102",
    "2.16.840.1.101.3.4.1.42": "060960864801650304012a",
    "0.9": "060109",
    "2.999.3": "0603883703",
  }, (hex, dotted) => assertEquals(oidOf(read(hex)), dotted));
  assertThrows(() => oidOf(read("020105")), InvalidDer);
});

Deno.test("integerOf(): exact and not negative, or InvalidDer", () => {
  assertEquals(["020100", "020800" + "1f".padEnd(14, "f")].map((hex) => integerOf(read(hex))), [
    0,
    2 ** 53 - 1,
  ]);
  for (const hex of ["0200", "0201ff", "0208" + "0020" + "00".repeat(6), "040105"]) {
    assertThrows(() => integerOf(read(hex)), InvalidDer, undefined, hex);
  }
});

Deno.test("element(): every form of length", () => {
  for (const length of [0, 1, 0x7f, 0x80, 0xff, 0x100, 0x1234]) {
    const content = "07".repeat(length);
    assertEquals(read(element("04", content)).content.toHex(), content);
  }
});
