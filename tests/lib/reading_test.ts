import { assertEquals } from "@std/assert";
import { readings, withoutUnseen } from "../../lib/reading.ts";
import { forEachCase } from "./helpers.ts";

function texts(text: string, depth: number): string[] {
  return readings(text, depth).map(({ text }) => text);
}

Deno.test("readings() leave out what cannot be seen", () => {
  const unseen = "a b\u200b\n\u202e\ud800\ufe0f😀c";
  const [{ text, starts, ends } = {}] = readings(unseen, 0);
  assertEquals(withoutUnseen(unseen), text);
  assertEquals(withoutUnseen("plain"), "plain");
  assertEquals(text, "ab😀c");
  assertEquals(starts, [0, 2, 8, 8, 10]);
  assertEquals(ends, [1, 3, 10, 10, 11]);
});

Deno.test("readings() undoes each encoding", async () => {
  await forEachCase({
    "%61%c3%A9%F0%9F%98%80%20b": "aé😀b",
    "a+b": "ab",
    "\\u0061\\u00E9\\ud83d\\ude00": "aé😀",
    "a\\\"b\\\\c\\/d\\'e": "a\"b\\c/d'e",
    "a\\nb\\r\\tc": "abc",
    "&amp;&#97;&#x61;&#0000097;&lt;&gt;&quot;&apos;&nbsp;": "&aaa<>\"'",
    "&AMP;x": "&x",
  }, (text, written) => assertEquals(texts(written, 1).includes(text), true, written));
});

Deno.test("readings() undoes so many encodings, one over the other, and no more", () => {
  assertEquals(texts("plain", 2), ["plain"]);
  assertEquals(texts("%2541", 0), ["%2541"]);
  assertEquals(new Set(texts("%2541", 1)), new Set(["%2541", "%41"]));
  assertEquals(new Set(texts("%2541", 2)), new Set(["%2541", "%41", "A"]));
  assertEquals(texts("&amp;#65;", 2).includes("A"), true);
  assertEquals(texts("\\u00253f", 2).includes("?"), true);
});

Deno.test("readings() leaves what is no encoding", () => {
  for (const text of ["%", "%4", "%zz", "%e9", "\\x", "&unknown;", "&", "&#x;", "\\u00"]) {
    assertEquals(new Set(texts(`a${text}!`, 2)), new Set([`a${text}!`]), text);
  }
  assertEquals(texts("a&#x110000;&#9999999;!", 1).at(-1), "a!");
});

Deno.test("readings() leaves out what was cut off", () => {
  for (const cut of ["%", "%4", "%c3", "%e2%82", "\\", "\\u00", "&#x4", "&amp"]) {
    assertEquals(texts(`a${cut}…`, 1).includes("a…"), true, cut);
  }
});

Deno.test("readings() remembers where each unit stood", async () => {
  await forEachCase({
    "x%2541y": ["x", "%2541", "y"],
    "x\\u0041y": ["x", "\\u0041", "y"],
    "x&#65; y": ["x", "&#65;", "y"],
  }, (places, written) => {
    const all = readings(written, 2).map(({ starts, ends }) =>
      starts.map((start, index) => written.slice(start, ends[index]))
    );
    assertEquals(all.at(-1), places);
  });
});
