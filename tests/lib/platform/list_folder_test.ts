import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { filesIn, foldersIn, lookInto } from "../../../lib/platform/list_folder.ts";
import { failureOf } from "../helpers.ts";

const thisFile = fileURLToPath(import.meta.url);

Deno.test("foldersIn() names folders only, and none where there is no folder", async () => {
  const project = resolve(thisFile, "../../../..");
  assertEquals(await foldersIn(resolve(project, "examples")), []);
  assertEquals(await foldersIn(resolve(project, "tests/e2e")), ["attacks", "faults"]);
  assertEquals(await foldersIn(`${thisFile}/nosuch`), []);
});

Deno.test("filesIn() names files only, and none where there is no folder", async () => {
  const project = resolve(thisFile, "../../../..");
  assertEquals(await filesIn(resolve(project, "examples")), ["acme.ts"]);
  assert(!(await filesIn(resolve(project, "tests/e2e"))).includes("faults"));
  assertEquals(await filesIn(`${thisFile}/nosuch`), []);
});

Deno.test("lookInto() of a missing folder: undefined", async () => {
  assertEquals(await lookInto("/nowhere/here"), undefined);
});

Deno.test("lookInto() of a folder that cannot be checked: output_failed", async () => {
  const folder = resolve(thisFile, "../../../../examples");
  const { message } = await failureOf("output_failed", () => lookInto(folder));
  assertStringIncludes(message, "gettoken runs without the permission to write");
});
