import { assertEquals } from "@std/assert";
import { SandboxedPattern, Unusable } from "../../../lib/plugins/sandboxed_values.ts";

Deno.test("SandboxedPattern makes nothing of what is no match", async () => {
  for (const odd of [undefined, null, 1, "x", { 0: "x" }]) {
    const pattern = new SandboxedPattern(() => Promise.resolve(odd), () => Promise.resolve(odd));
    assertEquals([await pattern.test("x"), await pattern.exec("x")], [false, null]);
  }
  const mixed = () => Promise.resolve(["x", 1, null, new Unusable("is too long")]);
  const pattern = new SandboxedPattern(mixed, mixed);
  assertEquals(await pattern.exec("x"), ["x", undefined, undefined, undefined]);
});
