import { assertEquals } from "@std/assert";
import config from "../../../deno.json" with { type: "json" };
import { version } from "../../../lib/core/version.ts";

Deno.test("version is that of deno.json", () => {
  assertEquals(version, config.version);
});
