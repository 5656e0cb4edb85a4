import { assert, assertEquals } from "@std/assert";
import { readings } from "../../../lib/core/undo_escapes.ts";
import { forEachCase } from "../helpers.ts";

function texts(original: string): string[] {
  return readings(original).map(({ text }) => text);
}

Deno.test("readings(): lower case, without white space and invisible characters", () => {
  const [{ text, starts, ends } = {}] = readings("A b\u200b\n\u202e\ud800\ufe0f😀İc");
  assertEquals(text, "ab😀i\u0307c");
  assertEquals(starts, [0, 2, 8, 8, 10, 10, 11]);
  assertEquals(ends, [1, 3, 10, 10, 11, 11, 12]);
});

Deno.test("readings(): each encoding is undone", async () => {
  await forEachCase({
    "%61%c3%A9%F0%9F%98%80%20b": "aé😀b",
    "a+b%2Bc": "ab+c",
    "\\u0061\\u00E9\\ud83d\\ude00": "aé😀",
    "a\\\"b\\\\c\\/d\\'e": "a\"b\\c/d'e",
    "a\\nb\\r\\tc": "abc",
    "\\x61\\xc3\\xa9": "aé",
    "&amp;&#97;&#x61;&#0000097;&lt;&gt;&quot;&apos;&nbsp;": "&aaa<>\"'",
    "&AMP;x": "&x",
    "a=C3=A9=3D": "aé=",
    "61:62-63,64.65": "6162636465",
    "0x61, 0x62": "6162",
    "61626364-65666768": "6162636465666768",
    "abc...": "abc…",
    "a\x1b[1;31mb\x1b[mc": "abc",
  }, (text, written) => assert(texts(written).includes(text), written));
});

Deno.test("readings(): at most two nested encodings are undone", () => {
  assertEquals(texts("plain"), ["plain"]);
  assertEquals(texts("%252541"), ["%252541", "%2541", "%41"]);
  assert(texts("&amp;#65;").includes("a"));
  assert(texts("\\u00253f").includes("?"));
});

Deno.test("readings(): not an encoding: not changed", () => {
  for (const text of ["%", "%4", "%zz", "\\y", "&unknown;", "&", "&#x;", "\\u00", "=", "a:b"]) {
    assertEquals(texts(`a${text}!`), [`a${text}!`]);
  }
  assertEquals(texts("a&#x110000;&#9999999;!").at(-1), "a!");
});

Deno.test("readings(): source positions of each unit", async () => {
  await forEachCase({
    "x%2541y": ["x", "%2541", "y"],
    "x\\u0041y": ["x", "\\u0041", "y"],
    "x&#65; y": ["x", "&#65;", "y"],
  }, (places, written) => {
    const all = readings(written).map(({ starts, ends }) =>
      starts.map((start, index) => written.slice(start, ends[index]))
    );
    assertEquals(all.at(-1), places);
  });
});
