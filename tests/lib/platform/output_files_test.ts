// What it writes is tested in tests/e2e/prepared_files_test.ts: unit tests may not write.

import { assertMatch } from "@std/assert";
import { prepareFiles } from "../../../lib/platform/output_files.ts";
import { failureOf } from "../helpers.ts";

Deno.test("prepareFiles(): no write permission: fails at once", async () => {
  const { message } = await failureOf(
    "output_failed",
    () => prepareFiles([{ path: "x.txt", namedBy: "--out", append: false }]),
  );
  assertMatch(message, /^Cannot write x\.txt \(--out\): gettoken has no permission/);
});
