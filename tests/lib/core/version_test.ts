import { assertEquals } from "@std/assert";
import config from "../../../deno.json" with { type: "json" };
import { version } from "../../../lib/core/version.ts";

Deno.test("version: same as in deno.json", () => {
  assertEquals(version, config.version);
});
