import { assert, assertEquals, assertNotMatch } from "@std/assert";
import { format, inspect } from "node:util";
import { base64, formEncode, Secret } from "../../../lib/core/secret.ts";
import { awkwardSecret, forEachCase } from "../helpers.ts";

Deno.test("reveal() gives the value away", () => {
  assertEquals(new Secret(awkwardSecret).reveal(), awkwardSecret);
});

Deno.test("Secret shows nothing of its value when it is made into text", async () => {
  const ways: Readonly<Record<string, (secret: Secret) => string>> = {
    "a template": (secret) => `${secret}`,
    "a concatenation": (secret) => "" + secret,
    "String()": String,
    "JSON": (secret) => JSON.stringify({ in: [secret] }),
    "Deno.inspect()": (secret) => Deno.inspect({ in: [secret] }, { showHidden: true, depth: 9 }),
    "inspect() of Node": (secret) => inspect({ in: [secret] }, { showHidden: true, depth: 9 }),
    "format() of Node": (secret) => format("%s %o %O %j", secret, secret, secret, secret),
    "the cause of an error": (secret) => Deno.inspect(new Error("x", { cause: { secret } })),
    "a structured clone": (secret) => JSON.stringify(structuredClone({ secret })),
    "a spread": (secret) => JSON.stringify({ ...secret }),
    "its keys": (secret) => Reflect.ownKeys(secret).map(String).join(),
    "a URL": (secret) => new URL(`https://a.example/?q=${secret}`).href,
  };
  await forEachCase(ways, (way) => assertNotMatch(way(new Secret("canary-5527")), /canary|5527/));
});

Deno.test("Secret shows *** where its value would stand", () => {
  const secret = new Secret("canary-5527");
  assertEquals(`${secret}`, "***");
  assertEquals(JSON.stringify([secret]), '["***"]');
  assertEquals(Deno.inspect(secret), "***");
  assertEquals(inspect(secret), "***");
});

Deno.test("base64() agrees with the vectors of RFC 4648 and encodes as UTF-8", () => {
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

Deno.test("formEncode() encodes as a form does", () => {
  assertEquals(formEncode("aZ09*-._"), "aZ09*-._");
  assertEquals(formEncode("a b+c:d%e&f=g/é~"), "a+b%2Bc%3Ad%25e%26f%3Dg%2F%C3%A9%7E");
});

Deno.test("formEncode() can be undone by every server", () => {
  const ascii = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join("");
  assertEquals(new URLSearchParams(`v=${formEncode(ascii)}`).get("v"), ascii);
  assert(!/[\s:]/.test(formEncode(ascii)));
});

Deno.test("a secret tells its size in classes, each as wide as all before it", () => {
  const sizes = [0, 7, 8, 15, 16, 63, 64, 4095, 4096, 100_000]
    .map((length) => new Secret("x".repeat(length)).size);
  assertEquals(sizes, [
    "fewer than 8 characters",
    "fewer than 8 characters",
    "8 to 15 characters",
    "8 to 15 characters",
    "16 to 31 characters",
    "32 to 63 characters",
    "64 to 127 characters",
    "2048 to 4095 characters",
    "4096 characters or more",
    "4096 characters or more",
  ]);
});
