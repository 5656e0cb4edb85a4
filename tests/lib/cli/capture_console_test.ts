import { assertEquals, assertRejects } from "@std/assert";
import { printedText } from "../../../lib/cli/capture_console.ts";

Deno.test("printedText() catches what is printed, and nothing afterwards", async () => {
  const { log } = globalThis.console;
  // deno-lint-ignore no-console -- it is what this is about
  assertEquals(await printedText(() => Promise.resolve(console.log("a\nb"))), "a\nb\n");
  assertEquals(globalThis.console.log, log);
});

Deno.test("printedText() gives the console back when the work fails", async () => {
  const { log } = globalThis.console;
  await assertRejects(() => printedText(() => Promise.reject(new Error())));
  assertEquals(globalThis.console.log, log);
});
