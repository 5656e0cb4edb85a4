import { assertStringIncludes, assertThrows } from "@std/assert";
import { LEAST_DENO, requireDeno, ToolError } from "../../tools/tool.ts";

const read = (path: string) => Deno.readTextFile(new URL(`../../${path}`, import.meta.url));

Deno.test("an older Deno: refused, with the version that is needed", () => {
  for (const version of ["1.46.3", "2.5.6", "2.6.7"]) {
    assertThrows(() => requireDeno(version), ToolError, `need Deno ${LEAST_DENO} or later`);
  }
});

Deno.test("the least Deno and later ones: accepted", () => {
  for (const version of [LEAST_DENO, "2.6.10", "2.10.0", "2.9.6-rc.1+abc1234", "3.0.0"]) {
    requireDeno(version);
  }
});

Deno.test("the least Deno: the one that developers read of, and that the checks run with", async () => {
  assertStringIncludes(await read("CONTRIBUTING.md"), `Deno ${LEAST_DENO} or later`);
  assertStringIncludes(await read(".github/workflows/ci.yml"), `v${LEAST_DENO}`);
});
