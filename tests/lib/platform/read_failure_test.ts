import { assertEquals, assertStrictEquals } from "@std/assert";
import { FileProblem } from "../../../lib/core/host.ts";
import { readProblem } from "../../../lib/platform/read_failure.ts";
import { forEachCase } from "../helpers.ts";

function wordsFor(code: string | undefined, path = "./x"): string {
  return readProblem(Object.assign(new Error("canary"), { code }), path).inWords();
}

Deno.test("readProblem(): the reason by the code of the system error", async () => {
  await forEachCase({
    ENOENT: "there is no such file",
    EACCES: "permission denied",
    ENAMETOOLONG: "its name is too long",
    ENOTDIR: "part of its path is not a folder",
    EISDIR: "it is a folder",
    ELOOP: "its symbolic links lead back to themselves",
    EMFILE: "too many files are open in this process",
    EIO: "the disk reports an I/O error",
    EXDEV: "the system refused (EXDEV)",
  }, (reason, code) => assertEquals(wordsFor(code), reason));
  assertEquals(wordsFor(undefined), "the system refused");
  assertEquals(wordsFor(undefined, ""), "its path is empty");
});

Deno.test("readProblem(): no permission of the runtime", () => {
  const error = Object.assign(new Error(), { name: "NotCapable" });
  assertEquals(
    readProblem(error, "/proc/1/mem").inWords(),
    "gettoken has no permission to open files there",
  );
});

Deno.test("readProblem(): a FileProblem is unchanged", () => {
  const problem = new FileProblem("too_large");
  assertStrictEquals(readProblem(problem, ""), problem);
});
