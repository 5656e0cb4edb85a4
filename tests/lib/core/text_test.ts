import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  alignColumns,
  either,
  hasUnsafeCharacters,
  printable,
  printableIndented,
  printableJson,
  printableLines,
  shellWord,
  withoutOuterBreaks,
  words,
  wrap,
  wrapIndented,
  writeWrapped,
} from "../../../lib/core/text.ts";

/** What must not reach a terminal, from the code charts: first and last of each range. */
const unsafeRanges = [
  [0x00, 0x1f], // C0 controls, escape among them
  [0x7f, 0x9f], // delete and C1 controls
  [0xad, 0xad], // soft hyphen
  [0x34f, 0x34f], // combining grapheme joiner
  [0x600, 0x605], // Arabic marks that enclose what follows
  [0x61c, 0x61c], // Arabic letter mark
  [0x6dd, 0x6dd],
  [0x70f, 0x70f],
  [0x890, 0x891],
  [0x8e2, 0x8e2],
  [0x115f, 0x1160], // Hangul fillers
  [0x17b4, 0x17b5], // Khmer vowels that nobody sees
  [0x180b, 0x180f], // Mongolian variation selectors, vowel separator
  [0x200b, 0x200f], // zero-width, left-to-right and right-to-left marks
  [0x2028, 0x202e], // separators, bidirectional embedding and override
  [0x2060, 0x206f], // invisible operators, bidirectional isolates
  [0x3164, 0x3164], // Hangul filler
  [0xd800, 0xdfff], // surrogates without their other half
  [0xfe00, 0xfe0f], // variation selectors
  [0xfeff, 0xfeff], // zero-width no-break space
  [0xffa0, 0xffa0], // Hangul filler of half width
  [0xfff0, 0xfffb],
  [0x1bca0, 0x1bca3], // shorthand formatting
  [0x1d173, 0x1d17a], // musical formatting
  [0xe0000, 0xe0fff], // tags and variation selectors: text that nobody sees
] as const;

/** All below U+3000, and what is known to be harmful or harmless above. */
function* codePoints(): Generator<number> {
  for (let code = 0; code < 0x3000; code++) yield code;
  for (let code = 0xd800; code < 0xe000; code++) yield code;
  for (const [first, last] of unsafeRanges) yield* [first, last];
  for (const character of "漢あ한﷼Ａ😀𝔸𠀋") yield character.codePointAt(0) ?? 0;
}

function isUnsafe(code: number): boolean {
  return unsafeRanges.some(([first, last]) => first <= code && code <= last);
}

function hex(code: number): string {
  return `U+${code.toString(16)}`;
}
import { fakeHost } from "../../fake_host.ts";

Deno.test("printable(): replaces control, bidirectional and invisible characters only", () => {
  for (const code of codePoints()) {
    const text = `a${String.fromCodePoint(code)}b`;
    assertEquals(printable(text), isUnsafe(code) ? "a b" : text, hex(code));
  }
});

Deno.test("hasUnsafeCharacters(): true if printable() replaces something", () => {
  for (const code of codePoints()) {
    const text = `a${String.fromCodePoint(code)}b`;
    assertEquals(hasUnsafeCharacters(text), isUnsafe(code), hex(code));
  }
});

Deno.test("printable(): several lines: one line", () => {
  assertEquals(
    printable("no\r\n\r\nerror: forged\n::add-mask::x"),
    "no error: forged ::add-mask::x",
  );
});

Deno.test("printable(): escape sequences: escape character removed", () => {
  assertEquals(printable("\x1b[2J\x1b]0;title\x07\u009b31m red"), "[2J ]0;title 31m red");
});

Deno.test("printableLines(): replaces unsafe characters except line breaks", () => {
  for (const code of codePoints()) {
    const character = String.fromCodePoint(code);
    const expected = isUnsafe(code) && character !== "\n" ? "a b" : `a${character}b`;
    assertEquals(printableLines(`a${character}b`), expected, hex(code));
  }
  assertEquals(printableLines("  a\r\n\n\x1b[31mb\n"), "  a \n\n [31mb\n");
});

Deno.test("printable(): trims the result", () => {
  assertEquals(printable(" \t text \n"), "text");
  assertEquals(printable("\n\u200b"), "");
});

Deno.test("printable(): too long: truncated with …", () => {
  assertEquals(printable("abcde", 5), "abcde");
  assertEquals(printable("abcdef", 5), "abcd…");
  assertEquals(printable("x".repeat(3000)).length, 2000);
});

Deno.test("printable(): truncation: no split characters", () => {
  assertEquals(printable("😀😀😀", 3), "😀😀😀");
  assertEquals(printable("😀😀😀😀", 3), "😀😀…");
});

Deno.test("words(): splits camelCase", () => {
  assertEquals(words("clientSecret", "-"), "client-secret");
  assertEquals(words("authorityHostUrl", "_"), "authority_host_url");
  assertEquals(words("scope", "-"), "scope");
});

Deno.test("shellWord(): quoted if necessary", () => {
  assertEquals(shellWord("/src/acme.ts"), "/src/acme.ts");
  assertEquals(shellWord("C:\\src\\acme.ts"), "C:\\src\\acme.ts");
  assertEquals(shellWord("/my src/acme.ts"), "'/my src/acme.ts'");
  assertEquals(shellWord("C:\\my src\\it's (x86).ts"), `"C:\\my src\\it's (x86).ts"`);
  // In double quotes a shell would change these.
  for (const path of ["C:\\a $x.ts", "C:\\a `x.ts", "\\\\a b\\x.ts", "C:\\a b\\", "C:\\a “b.ts"]) {
    assertEquals(shellWord(path), `'${path}'`);
  }
  assertEquals(shellWord("$(touch x)'`touch x`"), "'$(touch x)'\\''`touch x`'");
  assertEquals(shellWord("/a\n;b"), "'/a ;b'");
  assertEquals(shellWord(""), "''");
});

Deno.test("either(): joins items with commas and or", () => {
  assertEquals([[], ["a"], ["a", "b"], ["a", "b", "c"]].map(either), [
    "",
    "a",
    "a or b",
    "a, b or c",
  ]);
});

Deno.test("wrap(): wraps at spaces", () => {
  assertEquals(wrap("one two three", 7), ["one two", "three"]);
  assertEquals(wrap("one two three", 6), ["one", "two", "three"]);
  assertEquals(wrap("one two three", 13), ["one two three"]);
  assertEquals(wrap("", 10), [""]);
});

Deno.test("wrapIndented(): prefixes of the first line and the others", () => {
  assertEquals(wrapIndented("one two three", 9, "- ", "  "), ["- one two", "  three"]);
  assertEquals(wrapIndented("one two three", 9, "  "), ["  one two", "  three"]);
});

Deno.test("printableIndented(): leading spaces preserved", () => {
  assertEquals(printableIndented("  a\x07b ", 3), "  a b");
});

Deno.test("wrap(): a word longer than the width: not split", () => {
  assertEquals(wrap("a https://id.example/token b", 5), ["a", "https://id.example/token", "b"]);
});

Deno.test("hasUnsafeCharacters(): repeated calls: same result", () => {
  for (let time = 0; time < 3; time++) assert(hasUnsafeCharacters("\x00 a\x00"));
});

Deno.test("printableJson(): unsafe characters escaped, same value", () => {
  const value = {
    "na\u202eme": 'a\u001b[31m\u0085\u200b\u2028\ud800 é 😀 "\\',
    many: "\u{e0041}".repeat(3),
  };
  const json = printableJson(JSON.stringify(value));
  assertEquals(JSON.parse(json), value);
  assertEquals(hasUnsafeCharacters(json), false);
  assertMatch(json, /é 😀/);
  assertEquals(printableJson('{"a":1}'), '{"a":1}');
});

Deno.test("withoutOuterBreaks(): removes line breaks at the ends only", () => {
  for (const text of ["", "a", " a ", "a\n\nb", "\ta"]) {
    for (const ends of ["", "\n", "\r\n", "\n\r\r\n"]) {
      assertEquals(withoutOuterBreaks(ends + text + ends), text);
    }
  }
});

Deno.test("alignColumns(): pads all columns except the last", () => {
  assertEquals(alignColumns([["a", "bcd", "e"], ["fg", "h", "ij"]]), ["a   bcd  e", "fg  h    ij"]);
  assertEquals(alignColumns([["a"], ["bc"]]), ["a", "bc"]);
  assertEquals(alignColumns([]), []);
});

Deno.test("writeWrapped(): not a terminal: lines stay in one piece", async () => {
  using host = fakeHost();
  const line = `  ${"word ".repeat(40).trim()}\n`;
  await writeWrapped(host, line);
  assertEquals(host.stdout, line);
});

Deno.test("writeWrapped(): a terminal: lines are wrapped, a URL is not broken", async () => {
  using host = fakeHost({ terminals: ["stdout"], columns: 60 });
  const url = `https://api.example/${"a".repeat(60)}`;
  await writeWrapped(host, `short\n  Endpoint  ${url}\n  ${"word ".repeat(12).trim()}\n`);
  assertEquals(host.stdout.split("\n"), [
    "short",
    "  Endpoint",
    `      ${url}`,
    "  word word word word word word word word word word word",
    "      word",
    "",
  ]);
});
