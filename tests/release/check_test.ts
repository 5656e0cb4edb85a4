import { assertEquals } from "@std/assert";
import { obstacles, type ReleaseState } from "../../tools/release/check.ts";

const ready: ReleaseState = {
  tag: "v1.2.3",
  version: "1.2.3",
  changelog: "# Changelog\n\n## [1.2.3] - 2026-01-01\n\n- A thing.\n",
  isHomeDecided: true,
  isLocked: true,
};

/** The first line of each obstacle. */
const found = (change: Partial<ReleaseState>) =>
  obstacles({ ...ready, ...change }).map((text) => text.split("\n")[0]);

Deno.test("the tag, the version and the changelog agree: no obstacle", () => {
  assertEquals(found({}), []);
});

Deno.test("a tag of another version: refused", () => {
  assertEquals(found({ tag: "v1.2.4" }), ["The tag is v1.2.4, but deno.json has version 1.2.3"]);
});

Deno.test("packages from JSR that are not locked: refused", () => {
  assertEquals(found({ isLocked: false }), ["deno.lock has no packages from JSR"]);
});

Deno.test("no section in the changelog: refused", () => {
  assertEquals(found({ changelog: "# Changelog\n" }), ["CHANGELOG.md has no section for 1.2.3"]);
});

Deno.test("entries under Unreleased: refused; the heading alone is no obstacle", () => {
  const changelog = (entries: string) =>
    ready.changelog.replace("## ", `## [Unreleased]\n\n${entries}## `);
  assertEquals(found({ changelog: changelog("- A thing.\n\n") }), [
    "CHANGELOG.md has entries under Unreleased",
  ]);
  assertEquals(found({ changelog: changelog("") }), []);
});

Deno.test("a name is a placeholder and the tag is wrong: both are reported", () => {
  assertEquals(found({ isHomeDecided: false, tag: "1.2.3" }), [
    "A name in deno.json is a placeholder",
    "The tag is 1.2.3, but deno.json has version 1.2.3",
  ]);
});
