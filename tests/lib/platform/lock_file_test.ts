// Waiting is tested in tests/e2e/cache_test.ts: unit tests have no permission to write.

import { assertStringIncludes } from "@std/assert";
import { lockFile } from "../../../lib/platform/lock_file.ts";
import { failureOf } from "../helpers.ts";

Deno.test("lockFile() without permission to write: output_failed", async () => {
  const { message } = await failureOf("output_failed", () => lockFile("/here/x.lock"));
  assertStringIncludes(message, "/here/x.lock: gettoken runs without the permission");
});

Deno.test("lockFile() of a folder: output_failed", async () => {
  const { message } = await failureOf("output_failed", () => lockFile("lib"));
  assertStringIncludes(message, "lib: it is no regular file");
});
