import { Command } from "@cliffy/command";
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  commandGroup,
  describeCommand,
  ParsedType,
  printedText,
  scopeType,
} from "../../../lib/cli/cliffy.ts";
import { fakeHost } from "../../fake_host.ts";

Deno.test("commandGroup() runs the commands below it, and by itself shows its help", async () => {
  const host = fakeHost();
  const done: string[] = [];
  const commandTo = (name: string) =>
    new Command().description(`Does ${name}`).action(() => void done.push(name)) as Command;
  const group = commandGroup(host, "Does things.", {
    one: commandTo("one"),
    two: commandTo("two"),
  }).help({ colors: false });
  await group.parse(["two"]);
  assertEquals([done, host.mayWrite], [["two"], true]);
  const help = await printedText(() => group.parse([]));
  for (const part of ["Does things.", "Does one", "Does two", "<command>"]) {
    assertEquals([part, help.includes(part)], [part, true]);
  }
  assertEquals([done, host.mayWrite], [["two"], false]);
});

Deno.test("describeCommand() sets a paragraph below a summary, within 80 columns", () => {
  const [summary, gap, ...lines] = describeCommand("Do it.", "word ".repeat(40).trim()).split("\n");
  assertEquals([summary, gap, lines.length], ["Do it.", "", 3]);
  assertEquals(lines.every((line) => line.length <= 76), true);
});

const named = { label: "Option", type: "x", name: "--x" };

Deno.test("ParsedType returns the parsed value, and reports a problem without the value", () => {
  const parse = (value: string) => value === "b" ? { value } : { problem: "must be a or b" };
  const type = new ParsedType(parse, ["a", "b"]);
  assertEquals(type.parse({ ...named, value: "b" }), "b");
  const { message } = assertThrows(() => type.parse({ ...named, value: "canary" }), Error);
  assertEquals(message, 'Option "--x" must be a or b');
  assertEquals(type.complete(), ["a", "b"]);
});

Deno.test("scopeType accepts what can be a scope", () => {
  assertEquals(scopeType.parse({ ...named, value: "a b" }), "a b");
  for (const value of ["a\tcanary", "canary  b"]) {
    const { message } = assertThrows(() => scopeType.parse({ ...named, value }), Error);
    assertEquals(message.includes("canary"), false);
  }
});

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
