import { assertEquals } from "@std/assert";
import { hasJsrPackages } from "../../../tools/mirror/lock.ts";

Deno.test("hasJsrPackages(): whether a lock has packages from JSR", () => {
  const npm = { "jose@6.2.17": { integrity: "sha512-AAAA" } };
  const workspace = { dependencies: ["jsr:@std/assert@1.0.19"] };
  assertEquals(hasJsrPackages(JSON.stringify({ version: "5", npm, workspace })), false);
  const jsr = { "@std/assert@1.0.19": { integrity: "aaaa" } };
  assertEquals(hasJsrPackages(JSON.stringify({ version: "5", jsr, npm, workspace })), true);
});
