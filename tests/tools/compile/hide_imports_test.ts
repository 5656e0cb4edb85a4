import { assertEquals } from "@std/assert";
import { withHiddenImports } from "../../../tools/compile/hide_imports.ts";

Deno.test("a file of the bundle in import(): hidden", () => {
  assertEquals(
    withHiddenImports('import{a}from"./a.js";await import("./b-1.js");f(()=>import("./c.js"))'),
    'import{a}from"./a.js";await import(String("./b-1.js"));f(()=>import(String("./c.js")))',
  );
});

Deno.test("another import(), or a function whose name ends so: not changed", () => {
  const source = 'import(url);import("node:fs");reimport("./b.js");x.import("./b.js")';
  assertEquals(withHiddenImports(source), source);
});
