import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { hasUnsafeCharacters, printable } from "../../lib/core/text.ts";
import { property } from "./run.ts";
import { anyText, printableText, withPadding } from "./texts.ts";

/** Unsafe characters, by their Unicode properties. */
const unsafe =
  /^[\p{Control}\p{Format}\p{Surrogate}\p{Line_Separator}\p{Paragraph_Separator}\p{Default_Ignorable_Code_Point}]$/u;

const limits = fc.integer({ min: 1, max: 40 });
const longText = withPadding(anyText, 40);

function hex(code: number): string {
  return `U+${code.toString(16)}`;
}

Deno.test("printable(): keeps every safe code point, and no other", () => {
  for (let code = 0; code <= 0x10ffff; code++) {
    const character = String.fromCodePoint(code);
    const isUnsafe = unsafe.test(character);
    assert(printable(character) === (isUnsafe ? "" : character.trim()), hex(code));
    const inside = `a${character}b`;
    assert(printable(inside) === (isUnsafe ? "a b" : inside), hex(code));
  }
});

Deno.test("hasUnsafeCharacters(): true for every code point that printable() replaces", () => {
  for (let code = 0; code <= 0x10ffff; code++) {
    const character = String.fromCodePoint(code);
    assert(hasUnsafeCharacters(character) === unsafe.test(character), hex(code));
  }
});

property("printable() with any string: no unsafe character remains", longText, (text) => {
  const shown = printable(text);
  assertEquals([...shown].filter((character) => unsafe.test(character)), []);
  assert(shown.isWellFormed());
  assertEquals(shown, shown.trim());
}, { runs: 1000 });

property(
  "printable() with a limit: at most that many characters, and a mark at the cut",
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
  "printable() twice: same result",
  fc.record({ text: longText, limit: limits }),
  ({ text, limit }) => {
    const shown = printable(text, limit);
    assertEquals(printable(shown, limit), shown);
  },
  { runs: 1000 },
);

property("printable() with a printable string: unchanged", printableText, (text) => {
  assertEquals(printable(text), text);
});

property(
  "hasUnsafeCharacters(): true if printable() replaces something",
  anyText,
  (text) => {
    assertEquals(hasUnsafeCharacters(text), printable(`a${text}b`, Infinity) !== `a${text}b`);
  },
);
