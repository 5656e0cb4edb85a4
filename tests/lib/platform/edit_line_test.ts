import { assertEquals } from "@std/assert";
import { editLine, type Key, type Line } from "../../../lib/platform/edit_line.ts";
import { forEachCase } from "../helpers.ts";

Deno.test("editing keys: line and cursor as in a shell", async () => {
  const line: Line = ["one two  three", 9];
  const ctrl = (name: string): Key => ({ name, ctrl: true });
  await forEachCase<readonly [key: Key, line: Line, edited: Line]>({
    "Ctrl-A": [ctrl("a"), line, ["one two  three", 0]],
    "Home": [{ name: "home" }, line, ["one two  three", 0]],
    "Ctrl-E": [ctrl("e"), line, ["one two  three", 14]],
    "End": [{ name: "end" }, line, ["one two  three", 14]],
    "Ctrl-K": [ctrl("k"), line, ["one two  ", 9]],
    "Ctrl-U": [ctrl("u"), line, ["three", 0]],
    "Ctrl-W after spaces": [ctrl("w"), line, ["one three", 4]],
    "Ctrl-W in a word": [ctrl("w"), ["one", 2], ["e", 0]],
    "Ctrl-W at the beginning": [ctrl("w"), ["one", 0], ["one", 0]],
    "Ctrl-U on an empty line": [ctrl("u"), ["", 0], ["", 0]],
  }, ([key, line, edited]) => assertEquals(editLine(key, line), edited));
});

Deno.test("other keys: not an edit", () => {
  for (const key of [{ name: "a" }, { name: "c", ctrl: true }, { name: "return" }, {}]) {
    assertEquals(editLine(key, ["one", 1]), undefined);
  }
});
