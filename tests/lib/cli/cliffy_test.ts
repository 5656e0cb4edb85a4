import { Command } from "@cliffy/command";
import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { addOptions } from "../../../lib/cli/add_options.ts";
import { commandGroup, commandHelp, describeCommand, ParsedType } from "../../../lib/cli/cliffy.ts";
import { helpLines } from "../../../lib/cli/help.ts";
import { runOptions } from "../../../lib/settings/run_options.ts";
import { fakeHost } from "../../fake_host.ts";

Deno.test("commandGroup(): no subcommand: its help is printed; else the subcommand runs", async () => {
  using host = fakeHost();
  const done: string[] = [];
  const commandTo = (name: string) =>
    new Command().description(`Does ${name}.`).action(() => void done.push(name)) as Command;
  const group = commandGroup(host, "Does things.", {
    one: commandTo("one"),
    two: commandTo("two"),
  });
  await group.parse(["two"]);
  assertEquals([done, host.mayWrite, host.stdout], [["two"], true, ""]);
  await group.parse([]);
  for (const part of ["Does things.", "one  Does one\n", "two  Does two\n", "<command>"]) {
    assertStringIncludes(host.stdout, part);
  }
  assertEquals([done, host.mayWrite], [["two"], false]);
});

Deno.test("commandHelp(): paragraphs and run options are in the long help only", () => {
  const command = new Command()
    .name("look")
    .description(describeCommand("Look at it.", "It is worth it."))
    .arguments("<file:file> [name:string]")
    .option("--issuer <url:string>", "Issuer")
    .example("look x", "") as unknown as Command;
  addOptions(command, [runOptions.timeout]);
  assertEquals(helpLines(commandHelp(command, false), 80), [
    "Usage: look [options] <file> [name]",
    "",
    "Look at it.",
    "",
    "Options:",
    "  --issuer <url>  Issuer",
    "",
    "Examples:",
    "  look x",
    "",
    "More:",
    "  look --help     Show all",
  ]);
  const long = helpLines(commandHelp(command, true), 80);
  assertEquals(long.slice(2, 5), ["Look at it.", "", "It is worth it."]);
  assertEquals(long.includes("  --timeout <seconds>"), true);
  assertEquals(long.includes("More:"), false);
});

Deno.test("commandHelp(): nothing more to show: --help is not suggested", () => {
  const command = new Command().name("look").description("Look at it.") as Command;
  assertEquals(helpLines(commandHelp(command, false), 80), ["Usage: look", "", "Look at it."]);
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
