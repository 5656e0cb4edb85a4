import { assertEquals } from "@std/assert";
import { isJsonObject, parseJson } from "../../../lib/core/json.ts";

Deno.test("isJsonObject(): true for objects only", () => {
  for (const value of [{}, { a: 1 }]) assertEquals(isJsonObject(value), true);
  for (const value of [null, undefined, [], "{}", 1, true, () => {}]) {
    assertEquals(isJsonObject(value), false);
  }
});

Deno.test("parseJson(): invalid JSON: undefined", () => {
  assertEquals(parseJson(' {"a": [1]}\n'), { a: [1] });
  for (const text of ["", "{", "{}{}", "undefined"]) assertEquals(parseJson(text), undefined);
});
