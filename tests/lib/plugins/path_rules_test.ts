import { assertEquals } from "@std/assert";
import { pathRules } from "../../../lib/plugins/path_rules.ts";

Deno.test("pathRules(): those of the host, whatever system the tests run on", () => {
  assertEquals(pathRules({ os: "windows" }).dirname("C:\\idp\\acme.ts"), "C:\\idp");
  assertEquals(pathRules({ os: "linux" }).dirname("/idp\\acme.ts"), "/");
  assertEquals(pathRules({ os: "darwin" }).basename("/idp/a\\b.ts"), "a\\b.ts");
});
