// Whom it lets wait is tested in tests/e2e/cache_test.ts: unit tests may not write.

import { assertStringIncludes } from "@std/assert";
import { lockFile } from "../../lib/lock_file.ts";
import { failureOf } from "./helpers.ts";

Deno.test("lockFile() fails as a failure to write when the program may not write", async () => {
  const { message } = await failureOf("output_failed", () => lockFile("/here", "x"));
  assertStringIncludes(message, "/here/x.lock: gettoken runs without the permission");
});
