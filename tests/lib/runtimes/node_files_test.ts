import { assertEquals } from "@std/assert";
import { FileProblem } from "../../../lib/core/host.ts";
import { othersMayRead, readFile } from "../../../lib/runtimes/node_files.ts";

/** Why a file cannot be read. */
async function problemOf(path: string, limit = 1000): Promise<string> {
  try {
    await readFile(path, limit);
  } catch (error) {
    if (error instanceof FileProblem) return `${error.kind}: ${error.inWords()}`;
  }
  return "none";
}

Deno.test("readFile(): the bytes of a regular file, or why not", async () => {
  assertEquals(await readFile("LICENSE", 100_000), await Deno.readFile("LICENSE"));
  assertEquals(await problemOf("nosuch"), "missing: there is no such file");
  assertEquals(await problemOf("lib"), "not_a_file: it is a folder");
  assertEquals(await problemOf("LICENSE", 10), "too_large: it is larger than 1 MiB");
});

Deno.test("othersMayRead(): by the mode; a missing file: false", async () => {
  const { mode } = await Deno.stat("LICENSE");
  const expected = Deno.build.os !== "windows" && ((mode ?? 0) & 0o044) !== 0;
  assertEquals(await othersMayRead("LICENSE"), expected);
  assertEquals(await othersMayRead("nosuch"), false);
});
