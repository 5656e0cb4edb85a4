import { assertEquals } from "@std/assert";
import { readJsonFile } from "../../../lib/plugins/json_file.ts";
import { fakeHost } from "../../fake_host.ts";
import { forEachCase } from "../helpers.ts";

const path = "/here/file.json";

Deno.test("readJsonFile() gives the object in a file", async () => {
  const host = fakeHost({ files: { [path]: '{"a":["é"]}\n' } });
  assertEquals(await readJsonFile(host, path), { a: ["é"] });
});

Deno.test("readJsonFile() says when there is no file", async () => {
  assertEquals(await readJsonFile(fakeHost(), path), "missing");
});

Deno.test("readJsonFile() calls everything else damaged", async () => {
  await forEachCase<string | Uint8Array<ArrayBuffer>>({
    "nothing": "",
    "half of it": '{"a":',
    "two": "{}{}",
    "a list": "[]",
    "null": "null",
    "a text": '"{}"',
    "no UTF-8": new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
    "too much": `{}${" ".repeat(1024 * 1024)}`,
  }, async (content) => {
    assertEquals(await readJsonFile(fakeHost({ files: { [path]: content } }), path), "damaged");
  });
  for (const kind of ["not_a_file", "unreadable"] as const) {
    const host = fakeHost({ problems: { [path]: kind } });
    assertEquals(await readJsonFile(host, path), "damaged");
  }
});
