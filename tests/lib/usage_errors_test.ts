import { assert, assertEquals, assertNotMatch } from "@std/assert";
import { Command, ValidationError } from "@cliffy/command";
import { GettokenError } from "../../lib/errors.ts";
import { refuseMistakes, usageError } from "../../lib/usage_errors.ts";
import { failureOf, forEachCase, toldBy } from "./helpers.ts";

function command(): Command {
  return new Command()
    .name("gettoken")
    .option("-s, --client-secret <value:string>", "secret")
    .option("--scope <value:string>", "scope")
    .option("-d, --dry-run", "dry")
    .throwErrors()
    .noExit() as unknown as Command;
}

Deno.test("refuseMistakes() refuses what nobody means", async () => {
  await forEachCase({
    '["--scope",""]': 'Missing value for option "--scope"',
    '["--scope="]': 'Missing value for option "--scope"',
    '[""]': "Missing value for an argument",
    '["a",""]': "Missing value for an argument",
    '["--client-secret","--scope","a"]': 'Missing value for option "--client-secret"',
    '["-s","--scope=a"]': 'Missing value for option "-s"',
    '["-scanary"]': 'Missing value for option "-s"',
    '["-dscanary"]': 'Missing value for option "-s"',
    '["a","--","b"]': "Too many arguments: nothing is read behind --",
  }, async (message, args) => {
    const failure = await failureOf("usage", () => refuseMistakes(JSON.parse(args), command()));
    assertEquals(failure.message, message);
  });
});

Deno.test("refuseMistakes() takes what can be meant", () => {
  for (
    const args of [
      [],
      ["a", "--"],
      ["--client-secret", "--not-an-option"],
      ["--client-secret", "-s"],
      ["--client-secret", "-sx"],
      ["-s=x", "-d", "-ds", "x"],
      ["--client-secret=--scope"],
      ["--dry-run", "--scope", "a"],
    ]
  ) refuseMistakes(args, command());
});

/** What is said of a command line. */
async function problemOf(args: readonly string[]): Promise<GettokenError> {
  try {
    await command().parse([...args]);
  } catch (error) {
    assert(error instanceof ValidationError, String(error));
    return usageError(error, args);
  }
  throw new Error("it was understood");
}

Deno.test("usageError() repeats names, and nothing that may be a secret", async () => {
  for (
    const args of [
      ["--client-secret:canary"],
      ["--client-secret canary"],
      ["--client-secert=canary"],
      ["--client-secretcanary"],
      ["--client-secretcanary+=x"],
      ["-scanary"],
      ["--dry-run=canary"],
      ['--dry-run=a". Expected values: "canary'],
      ["a", "canary"],
      ['x"canary"y', "--nope:canary"],
      ['--x"canary'],
    ]
  ) {
    assertNotMatch(toldBy(await problemOf(args)), /canary/, args.join(" "));
  }
});

Deno.test("usageError() says what is wrong, and where to look", async () => {
  const { code, message, hint } = await problemOf(["--scpoe", "a"]);
  assertEquals(code, "usage");
  assertEquals(message, 'Unknown option "--scpoe". Did you mean option "--scope"?');
  assertEquals(hint, "gettoken --help shows what there is");
});

Deno.test("usageError() asks whether a name was meant only if it is likely", async () => {
  const { message } = await problemOf(["--secret", "a"]);
  assertEquals(message, 'Unknown option "--secret". Did you mean option "--client-secret"?');
  assertEquals((await problemOf(["--json"])).message, 'Unknown option "--json"');
});

Deno.test("usageError() does not repeat what is too much", () => {
  const { message } = usageError(new ValidationError("Too many arguments: canary"), ["canary"]);
  assertEquals(message, "Too many arguments");
});

Deno.test("usageError() leaves its own words alone, whatever was typed", async () => {
  for (const word of [" ", '"', "o", "option"]) {
    const { message } = await problemOf(["--scpoe", word]);
    assertEquals(message, 'Unknown option "--scpoe". Did you mean option "--scope"?');
  }
});

Deno.test("usageError() keeps the values that are allowed", () => {
  const text =
    'Option "--output" must be of type "format", but got "xml". Expected values: "a", "b"';
  const { message } = usageError(new ValidationError(text), ["--output", "xml"]);
  assertEquals(message, 'Option "--output" must be a or b');
});
