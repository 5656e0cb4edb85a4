import { assertEquals } from "@std/assert";
import {
  anyString,
  duration,
  oneOf,
  type Parser,
  switchTo,
  variableName,
  wholeNumber,
} from "../../../lib/settings/option_values.ts";

function assertProblem(parse: Parser<unknown>, texts: readonly string[], problem: string): void {
  for (const text of texts) assertEquals(parse(text), { problem }, text);
}

Deno.test("duration() parses seconds, minutes and hours within its bounds", () => {
  const parse = duration(1, 7200);
  for (
    const [text, value] of [
      ...[["90", 90], ["90s", 90], ["15m", 900], ["2h", 7200], ["1", 1], ["7200", 7200]] as const,
    ]
  ) {
    assertEquals(parse(text), { value }, text);
  }
  assertProblem(
    parse,
    [
      ...["0", "7201", "121m", "3h", "-1", "canary", "1e2", "1.5", "NaN", "0x10", " 5", ""],
      ...["5 m", "m", "5M", "1d", "1m30s", "999999"],
    ],
    "must be a number of seconds from 1 to 7200, such as 90, 90s or 2m",
  );
});

Deno.test("wholeNumber() parses digits within its bounds", () => {
  const parse = wholeNumber(0, 10);
  for (const value of [0, 5, 10]) assertEquals(parse(`${value}`), { value });
  assertProblem(
    parse,
    ["11", "-1", "canary", "1e0", "1.5", "0x1", " 5", "5s", "", "999999999999"],
    "must be a number from 0 to 10",
  );
});

Deno.test("oneOf() accepts its values only", () => {
  assertEquals(oneOf(["a", "b"])("b"), { value: "b" });
  assertProblem(oneOf(["a", "b"]), ["", "A", "canary"], "must be a or b");
});

Deno.test("variableName() accepts what every shell takes for a variable", () => {
  for (const value of ["A", "_My_2", "x".repeat(100)]) assertEquals(variableName(value), { value });
  assertProblem(
    variableName,
    ["", "2A", "A-B", "A B", "A=canary", "A;id", "$(id)", "é", "A\n", "x".repeat(101)],
    "must be letters, digits and _, and not begin with a digit",
  );
});

Deno.test("anyString() returns the string unchanged", () => {
  assertEquals(anyString(" a "), { value: " a " });
});

Deno.test("switchTo() reads 1 as the value of the switch and 0 as the opposite", () => {
  assertEquals([switchTo(true)("1"), switchTo(true)("0")], [{ value: true }, { value: false }]);
  assertEquals([switchTo(false)("1"), switchTo(false)("0")], [{ value: false }, { value: true }]);
  assertProblem(switchTo(true), ["", "true", "yes", "2", "01"], "must be 1 or 0");
});
