import { assert, assertEquals } from "@std/assert";
import { base64, formEncode, moduleUrl, sha256 } from "../../../lib/core/encodings.ts";

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
