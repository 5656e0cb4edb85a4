import type { Type } from "@cliffy/command";
import { assertEquals, assertNotMatch, assertThrows } from "@std/assert";
import { NumberType, ScopeType, VariableType } from "../../../lib/cli/option_types.ts";

function parse<Value>(type: Type<Value>, value: string): Value {
  return type.parse({ label: "Option", type: "x", name: "--x", value });
}

/** What is said of a value that is refused; it must not show it. */
function problemOf(type: Type<unknown>, value: string): string {
  const { message } = assertThrows(() => parse(type, value), Error);
  assertNotMatch(message, /canary/);
  return message;
}

Deno.test("NumberType takes whole numbers within its bounds", () => {
  const type = new NumberType(" of seconds", 1, 300);
  for (const number of [1, 30, 300]) assertEquals(parse(type, `${number}`), number);
  const wrong = ["0", "301", "-1", "canary", "1e2", "1.5", "NaN", "99999999999", "0x10", " 5", ""];
  for (const value of wrong) {
    assertEquals(
      problemOf(type, value),
      'Option "--x" must be a number of seconds from 1 to 300',
      value,
    );
  }
});

Deno.test("VariableType takes no name that is none for a variable of a shell", () => {
  for (const name of ["A", "_My_2", "x".repeat(100)]) {
    assertEquals(parse(new VariableType(), name), name);
  }
  for (
    const wrong of [
      "",
      "2A",
      "A-B",
      "A B",
      "A=canary",
      "A;id",
      "$(id)",
      "é",
      "A\n",
      "x".repeat(101),
    ]
  ) {
    assertEquals(
      problemOf(new VariableType(), wrong),
      'Option "--x" must be letters, digits and _, and not begin with a digit',
      wrong,
    );
  }
});

Deno.test("ScopeType takes what can be a scope", () => {
  assertEquals(parse(new ScopeType(), "a b"), "a b");
  for (const wrong of ["a\tcanary", "canary  b"]) problemOf(new ScopeType(), wrong);
});
