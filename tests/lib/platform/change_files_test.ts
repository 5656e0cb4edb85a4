// What it writes is tested in tests/e2e/change_files_test.ts: unit tests may not write.

import { assertEquals } from "@std/assert";
import { changeFiles } from "../../../lib/platform/change_files.ts";
import { assertOneLine, failureOf } from "../helpers.ts";

Deno.test("changeFiles(): no write permission: output_failed", async () => {
  const { message } = await failureOf(
    "output_failed",
    () => changeFiles("/here", [{ path: "x", content: "x" }]),
  );
  assertEquals(
    message,
    "Cannot write /here: gettoken has no permission to write there",
  );
});

Deno.test("changeFiles(): message is one printable line", async () => {
  const { message } = await failureOf("output_failed", () => changeFiles("/a\x1b[31m\nb", []));
  assertOneLine(message);
});
