import { assertEquals } from "@std/assert";
import {
  eitherOf,
  integer,
  type Kind,
  listOf,
  objectOf,
  oneOf,
  optional,
  printableString,
  recordOf,
  someOf,
} from "../../../lib/plugins/value_kinds.ts";
import { forEachCase } from "../helpers.ts";

const word = printableString(3);
const number = integer(1, 9, "a digit");

Deno.test("a kind accepts its values and no others", async () => {
  await forEachCase<readonly [kind: Kind, right: readonly unknown[], wrong: readonly unknown[]]>({
    "a string": [word, ["a", "abc", "é"], ["", "abcd", "\x1b", "a\nb", 1, null]],
    "a list": [listOf(word, 2), [[], ["a", "b"]], [["a", "b", "c"], [1], "a", {}]],
    "a record": [recordOf(word), [{}, { a: "b" }], [{ a: 1 }, { "\n": "b" }, [], null]],
    "an object": [objectOf({ a: word }, ""), [{ a: "b" }], [{}, { a: "b", c: "d" }, ["b"]]],
    "an optional member": [optional(word), [undefined, "a"], [null, 1]],
    "either": [eitherOf(word, number), ["a", 1], [true, 10]],
    "one of": [oneOf([true, "a"], ""), [true, "a"], ["true", false]],
    "some of": [someOf(["a", "b"]), [["a"], ["b", "a"]], [[], ["c"], "a"]],
    "an integer": [number, [1, 9], [0, 10, 1.5, "1", NaN]],
  }, ({ 0: { test }, 1: right, 2: wrong }) => {
    assertEquals(right.filter((value) => !test(value)), []);
    assertEquals(wrong.filter((value) => test(value)), []);
  });
});

Deno.test("a kind says what it must be", () => {
  assertEquals(
    listOf(word, 2).must,
    "a list of at most 2 items, each a printable string of at most 3 characters",
  );
  assertEquals(eitherOf(number, oneOf([1], "1")).must, "a digit, or 1");
  assertEquals(someOf(["a", "b"]).must, "a list of a or b");
});
