import { assertEquals, assertMatch, assertNotMatch, assertStringIncludes } from "@std/assert";
import { homebrew } from "../../tools/release/channels/homebrew.ts";
import { archiveFor, madeUpRelease } from "./made_up_release.ts";

const [file, ...others] = homebrew(madeUpRelease);
const formula = `${file?.content}`;

/** The lines of a block, without the indentation of the block. */
function block(opening: string, source: string): string {
  const start = source.indexOf(`${opening} do\n`);
  const indent = source.slice(source.lastIndexOf("\n", start) + 1, start);
  const end = source.indexOf(`\n${indent}end\n`, start);
  return source.slice(start, end + 1);
}

Deno.test("homebrew: one formula, named as Homebrew wants it", () => {
  assertEquals([file?.path, others], ["homebrew/gettoken.rb", []]);
  assertMatch(formula, /^class Gettoken < Formula\n/);
});

Deno.test("homebrew: each system and processor has the address and the hash of its archive", () => {
  const places = {
    "linux-x64": ["on_linux", "on_intel"],
    "linux-arm64": ["on_linux", "on_arm"],
    "macos-x64": ["on_macos", "on_intel"],
    "macos-arm64": ["on_macos", "on_arm"],
  } as const;
  for (const [name, [system, processor]] of Object.entries(places)) {
    const { url, sha256 } = archiveFor(name);
    const lines = block(processor, block(system, formula)).trim().split("\n");
    assertEquals(lines.slice(1).map((line) => line.trim()), [`url "${url}"`, `sha256 "${sha256}"`]);
  }
  assertNotMatch(formula, /windows/);
});

Deno.test("homebrew: a system without archives has no block", () => {
  const archives = [archiveFor("linux-x64")];
  const [linux] = homebrew({ version: "1.2.3", archives });
  assertNotMatch(`${linux?.content}`, /on_macos|on_arm/);
  assertStringIncludes(`${linux?.content}`, "on_linux do\n    on_intel do\n");
});

Deno.test("homebrew: every block ends, and no line is blank twice", () => {
  const opened = formula.match(/^ *(class|def) |( do)$/gm)?.length;
  assertEquals(formula.match(/^ *end$/gm)?.length, opened);
  assertNotMatch(formula, /\n\n\n/);
});
