import { assertEquals, assertMatch } from "@std/assert";
import { differenceOf, obstacles, readBuildInfo } from "../../tools/release/origin.ts";

const info = {
  ...{
    release: true,
    commit: "abc",
    modified: false,
    target: "x86_64-unknown-linux-gnu",
    builder: "2.6.8",
  },
  base: { version: "2.6.10", sha256: "00", official: true },
};
const here = { commit: "abc", isClean: true, deno: "2.6.8" };
const programWith = (text: string) => new TextEncoder().encode(`\x7fELF…${text}…`);

Deno.test("build information is read from the bytes of a program", () => {
  const line = `export const buildInfo = ${JSON.stringify(info)};\n`;
  assertEquals(readBuildInfo(programWith(line)), info);
});

Deno.test("a program without build information, or with a broken line: undefined", () => {
  assertEquals(readBuildInfo(programWith("")), undefined);
  assertEquals(readBuildInfo(programWith("export const buildInfo = {oops};\n")), undefined);
  assertEquals(readBuildInfo(programWith('export const buildInfo = {"a":1}')), undefined);
});

Deno.test("build information that could change a terminal: undefined", () => {
  const odd = JSON.stringify({ ...info, builder: "2.6.8\x1b[2J" });
  assertEquals(readBuildInfo(programWith(`export const buildInfo = ${odd};\n`)), undefined);
});

Deno.test("the same commit, sources and Deno: nothing prevents an equal build", () => {
  assertEquals(obstacles(info, here), []);
  assertEquals(obstacles({ ...info, modified: true }, { ...here, isClean: false }), []);
});

for (
  const [title, program, machine, expected] of [
    ["another commit", { commit: "def" }, {}, /commit def.*\n→ git checkout def$/],
    ["an unknown commit", { commit: null }, {}, /its commit is unknown$/],
    ["changed sources", { modified: true }, {}, /sources that differ from its commit$/],
    ["a checkout with changes", {}, { isClean: false }, /not committed\n→ git stash$/],
    ["another target", { target: "beos" }, {}, /for beos, and this checkout has no such target$/],
    ["another Deno", { builder: "2.9.6" }, {}, /Deno 2\.9\.6.*2\.6\.8\n→ npx deno@2\.9\.6 task/],
  ] as const
) {
  Deno.test(`${title}: said, with what to do`, () => {
    const found = obstacles({ ...info, ...program }, { ...here, ...machine });
    assertEquals(found.length, 1);
    assertMatch(found[0]!, expected);
  });
}

const base = { version: "2.6.10", sha256: "00", isOfficial: true };

Deno.test("equal hashes: no difference; other hashes: both are printed", () => {
  const program = { sha256: "aa", info };
  assertEquals(differenceOf(program, { sha256: "aa", base, otherPackages: [] }), undefined);
  assertEquals(
    differenceOf(program, { sha256: "bb", base, otherPackages: [] }),
    "differs from a build of the same commit\n" +
      "its program:  SHA-256 aa\nbuilt again:  SHA-256 bb",
  );
});

Deno.test("another base executable: said, with version and origin of both", () => {
  const other = { version: "2.6.8", sha256: "11", isOfficial: false };
  assertMatch(
    differenceOf({ sha256: "aa", info }, { sha256: "bb", base: other, otherPackages: [] })!,
    /\n.*its one is of Deno 2\.6\.10, Deno's own; here it is of 2\.6\.8, not Deno's own$/,
  );
});

Deno.test("other packages than deno.json names: said, with the versions", () => {
  const otherPackages = ["a 1.0.0 (deno.json names 2.0.0)", "b 1.0.0 (deno.json names 1.1.0)"];
  assertMatch(
    differenceOf({ sha256: "aa", info }, { sha256: "bb", base, otherPackages })!,
    /\n.*other packages: a 1\.0\.0 \(deno.json names 2\.0\.0\), b 1\.0\.0 \(/,
  );
});
