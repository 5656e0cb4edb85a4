import { assertEquals, assertMatch } from "@std/assert";
import { type CompletedCommand, completionsOf } from "../../../lib/cli/completions.ts";

/** A command without anything below it. */
function command(name: string, more: Partial<CompletedCommand> = {}): CompletedCommand {
  return { name, summary: "Odd", options: [], arguments: [], commands: [], ...more };
}

/** A program with a provider, and with a group of commands of which one takes a file. */
function program(...others: CompletedCommand[]): CompletedCommand {
  const acme = command("acme", {
    aliases: ["acme-id"],
    summary: "Get a token from Acme ID.",
    options: [
      { forms: ["-o", "--output"], help: "Form of the\ntoken", value: ["json", "header"] },
      { forms: ["--domain"], help: "Your Acme host", value: [] },
      { forms: ["--copy"], help: "Copy the token" },
    ],
  });
  const add = command("add", { arguments: ["file"] });
  const remove = command("remove", { arguments: ["added"] });
  return command("gettoken", {
    commands: [
      acme,
      command("provider", { commands: [add, remove] }),
      command("explain", { arguments: ["provider"] }),
      ...others,
    ],
  });
}

/** The lines that complete a command line. */
function linesFor(args: readonly string[], root = program()): Promise<string> {
  return completionsOf(root, args, (kind) => Promise.resolve([`${kind}-1`, `${kind}-2`]));
}

/** The names that complete a command line. */
async function namesFor(...args: string[]): Promise<string[]> {
  const lines = await linesFor(args);
  return lines.split("\n").slice(0, -1).map((line) => line.split(" ")[0] ?? "");
}

Deno.test("completionsOf() offers commands and options that begin with what is typed", async () => {
  assertEquals(await namesFor(""), ["acme", "provider", "explain"]);
  assertEquals(await namesFor(), ["acme", "provider", "explain"]);
  assertEquals(await namesFor("-"), ["--help"]);
  assertEquals(await namesFor("ac"), ["acme"]);
  assertEquals(await namesFor("acme", "--"), ["--output", "--domain", "--copy", "--help"]);
  assertEquals(await namesFor("acme-id", "--d"), ["--domain"]);
  assertEquals(await namesFor("acme", "--copy", "--d"), ["--domain"]);
  assertEquals(await namesFor("acme", "x"), []);
  assertEquals(await namesFor("provider", ""), ["add", "remove", "--help"]);
});

Deno.test("completionsOf() offers the values of an option, also as bash splits them", async () => {
  assertEquals(await namesFor("acme", "-o", ""), ["json", "header"]);
  assertEquals(await namesFor("acme", "--output", "j"), ["json"]);
  assertEquals(await namesFor("acme", "--output", "="), ["json", "header"]);
  assertEquals(await namesFor("acme", "--output", "=", "h"), ["header"]);
});

Deno.test("completionsOf() a value is expected: nothing; a file: the line :file", async () => {
  assertEquals(await namesFor("acme", "--domain", ""), []);
  assertEquals(await namesFor("provider", "add", ""), [":file"]);
  assertEquals(await namesFor("provider", "add", "-"), ["--help"]);
});

Deno.test("completionsOf() offers the options of explain beside those of the provider", async () => {
  const all = ["--check", "--json", "--output", "--domain", "--copy", "--help"];
  assertEquals(await namesFor("explain", "acme", "--"), all);
  assertEquals(await namesFor("explain", "acme", ""), all);
  assertEquals(await namesFor("explain", "acme", "--ch"), ["--check"]);
  assertEquals(await namesFor("explain", "acme", "-o", ""), ["json", "header"]);
  assertEquals(await namesFor("acme", "--ch"), []);
});

Deno.test("completionsOf() describes each word on its line", async () => {
  assertEquals(
    await linesFor(["acme", ""]),
    "--output Form of the token\n--domain Your Acme host\n--copy Copy the token\n" +
      "--help Show this help\n",
  );
  assertEquals(await linesFor(["ac"]), "acme Get a token from Acme ID.\n");
});

Deno.test("completionsOf() offers no word that a shell could take for more than a word", async () => {
  const odd = ["a;b", "$(x)", "`x`", "a'b", "a\\b", "a:b", "a\tb"].map((name) => command(name));
  const lines = await linesFor([""], program(...odd));
  assertEquals(lines.match(/Odd/g)?.length, 2);
  const even = command("even", { summary: "\x1b]0;x\x07\nrm -rf \u202e" });
  assertMatch(await linesFor(["even"], program(even)), /^even [\x20-\x7e]*\n$/);
});

Deno.test("completionsOf() offers the names that users gave", async () => {
  assertEquals(await namesFor("provider", "remove", ""), ["added-1", "added-2"]);
  assertEquals(await namesFor("provider", "remove", "x", ""), ["--help"]);
  assertEquals(await namesFor("explain", "p"), ["provider-1", "provider-2"]);
  assertEquals(await namesFor("explain", "./"), [":file"]);
  assertEquals(await namesFor("./"), [":file"]);
});
