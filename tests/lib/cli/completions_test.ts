import { Command, EnumType } from "@cliffy/command";
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { completionsCommand, completionsOf } from "../../../lib/cli/completions.ts";
import { fakeHost } from "../../fake_host.ts";

/** A program with a provider, and with a group of commands of which one takes a file. */
function program(): Command {
  const acme = new Command()
    .description("Get a token from Acme ID.\n\nMore on that.")
    .type("format", new EnumType(["json", "header"]))
    .option("-o, --output <form:format>", "Form of the\ntoken")
    .option("--domain <value:string>", "Your Acme host")
    .option("--copy", "Copy the token");
  const add = new Command().description("Add a provider.").arguments("<file:file>");
  const provider = new Command().description("Providers of your own.").command("add", add);
  const root = new Command().name("gettoken");
  root.command("acme", acme.alias("acme-id"));
  root.command("provider", provider);
  root.command("explain", new Command().arguments("[provider:string]"));
  return root as unknown as Command;
}

/** The names that complete a command line. */
async function namesFor(...args: string[]): Promise<string[]> {
  const lines = await completionsOf(program(), args);
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
  assertEquals(await namesFor("provider", ""), ["add", "--help"]);
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
    await completionsOf(program(), ["acme", ""]),
    "--output Form of the token\n--domain Your Acme host\n--copy Copy the token\n" +
      "--help Show this help\n",
  );
  assertEquals(await completionsOf(program(), ["ac"]), "acme Get a token from Acme ID.\n");
});

Deno.test("completionsOf() offers no word that a shell could take for more than a word", async () => {
  const root = program();
  for (const name of ["a;b", "$(x)", "`x`", "a'b", "a\\b", "a:b", "a\tb"]) {
    root.command(name, "Odd");
  }
  const lines = await completionsOf(root, [""]);
  assertEquals(lines.match(/Odd/), null);
  root.command("even", "\x1b]0;x\x07\nrm -rf \u202e");
  assertMatch(await completionsOf(root, ["even"]), /^even [\x20-\x7e]*\n$/);
});

const shells = { bash: "bash", zsh: "zsh", fish: "fish", powershell: "PowerShell" };

Deno.test("completionsCommand(): a script for each shell, with instructions", async () => {
  for (const [shell, title] of Object.entries(shells)) {
    const host = fakeHost();
    await completionsCommand(host).noExit().parse([shell]);
    assertStringIncludes(host.stdout, `completions for ${title}\n`);
    const examples = completionsCommand(host).getExamples().map(({ name }) => name).join();
    assertStringIncludes(examples, `gettoken completions ${shell}`);
  }
});
