import { assertEquals } from "@std/assert";
import { read } from "../../lib/reading.ts";
import { forEachCase } from "./helpers.ts";

const asItIs = (character: string) => character;

Deno.test("read() undoes every encoding", async () => {
  await forEachCase({
    "plain text": "plaintext",
    "%61%c3%A9%F0%9F%98%80%20b": "aé😀b",
    "%2561%252561": "aa",
    "%": "%",
    "%zz%e9%c3": "%zz",
    "\\u0061\\\\u00E9\\ud83d\\ude00": "aé😀",
    'a\\"b\\\\c\\/d': 'a"bc/d',
    "a\\nb\\r\\tc": "abc",
    "&amp;&#97;&#x61;&#0000097;&amp;#97;&lt;&gt;&quot;&apos;&nbsp;&unknown;": "&aaa" +
      "a<>\"'&unknown;",
    "&#x110000;&#9999999;": "",
    "a\u200b\u202e\n\t\x1b\u2028\ud800b": "ab",
  }, (text, written) => assertEquals(read(written, asItIs).text, text));
});

Deno.test("read() leaves out what was cut off", async () => {
  await forEachCase({
    "a%…": "a…",
    "a%4…": "a…",
    "a\\u00…": "a…",
    "a&#x4…": "a…",
    "a&amp…": "a…",
    "a…%": "a…%",
  }, (text, written) => assertEquals(read(written, asItIs).text, text));
});

Deno.test("read() remembers where each unit stood", () => {
  const written = "x%2541\\u00e9 😀%c3%a9";
  const { text, starts, ends } = read(written, asItIs);
  assertEquals(text, "xAé😀é");
  const places = starts.map((start, index) => written.slice(start, ends[index]));
  assertEquals(places, ["x", "%2541", "u00e9", "😀", "😀", "%c3%a9"]);
});

Deno.test("read() makes each character what it counts as", () => {
  const { text, starts } = read(
    "a+b-c",
    (character) => character === "+" ? "" : character.toUpperCase(),
  );
  assertEquals([text, starts], ["AB-C", [0, 2, 3, 4]]);
});
