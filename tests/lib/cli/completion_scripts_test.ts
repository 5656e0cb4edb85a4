import { assertEquals, assertStringIncludes } from "@std/assert";
import { completionScripts, completionUsage } from "../../../lib/cli/completion_scripts.ts";

Deno.test("each shell has a script that asks for words, and a line that loads the script", () => {
  assertEquals(Object.keys(completionUsage), Object.keys(completionScripts));
  for (const [shell, line] of Object.entries(completionUsage)) {
    assertStringIncludes(line, `gettoken completions ${shell}`);
  }
  for (const script of Object.values(completionScripts)) {
    assertStringIncludes(script, "gettoken completions complete ");
  }
});
