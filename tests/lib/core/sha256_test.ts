import { assertEquals } from "@std/assert";
import { sha256 } from "../../../lib/core/sha256.ts";

Deno.test("sha256() is the digest of FIPS 180-4", async () => {
  assertEquals(
    await sha256("abc"),
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
});

Deno.test("sha256() takes a text as UTF-8, and nothing but what it is given", async () => {
  const bytes = new TextEncoder().encode("xé\n");
  assertEquals(await sha256("é\n"), await sha256(bytes.subarray(1)));
});
