import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  base64,
  base64Of,
  base64UrlOf,
  bytesOfBase64,
  decodeHex,
  formEncode,
  hexOf,
  moduleUrl,
  sha256,
} from "../../../lib/core/encodings.ts";

Deno.test("base64(): vectors of RFC 4648; UTF-8", () => {
  const vectors = {
    "": "",
    f: "Zg==",
    fo: "Zm8=",
    foo: "Zm9v",
    foobar: "Zm9vYmFy",
    "é€😀": "w6nigqzwn5iA",
  };
  assertEquals(Object.keys(vectors).map(base64), Object.values(vectors));
});

Deno.test("formEncode(): same as a form", () => {
  assertEquals(formEncode("aZ09*-._"), "aZ09*-._");
  assertEquals(formEncode("a b+c:d%e&f=g/é~"), "a+b%2Bc%3Ad%25e%26f%3Dg%2F%C3%A9%7E");
});

Deno.test("formEncode(): a server decodes the same value", () => {
  const ascii = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join("");
  assertEquals(new URLSearchParams(`v=${formEncode(ascii)}`).get("v"), ascii);
  assert(!/[\s:]/.test(formEncode(ascii)));
});

Deno.test("moduleUrl(): any characters: the module can be imported", async () => {
  const text = "é漢😀 #?%41 </script>";
  const { default: said } = await import(moduleUrl(`export default ${JSON.stringify(text)};`));
  assertEquals(said, text);
});

Deno.test("sha256(): vectors of FIPS 180-4", async () => {
  assertEquals(
    await sha256("abc"),
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
});

Deno.test("sha256(): a string is hashed as UTF-8, a view only within its bounds", async () => {
  const bytes = new TextEncoder().encode("xé\n");
  assertEquals(await sha256("é\n"), await sha256(bytes.subarray(1)));
});

/** Runs a test with the methods of `Uint8Array` for Base64 and digits, and as in Node 22 without. */
function withAndWithoutMethods(test: () => void): void {
  test();
  const all = [
    [Uint8Array, ["fromBase64", "fromHex"]],
    [Uint8Array.prototype, ["toBase64", "toHex"]],
  ] as const;
  const removed = all.flatMap(([owner, names]) =>
    names.map((name) => [owner, name, Object.getOwnPropertyDescriptor(owner, name)] as const)
  );
  for (const [owner, name] of removed) Reflect.deleteProperty(owner, name);
  try {
    test();
  } finally {
    for (const [owner, name, method] of removed) {
      if (method) Object.defineProperty(owner, name, method);
    }
  }
}

Deno.test("Base64 and digits of bytes: encoded and decoded, in Node 22 too", () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
  withAndWithoutMethods(() => {
    assertEquals(base64Of(Uint8Array.of(0xfb, 0xff, 0xfe, 1)), "+//+AQ==");
    assertEquals(base64UrlOf(Uint8Array.of(0xfb, 0xff, 0xfe, 1)), "-__-AQ");
    assertEquals(bytesOfBase64("-_+/ AQ"), Uint8Array.of(0xfb, 0xff, 0xbf, 1));
    assertEquals([bytesOfBase64("A"), bytesOfBase64("é*")], [undefined, undefined]);
    assertEquals(hexOf(Uint8Array.of(0, 15, 255)), "000fff");
    assertEquals(bytesOfBase64(base64Of(bytes)), bytes);
    assertEquals(decodeHex(hexOf(bytes)), bytes);
    for (const wrong of ["f", "0x", "é0"]) assertThrows(() => decodeHex(wrong), SyntaxError);
  });
});
