import { assert, assertEquals } from "@std/assert";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { filesIn, foldersIn, lookInto } from "../../lib/folder_content.ts";
import { withOthers } from "./helpers.ts";

const thisFile = fileURLToPath(import.meta.url);

Deno.test("foldersIn() names folders only, and none where there is no folder", async () => {
  const project = resolve(thisFile, "../../..");
  assertEquals(await foldersIn(resolve(project, "examples")), []);
  assertEquals(await foldersIn(resolve(project, "tests/lib")), ["check", "inspect"]);
  assertEquals(await foldersIn(`${thisFile}/nosuch`), []);
});

Deno.test("filesIn() names files only, and none where there is no folder", async () => {
  const project = resolve(thisFile, "../../..");
  assertEquals(await filesIn(resolve(project, "examples")), ["acme.ts"]);
  assert(!(await filesIn(resolve(project, "tests/lib"))).includes("check"));
  assertEquals(await filesIn(`${thisFile}/nosuch`), []);
});

Deno.test("lookInto() tells sizes and times of files, and nothing where there is no folder", async () => {
  const folder = resolve(thisFile, "../../../examples");
  const { size, mtime } = await Deno.stat(resolve(folder, "acme.ts"));
  const { files } = await lookInto(folder) ?? {};
  assertEquals(files, [{ name: "acme.ts", size, written: mtime?.getTime() ?? 0 }]);
  assertEquals(
    (await lookInto(resolve(folder, "..")))?.files.some(({ name }) => name === "lib"),
    false,
  );
  assertEquals(await lookInto(`${thisFile}/nosuch`), undefined);
});

Deno.test("lookInto() tells whether others may look into a folder", async () => {
  const folder = resolve(thisFile, "../../../examples");
  const info = await Deno.stat(folder);
  for (
    const [mode, isPrivate] of [[0o40700, true], [0o40750, false], [0o40701, false], [
      null,
      true,
    ]] as const
  ) {
    const stat = () => Promise.resolve({ ...info, mode });
    const content = await withOthers(Deno, { stat }, () => lookInto(folder));
    assertEquals(content?.isPrivate, isPrivate);
  }
});
