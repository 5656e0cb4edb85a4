import { assertEquals, assertThrows } from "@std/assert";
import { withVersionOnly } from "../../../tools/compile/version_only.ts";
import { ToolError } from "../../../tools/tool.ts";

const config = { name: "@a/b", version: "1.2.3" };

Deno.test("deno.json with braces and quotes in its texts: only the version stays", () => {
  const tasks = `tasks:{a:"}'\\"{",b:'{"',c:\`\${"}\`}`;
  assertEquals(
    withVersionOnly(`var o={name:"@a/b",version:"1.2.3",${tasks},lock:!1};f({version:o});`, config),
    'var o={version:"1.2.3"};f({version:o});',
  );
});

Deno.test("a bundle with white space: only the version stays", () => {
  assertEquals(
    withVersionOnly('var o = {\n  name: "@a/b",\n  version: "1.2.3",\n  tasks: {}\n};\n', config),
    'var o = {version:"1.2.3"};\n',
  );
});

Deno.test("no deno.json, another one, or one without an end: refused", () => {
  for (
    const source of [
      "var o={};",
      'var o={name:"@a/c",version:"1.2.3",lock:!1}',
      'var o={name:"@a/b",version:"1.2.3",lock:!1',
    ]
  ) {
    assertThrows(() => withVersionOnly(source, config), ToolError, "has no deno.json");
  }
});
