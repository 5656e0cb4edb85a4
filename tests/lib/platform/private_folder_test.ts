// Real folders are tested in tests/e2e/cache_folder_test.ts: unit tests have no permission to write.

import { assertEquals, assertInstanceOf, assertStringIncludes } from "@std/assert";
import {
  checkPrivateFolder,
  openPrivateFolder,
  UnsafeFolder,
} from "../../../lib/platform/private_folder.ts";
import { failureOf } from "../helpers.ts";

Deno.test("openPrivateFolder() without permission to write: output_failed, not unsafe", async () => {
  const failure = await failureOf("output_failed", () => openPrivateFolder("/nowhere/here"));
  assertStringIncludes(failure.message, "/nowhere/here: gettoken runs without the permission");
  assertEquals(failure instanceof UnsafeFolder, false);
});

Deno.test("openPrivateFolder() of a file: unsafe", async () => {
  const failure = await failureOf("output_failed", () => openPrivateFolder("deno.json"));
  assertInstanceOf(failure, UnsafeFolder);
  assertStringIncludes(failure.message, "deno.json: it is not a folder");
});

Deno.test("checkPrivateFolder() of a missing folder: undefined", () => {
  assertEquals(checkPrivateFolder("/nowhere/here"), undefined);
});
