import { assertEquals } from "@std/assert";
import { testGroups, unitTestFiles } from "../../tools/test_groups.ts";

Deno.test("testGroups(): one module for each folder; tests that replace the runtime stay alone", () => {
  const files = [
    ...["tests/a_test.ts", "tests/lib/b/c_test.ts", "tests/lib/b/d_test.ts"],
    "tests/lib/platform/e_test.ts",
  ];
  const { alone, modules } = testGroups(files);
  assertEquals(alone, ["tests/lib/platform/e_test.ts"]);
  assertEquals([...modules.keys()], ["tests_test.ts", "tests_lib_b_test.ts"]);
  const text = modules.get("tests_lib_b_test.ts") ?? "";
  assertEquals(
    Array.from(text.matchAll(/^import "file:\/\/.*\/tests\/lib\/b\/(.*)";$/gm), ([, name]) => name),
    ["c_test.ts", "d_test.ts"],
  );
});

Deno.test("unitTestFiles(): tests in every folder, but for those with a network", async () => {
  const files = await unitTestFiles();
  assertEquals(files.includes("tests/tools/test_groups_test.ts"), true);
  assertEquals(files.includes("tests/docs_test.ts"), true);
  assertEquals(files.filter((path) => /^tests\/(e2e|idp)\//.test(path)), []);
  const { alone, modules } = testGroups(files);
  const imports = [...modules.values()].flatMap((text) => text.match(/^import/gm) ?? []);
  assertEquals(alone.length + imports.length, files.length);
});
