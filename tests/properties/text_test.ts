import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { hasUnsafeCharacters, printable } from "../../lib/core/text.ts";
import { property } from "./run.ts";
import { anyText, printableText, withPadding } from "./texts.ts";

/** By the Unicode Character Database, one character at a time. */
const unsafe =
  /^[\p{Control}\p{Format}\p{Surrogate}\p{Line_Separator}\p{Paragraph_Separator}\p{Default_Ignorable_Code_Point}]$/u;

const limits = fc.integer({ min: 1, max: 40 });
const longText = withPadding(anyText, 40);

function hex(code: number): string {
  return `U+${code.toString(16)}`;
}

Deno.test("printable() lets through every code point that is harmless, and no other", () => {
  for (let code = 0; code <= 0x10ffff; code++) {
    const character = String.fromCodePoint(code);
    const isUnsafe = unsafe.test(character);
    assert(printable(character) === (isUnsafe ? "" : character.trim()), hex(code));
    const inside = `a${character}b`;
    assert(printable(inside) === (isUnsafe ? "a b" : inside), hex(code));
  }
});

Deno.test("hasUnsafeCharacters() knows every code point that printable() replaces", () => {
  for (let code = 0; code <= 0x10ffff; code++) {
    const character = String.fromCodePoint(code);
    assert(hasUnsafeCharacters(character) === unsafe.test(character), hex(code));
  }
});

property("printable() shows no unsafe character of any text", longText, (text) => {
  const shown = printable(text);
  assertEquals([...shown].filter((character) => unsafe.test(character)), []);
  assert(shown.isWellFormed());
  assertEquals(shown, shown.trim());
}, { runs: 1000 });

property(
  "printable() shows no more characters than it may, and says where it cut",
  fc.record({ text: longText, limit: limits }),
  ({ text, limit }) => {
    const whole = printable(text, Infinity);
    const shown = printable(text, limit);
    assert([...shown].length <= limit);
    if (shown === whole) return;
    assert(shown.endsWith("…") && whole.startsWith(shown.slice(0, -1)), shown);
  },
  { runs: 1000 },
);

property(
  "printable() changes nothing the second time",
  fc.record({ text: longText, limit: limits }),
  ({ text, limit }) => {
    const shown = printable(text, limit);
    assertEquals(printable(shown, limit), shown);
  },
  { runs: 1000 },
);

property("printable() leaves printable text alone", printableText, (text) => {
  assertEquals(printable(text), text);
});

property(
  "hasUnsafeCharacters() is true of the texts in which printable() replaces something",
  anyText,
  (text) => {
    assertEquals(hasUnsafeCharacters(text), printable(`a${text}b`, Infinity) !== `a${text}b`);
  },
);
