import { assertEquals, assertThrows } from "@std/assert";
import { numbered } from "../../../tools/compile/chunk_names.ts";
import { ToolError } from "../../../tools/tool.ts";

Deno.test("two bundles that differ in the hashes of names: the same files", () => {
  const bundle = (hashes: string[]) => {
    const [a, b] = hashes;
    return new Map([
      [`sign-${b}.js`, `import{x}from"./chunk-${a}.js";x("./other.js")`],
      [`chunk-${a}.js`, "export{x}"],
      ["main.js", `import"./chunk-${a}.js";await import("./sign-${b}.js")`],
    ]);
  };
  const files = numbered(bundle(["WYG6K6FD", "AAAA2222"]));
  assertEquals(files, numbered(bundle(["7RTQ4PAS", "ZZZZ7777"])));
  assertEquals(
    files,
    new Map([
      ["main.js", 'import"./chunk-1.js";await import("./sign-2.js")'],
      ["chunk-1.js", "export{x}"],
      ["sign-2.js", 'import{x}from"./chunk-1.js";x("./other.js")'],
    ]),
  );
});

Deno.test("a file that nothing imports: refused", () => {
  const files = new Map([["main.js", ""], ["lost-AAAA2222.js", ""]]);
  assertThrows(() => numbered(files), ToolError, "nothing imports the file lost-AAAA2222.js");
});
