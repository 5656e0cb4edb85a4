import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { installBlocks } from "../../../tools/pages/install_blocks.ts";
import { installLines } from "../../../tools/pages/install_lines.ts";
import { elsewhere } from "./elsewhere.ts";

Deno.test("installBlocks(), home decided: the lines, one row each, and nothing about building", () => {
  const { install = "" } = installBlocks(elsewhere);
  for (const line of Object.values(installLines(elsewhere))) {
    const row = `\`${line.replaceAll("|", "\\|")}\``;
    assertEquals(install.split("\n").filter((text) => text.includes(row)).length, 1, line);
  }
  assert(!/no release|deno task|OWNER|placeholder/.test(install), install);
});

Deno.test("installBlocks(), home not decided: says so, how to build, and the same lines", () => {
  const { install = "" } = installBlocks({ ...elsewhere, isDecided: false });
  assertStringIncludes(install, "There is no release yet.");
  assertStringIncludes(install, "npx -y deno task compile");
  assertStringIncludes(install, installBlocks(elsewhere)["install"] ?? "?");
});
