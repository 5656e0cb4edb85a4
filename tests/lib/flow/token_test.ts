import { assertEquals, assertNotMatch, assertThrows } from "@std/assert";
import { inspect } from "node:util";
import { Token } from "../../../lib/flow/token.ts";
import { sampleToken } from "../helpers.ts";

const now = Date.UTC(2026, 0, 9, 2, 2, 12);

Deno.test("Token: has the members of the reply", () => {
  const token = new Token({ ...sampleToken, publicMembers: { instance_url: "https://a" } }, now);
  assertEquals(token.value, "tok.en-1");
  assertEquals(token.type, "Bearer");
  assertEquals(token.expiresAt, new Date(now + 3_600_000));
  assertEquals(token.scope, "a b");
  assertEquals(token.fields, { instance_url: "https://a" });
  assertEquals(token.authorizationHeader(), "Bearer tok.en-1");
});

Deno.test("Token: a lifetime counts from the reply, not from now", () => {
  const token = new Token({ ...sampleToken, receivedAt: now - 1000 }, now);
  assertEquals(token.expiresAt, new Date(now + 3_599_000));
});

Deno.test("Token, no lifetime: no expiry", () => {
  assertEquals(new Token({ ...sampleToken, expiresIn: undefined }, now).expiresAt, undefined);
});

Deno.test("Token: a caller cannot change what others get", () => {
  const token = new Token(sampleToken, now);
  assertThrows(() => Object.assign(token, { type: "DPoP" }), TypeError);
  assertThrows(() => Object.defineProperty(token, "value", { value: "x" }), TypeError);
  assertThrows(() => Object.assign(token.fields, { instance_url: "https://b" }), TypeError);
});

Deno.test("Token: nothing that prints or copies an object shows the value", () => {
  const token = new Token(sampleToken, now);
  const shown = [
    JSON.stringify({ token }),
    `${token}`,
    String(token),
    Deno.inspect(token, { depth: 9, showHidden: true, getters: true }),
    inspect(token, { depth: 9, showHidden: true, getters: true }),
    inspect({ a: { b: { c: token } } }, { depth: Infinity }),
    JSON.stringify(structuredClone(token)),
    JSON.stringify({ ...token }),
    JSON.stringify(Object.entries(Object.getOwnPropertyDescriptors(token))),
  ];
  for (const text of shown) assertNotMatch(text, /tok\.en/);
});
