import { assertEquals } from "@std/assert";
import { versionJson } from "../../../lib/commands/version_json.ts";

Deno.test("versionJson(): the version of gettoken and of Deno on one line", async () => {
  const text = await versionJson("1.2.3", "2.6.8");
  assertEquals(text.includes("\n"), false);
  const { version, deno, release } = JSON.parse(text);
  assertEquals([version, deno, release], ["1.2.3", "2.6.8", false]);
});
