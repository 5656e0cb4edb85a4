import { assertEquals, assertThrows } from "@std/assert";
import { ParsedType, scopeType } from "../../../lib/cli/option_types.ts";

const named = { label: "Option", type: "x", name: "--x" };

Deno.test("ParsedType returns the parsed value, and reports a problem without the value", () => {
  const parse = (value: string) => value === "b" ? { value } : { problem: "must be a or b" };
  const type = new ParsedType(parse, ["a", "b"]);
  assertEquals(type.parse({ ...named, value: "b" }), "b");
  const { message } = assertThrows(() => type.parse({ ...named, value: "canary" }), Error);
  assertEquals(message, 'Option "--x" must be a or b');
  assertEquals(type.complete(), ["a", "b"]);
});

Deno.test("scopeType accepts what can be a scope", () => {
  assertEquals(scopeType.parse({ ...named, value: "a b" }), "a b");
  for (const value of ["a\tcanary", "canary  b"]) {
    const { message } = assertThrows(() => scopeType.parse({ ...named, value }), Error);
    assertEquals(message.includes("canary"), false);
  }
});
