import { assert, assertEquals, assertNotMatch } from "@std/assert";
import { Command, ValidationError } from "@cliffy/command";
import { GettokenError } from "../../../lib/core/errors.ts";
import { refuseMistakes, usageError } from "../../../lib/cli/usage_errors.ts";
import { failureOf, forEachCase, toldBy } from "../helpers.ts";

function command(): Command {
  return new Command()
    .name("gettoken")
    .option("-s, --client-secret <value:string>", "secret")
    .option("--scope <value:string>", "scope")
    .option("-d, --dry-run", "dry")
    .option("--chain [value:string]", "chain")
    .throwErrors()
    .noExit() as unknown as Command;
}

function refuse(args: readonly string[]): void {
  refuseMistakes(args, command().getOptions(true), "gettoken");
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
    '["a","--","b"]': "Too many arguments: remove what follows --",
  }, async (message, args) => {
    const failure = await failureOf("usage", () => refuse(JSON.parse(args)));
    assertEquals(failure.message, message);
  });
});

Deno.test("refuseMistakes() refuses an option that the command does not have", async () => {
  await forEachCase({
    "--scpoe a": 'Unknown option "--scpoe". Did you mean option "--scope"?',
    "a --scope b --scpoe=c": 'Unknown option "--scpoe". Did you mean option "--scope"?',
    "--nothing": 'Unknown option "--nothing"',
    "-x": 'Unknown option "-x"',
    "-dx": 'Unknown option "-x"',
    "-ds -x -y": 'Unknown option "-y"',
    "--s a": 'Unknown option "--s". Did you mean option "-s"?',
    "---scope a": 'Unknown option "---scope". Did you mean option "--scope"?',
    "-scope a": 'Unknown option "-scope". Did you mean option "--scope"?',
    "-dry-run": 'Unknown option "-d…". Did you mean option "--dry-run"?',
    "--no-dry-run": 'Unknown option "--no-dry-run". Did you mean option "--dry-run"?',
    "\u2013\u2013dry-run": 'Unknown option "\u2013\u2013dry-run". Did you mean option "--dry-run"?',
    "\u2014scope=a": 'Unknown option "\u2014scope". Did you mean option "--scope"?',
    "--client-secret -- --nope": 'Unknown option "--nope"',
  }, async (message, line) => {
    const failure = await failureOf("usage", () => refuse(line.split(" ")));
    assertEquals([failure.message, failure.hint], [message, "gettoken --help shows the usage"]);
  });
});

Deno.test("refuseMistakes() takes what can be meant", () => {
  for (
    const args of [
      [],
      ["a", "--"],
      ["-", "--scope", "-", "\u2013"],
      ["-ds", "-x"],
      ["--scope", "--", "a"],
      ["--client-secret", "--not-an-option"],
      ["--client-secret", "-s"],
      ["--client-secret", "-sx"],
      ["-s=x", "-d", "-ds", "x"],
      ["--client-secret=--scope"],
      ["--dry-run", "--scope", "a"],
      ["--chain", "--scope", "a"],
      ["--chain", "1", "--chain=0", "--chain"],
    ]
  ) refuse(args);
});

/** What is said of a command line. */
async function problemOf(args: readonly string[]): Promise<GettokenError> {
  try {
    refuse(args);
    await command().parse([...args]);
  } catch (error) {
    if (error instanceof ValidationError) return usageError(error, args);
    assert(error instanceof GettokenError, String(error));
    return error;
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
  assertEquals(hint, "gettoken --help shows the usage");
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
