// What it makes is tested in tests/e2e/cache_files_test.ts: unit tests may not write.

import { assertThrows } from "@std/assert";
import { makePrivate } from "../../lib/private_folder.ts";

Deno.test("makePrivate() fails when the program may not write", () => {
  assertThrows(() => makePrivate("/here"), Deno.errors.NotCapable);
});
