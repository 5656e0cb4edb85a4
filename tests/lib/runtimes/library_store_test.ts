// Real folders are tested in tests/e2e/library/: unit tests have no permission to write.

import { assertEquals, assertInstanceOf } from "@std/assert";
import { openLibraryStore } from "../../../lib/runtimes/library_store.ts";
import { UnsafeFolder } from "../../../lib/platform/private_folder.ts";
import { failureOf } from "../helpers.ts";

Deno.test("openLibraryStore() without permission to write: output_failed", async () => {
  const { message } = await failureOf("output_failed", () => openLibraryStore("/nowhere/here"));
  assertEquals(
    message,
    "Cannot write /nowhere/here: gettoken has no permission to write there",
  );
});

Deno.test("openLibraryStore() of a file: unsafe", async () => {
  const failure = await failureOf("output_failed", () => openLibraryStore("deno.json"));
  assertInstanceOf(failure, UnsafeFolder);
});
