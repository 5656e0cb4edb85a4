import { assertEquals } from "@std/assert";
import type { BuildInfo } from "../../lib/core/build_info.ts";
import { problemOf } from "../../tools/publish/genuine.ts";

const triple = "x86_64-unknown-linux-gnu";
const commit = "0".repeat(40);
const info: BuildInfo = {
  release: true,
  commit,
  modified: false,
  target: triple,
  builder: "2.9.6",
  base: { version: "2.9.6", sha256: "0".repeat(64), official: true },
};

Deno.test("a program of a release: no problem", () => {
  assertEquals(problemOf(info, { triple, commit }), undefined);
});

Deno.test("a program that is not of a release: why", () => {
  const base = { ...info.base, official: false };
  const cases = [
    [undefined, "its program does not say how it was built"],
    [{ ...info, target: "aarch64-apple-darwin" }, "its program is for aarch64-apple-darwin"],
    [{ ...info, commit: "c0ffee" }, "its program is from commit c0ffee"],
    [{ ...info, release: false, base }, "its base executable is not from Deno's own release"],
    [{ ...info, release: false }, "its program was not built for a release"],
  ] as const;
  for (const [program, problem] of cases) {
    assertEquals(problemOf(program, { triple, commit }), problem);
  }
});
