import { assertEquals } from "@std/assert";
import { versionJson } from "../../../lib/commands/version_json.ts";

Deno.test("versionJson(): the version of gettoken and of Deno on one line", async () => {
  const text = await versionJson("1.2.3", "2.6.8");
  assertEquals(text.includes("\n"), false);
  const { version, deno, release } = JSON.parse(text);
  assertEquals([version, deno, release], ["1.2.3", "2.6.8", false]);
});

Deno.test("versionJson(): the fields are those of the table in docs/versions.md", async () => {
  const page = await Deno.readTextFile(new URL("../../../docs/versions.md", import.meta.url));
  const named = Array.from(page.matchAll(/^\| `(\w+)/gm), ([, name]) => name);
  const fields = Object.keys(JSON.parse(await versionJson("1.2.3", "2.6.8")));
  assertEquals([...new Set(named)].sort(), fields.sort());
});
