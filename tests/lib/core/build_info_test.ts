import { assertEquals } from "@std/assert";
import { buildInfo } from "../../../lib/core/build_info.ts";

Deno.test("sources: no information about a build", () => {
  assertEquals(buildInfo, null);
});
