// What it writes is tested in tests/e2e/cache_files_test.ts: unit tests may not write.

import { openFileStore } from "../../../lib/platform/file_store.ts";
import { failureOf } from "../helpers.ts";

Deno.test("openFileStore() fails as a failure to write when the program may not write", async () => {
  await failureOf("output_failed", () => openFileStore("/here"));
});
