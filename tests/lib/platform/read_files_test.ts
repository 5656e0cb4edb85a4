import { assert, assertEquals } from "@std/assert";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { filesIn, foldersIn } from "../../../lib/platform/read_files.ts";

const thisFile = fileURLToPath(import.meta.url);

Deno.test("foldersIn(): folders only; missing folder: none", () => {
  const project = resolve(thisFile, "../../../..");
  assertEquals(foldersIn(resolve(project, "examples")), ["library"]);
  const folders = foldersIn(resolve(project, "tests/e2e"));
  assertEquals(folders.filter((name) => /^(attacks|faults|cases\.ts)$/.test(name)), [
    "attacks",
    "faults",
  ]);
  assertEquals(foldersIn(`${thisFile}/nosuch`), []);
});

Deno.test("filesIn(): files only; missing folder: none", () => {
  const project = resolve(thisFile, "../../../..");
  assertEquals(filesIn(resolve(project, "examples")), ["acme.ts"]);
  assert(!filesIn(resolve(project, "tests/e2e")).includes("faults"));
  assertEquals(filesIn(`${thisFile}/nosuch`), []);
});
