import { assertEquals, assertNotMatch } from "@std/assert";
import { format, inspect } from "node:util";
import { Secret } from "../../../lib/core/secret.ts";
import { awkwardSecret, forEachCase } from "../helpers.ts";

Deno.test("reveal(): the value", () => {
  assertEquals(new Secret(awkwardSecret).reveal(), awkwardSecret);
});

Deno.test("Secret: converted to a string: value not shown", async () => {
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

Deno.test("Secret: printed as ***", () => {
  const secret = new Secret("canary-5527");
  assertEquals(`${secret}`, "***");
  assertEquals(JSON.stringify([secret]), '["***"]');
  assertEquals(Deno.inspect(secret), "***");
  assertEquals(inspect(secret), "***");
});

Deno.test("size: a range whose bounds are powers of two", () => {
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
