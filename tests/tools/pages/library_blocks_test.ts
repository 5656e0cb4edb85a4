import { assertEquals, assertThrows } from "@std/assert";
import { libraryBlocks, programBlock } from "../../../tools/pages/library_blocks.ts";
import { elsewhere } from "./elsewhere.ts";

Deno.test("programBlock(): the comment at the top is a paragraph, the rest is code", () => {
  const program = `// deno-lint-ignore-file no-console
/**
 * Prints \`1\`, in two
 * lines.
 */

import process from "node:process";
console.log(1);
`;
  const block = `Prints \`1\`, in two lines.

\`\`\`ts
import process from "node:process";
console.log(1);
\`\`\``;
  assertEquals(programBlock(program), block);
  assertThrows(() => programBlock("console.log(1);\n"), RangeError, "No comment at the top");
});

Deno.test("libraryBlocks(): lines with the names in deno.json, and each program", async () => {
  const { "library-install": install, ...programs } = await libraryBlocks(elsewhere);
  assertEquals(
    Array.from(install?.matchAll(/`([^`]+)`/g) ?? [], ([, line]) => line),
    [
      "npm install @acme/fetchtoken",
      "bun add @acme/fetchtoken",
      "deno add gettoken@jsr:@acme-jsr/fetchtoken",
    ],
  );
  const files = await Array.fromAsync(
    Deno.readDir(new URL("../../../examples/library", import.meta.url)),
  );
  assertEquals(Object.keys(programs).sort(), files.map(({ name }) => name.slice(0, -3)).sort());
});
