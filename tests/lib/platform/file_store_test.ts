// What it writes and how it waits is tested in tests/e2e/: unit tests may not write.

import { assertStringIncludes } from "@std/assert";
import { lockFile, openFileStore } from "../../../lib/platform/file_store.ts";
import { failureOf } from "../helpers.ts";

Deno.test("openFileStore(): no write permission: output_failed", async () => {
  await failureOf(
    "output_failed",
    () => openFileStore("/here", () => Promise.resolve(new Uint8Array())),
  );
});

Deno.test("lockFile() without permission to write: output_failed", async () => {
  const { message } = await failureOf("output_failed", () => lockFile("/here/x.lock"));
  assertStringIncludes(message, "/here/x.lock: gettoken has no permission");
});

Deno.test("lockFile() of a folder: output_failed", async () => {
  const { message } = await failureOf("output_failed", () => lockFile("lib"));
  assertStringIncludes(message, "lib: it is not a regular file");
});
