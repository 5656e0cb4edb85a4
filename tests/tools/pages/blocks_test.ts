import { assertEquals, assertThrows } from "@std/assert";
import { table, withBlocks, withoutBlocks } from "../../../tools/pages/blocks.ts";

const page = `# A

<!-- begin one: old words -->
old <!-- end two -->
<!-- end one -->

between

<!-- begin two: deno task pages writes this block -->
<!-- end two -->
after
`;

Deno.test("withBlocks(): replaces the content of each block and nothing else", () => {
  const expected = `# A

<!-- begin one: deno task pages writes this block -->

new $& one

<!-- end one -->

between

<!-- begin two: deno task pages writes this block -->

new two

<!-- end two -->
after
`;
  const blocks = { one: "new $& one\n", two: "\nnew two" };
  assertEquals(withBlocks(page, blocks), expected);
  assertEquals(withBlocks(expected, blocks), expected);
});

Deno.test("withBlocks(): a block that no tool writes is an error that names it", () => {
  assertThrows(() => withBlocks(page, { one: "" }), RangeError, '"two"');
});

Deno.test("withoutBlocks(): leaves what people write", () => {
  assertEquals(withoutBlocks(page), "# A\n\n\n\nbetween\n\n\nafter\n");
});

Deno.test("withBlocks(): a block without content has its comments only", () => {
  const block = "<!-- begin one: x -->\nold\n<!-- end one -->";
  assertEquals(
    withBlocks(block, { one: "" }),
    "<!-- begin one: deno task pages writes this block -->\n\n<!-- end one -->",
  );
});

Deno.test("table(): columns as wide as their widest cell, | escaped", () => {
  assertEquals(
    table(["a", "long"], [["x | y", "1"], ["", ""]]),
    "| a      | long |\n| ------ | ---- |\n| x \\| y | 1    |\n|        |      |",
  );
});
