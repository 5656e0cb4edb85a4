import { Command } from "@cliffy/command";
import { assertEquals } from "@std/assert";
import { commandGroup, describeCommand } from "../../../lib/cli/command_group.ts";
import { printedText } from "../../../lib/cli/capture_console.ts";
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
