import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { madeMessage, orderFrom } from "../../tools/release/order.ts";
import { project } from "../../tools/release/project.ts";
import { targets } from "../../tools/release/targets.ts";
import { ToolError } from "../../tools/tool.ts";

const tag = `v${project.version}`;
const clean = { commit: "c0ffee", time: new Date("2026-01-02"), isClean: true, tags: [tag] };
const dirty = { ...clean, isClean: false };

Deno.test("release without options: all targets, compressed", () => {
  const order = orderFrom([], clean);
  assertEquals([order.targets, order.packed, order.level], [targets, targets, 9]);
});

Deno.test("release of a clean checkout with the tag: a release, without the tag none", () => {
  assertEquals(orderFrom([], clean).isRelease, true);
  assertEquals(orderFrom([], { ...clean, tags: ["", "v0.0.1"] }).isRelease, false);
});

Deno.test("checkout with changes: refused; with --allow-dirty built, and never a release", () => {
  assertThrows(() => orderFrom([], dirty), ToolError, "--allow-dirty");
  assertEquals(orderFrom(["--allow-dirty"], dirty).isRelease, false);
});

Deno.test("--version: that of deno.json is accepted, another one refused", () => {
  assertEquals(orderFrom(["--version", project.version], clean).isRelease, true);
  assertThrows(() => orderFrom(["--version", "99.0.0"], clean), ToolError, "99.0.0");
});

Deno.test("--target and --pack: names of targets; an unknown name is refused with the list", () => {
  const args = ["--target", "linux-x64", "--target", "windows-x64", "--pack", "windows-x64"];
  const { targets, packed } = orderFrom(args, clean);
  assertEquals(targets.map(({ name }) => name), ["linux-x64", "windows-x64"]);
  assertEquals(packed.map(({ name }) => name), ["windows-x64"]);
  assertThrows(() => orderFrom(["--target", "beos"], clean), ToolError, "linux-x64, linux-arm64");
});

Deno.test("madeMessage(): says so where the programs are not of a release", () => {
  assertEquals(madeMessage("x", true), `Made x of version ${project.version}`);
  assertMatch(madeMessage("x", false), /^Made x .* not a release\n {2}A release .* tag v/);
});
