import { assertEquals, assertThrows } from "@std/assert";
import { statusOf } from "../../../lib/core/errors.ts";
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

/** Codes that only the program has. */
const ofProgram = [
  ...["untrusted_destination", "env_file_unreadable", "env_file_malformed"],
  ...["not_verified", "output_failed"],
];

Deno.test("docs/library.md: the table has each code of the library with its status", async () => {
  const page = await Deno.readTextFile(new URL("../../../docs/library.md", import.meta.url));
  const rows = page.matchAll(/^\| (?<status>\d+) +\| (?<codes>[^|]+)\|/gm);
  const listed = Array.from(
    rows,
    ({ groups: { status = "", codes = "" } = {} }) =>
      Array.from(codes.matchAll(/`(\w+)`/g), ([, code = ""]) => [code, Number(status)]),
  ).flat();
  const codes = Object.entries(statusOf).filter(([code]) => !ofProgram.includes(code));
  assertEquals(listed, [...codes, ["aborted", 130]]);
});
