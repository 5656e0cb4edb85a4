// Real folders are tested in tests/e2e/cache_folder_test.ts: unit tests have no permission to write.

import { assertEquals, assertInstanceOf, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { lookInto, openPrivateFolder, UnsafeFolder } from "../../../lib/platform/private_folder.ts";
import { failureOf } from "../helpers.ts";

Deno.test("openPrivateFolder() without permission to write: output_failed, not unsafe", async () => {
  const failure = await failureOf("output_failed", () => openPrivateFolder("/nowhere/here"));
  assertStringIncludes(failure.message, "/nowhere/here: gettoken has no permission");
  assertEquals(failure instanceof UnsafeFolder, false);
});

Deno.test("openPrivateFolder() of a file: unsafe", async () => {
  const failure = await failureOf("output_failed", () => openPrivateFolder("deno.json"));
  assertInstanceOf(failure, UnsafeFolder);
  assertStringIncludes(failure.message, "deno.json: it is not a folder");
});

Deno.test("lookInto() of a missing folder: undefined", async () => {
  assertEquals(await lookInto("/nowhere/here"), undefined);
});

Deno.test("lookInto() of a folder that cannot be checked: output_failed", {
  // Folders have no owner there that could be checked.
  ignore: Deno.build.os === "windows",
}, async () => {
  const folder = fileURLToPath(new URL("../../../examples", import.meta.url));
  const { message } = await failureOf("output_failed", () => lookInto(folder));
  assertStringIncludes(message, "gettoken has no permission to write");
});
