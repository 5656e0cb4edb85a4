import { assertEquals } from "@std/assert";
import { versionDifferences } from "../../tools/mirror.ts";

Deno.test("versionDifferences(): the packages in another version than deno.json names", () => {
  const packages = {
    "@cliffy/command": "@fork/command/1.0.0-rc.5",
    "@std/assert": "@std/assert/1.0.19",
  };
  const imports = {
    "@cliffy/command": "jsr:@cliffy/command@1.2.1",
    "@std/assert": "jsr:@std/assert@1.0.19",
    "jose": "npm:jose@6.2.17",
  };
  assertEquals(versionDifferences(packages, imports), [
    "@cliffy/command 1.0.0-rc.5 (deno.json names 1.2.1)",
  ]);
});
