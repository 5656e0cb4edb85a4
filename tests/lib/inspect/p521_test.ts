import { assertEquals } from "@std/assert";
import { hasP521 } from "../../../lib/inspect/p521.ts";
import { hasP521 as makesKeys } from "../keys.ts";

Deno.test("hasP521() tells whether this runtime has the curve", async () => {
  assertEquals(await hasP521(), makesKeys);
});
