// What it writes is tested in tests/e2e/change_files_test.ts: unit tests may not write.

import { assertEquals } from "@std/assert";
import { changeFiles } from "../../../lib/platform/change_files.ts";
import { assertOneLine, failureOf } from "../helpers.ts";

Deno.test("changeFiles() fails as a failure to write when the program may not write", async () => {
  const { message } = await failureOf(
    "output_failed",
    () => changeFiles("/here", [{ path: "x", content: "x" }]),
  );
  assertEquals(
    message,
    "Cannot write /here: gettoken has no permission to write there",
  );
});

Deno.test("changeFiles() names a folder on one harmless line", async () => {
  const { message } = await failureOf("output_failed", () => changeFiles("/a\x1b[31m\nb", []));
  assertOneLine(message);
});
