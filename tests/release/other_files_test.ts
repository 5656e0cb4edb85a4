import { assertEquals } from "@std/assert";
import { differences } from "../../tools/release/other_files.ts";

const expected = new Map([["a/LICENSE", "01"], ["a/README.md", "02"]]);

Deno.test("an archive with the expected files: no difference", () => {
  assertEquals(differences(new Map(expected), expected), []);
});

Deno.test("files that differ, are missing or are not expected: a line for each", () => {
  const found = new Map([["a/README.md", "00"], ["evil.sh", "03"], ["a/\x1b[2J", "04"]]);
  assertEquals(differences(found, expected), [
    '"a/\\u001b[2J" is not one of its files',
    "a/LICENSE is missing",
    "a/README.md differs",
    "evil.sh is not one of its files",
  ]);
});
