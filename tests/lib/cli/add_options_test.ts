import { Command } from "@cliffy/command";
import { assertEquals, assertMatch } from "@std/assert";
import { givenRunOptions, readArguments } from "../../../lib/cli/arguments.ts";
import { addOptions } from "../../../lib/cli/add_options.ts";
import { runOptions } from "../../../lib/settings/run_options.ts";

type Options = Readonly<Record<string, unknown>>;

/** What a command with these options parses. */
async function parse(...args: string[]): Promise<Options> {
  let parsed: Options | undefined;
  const command = new Command() as Command;
  addOptions(command, Object.values(runOptions));
  await command.action((options: unknown) => void (parsed = options as Options))
    .throwErrors().noExit().parse(args);
  return parsed ?? {};
}

async function problemOf(...args: string[]): Promise<string> {
  const [outcome] = await Promise.allSettled([parse(...args)]);
  return outcome.status === "rejected" ? outcome.reason.message : "none";
}

Deno.test("givenRunOptions() is empty for an empty command line", async () => {
  assertEquals(givenRunOptions(await parse()), {});
});

Deno.test("givenRunOptions() has what the command line sets", async () => {
  const args = ["-o", "json", "--timeout", "2m", "--min-ttl", "1h", "--no-input", "-q", "--copy"];
  assertEquals(givenRunOptions(await parse(...args, "--env-file", "x")), {
    output: "json",
    timeout: 120,
    minTtl: 3600,
    input: false,
    quiet: true,
    copy: true,
  });
});

Deno.test("givenRunOptions(): --no-env-file, with or without --env-file", async () => {
  for (
    const [args, envFiles] of [
      [["--no-env-file"], []],
      [["--no-env-file", "--env-file", "a", "--no-env-file"], ["a"]],
      [["--env-file", "a", "--no-env-file", "--env-file=b"], ["a", "b"]],
    ] as const
  ) {
    const given = readArguments(await parse(...args), []);
    assertEquals([given.envFiles, given.noEnvFile], [envFiles, true]);
    assertEquals(given.options, { noEnvFile: true });
  }
  assertEquals(readArguments(await parse("--env-file", "a"), []).noEnvFile, undefined);
});

Deno.test("addOptions() accepts several files with settings, in order", async () => {
  const { envFile } = await parse("--env-file", "a", "--env-file", "b");
  assertEquals(envFile, ["a", "b"]);
});

Deno.test("addOptions() refuses values outside the bounds", async () => {
  assertMatch(await problemOf("--timeout", "301"), /"--timeout" .* from 1 to 300/);
  assertMatch(await problemOf("--retries", "11"), /"--retries" must be a number from 0 to 10$/);
  assertMatch(await problemOf("--min-ttl", "25h"), /"--min-ttl" .* from 0 to 86400/);
  assertMatch(await problemOf("--env-name", "A-B"), /"--env-name" must be letters, digits and _/);
  assertMatch(await problemOf("-o", "xml"), /"--output" must be token, json, header/);
  assertMatch(await problemOf("-q", "-v"), /conflicts with/);
});

Deno.test("addOptions() adds every option with its description", () => {
  const command = new Command() as Command;
  addOptions(command, Object.values(runOptions));
  assertEquals(
    command.getOptions().map(({ description }) => description),
    Object.values(runOptions).map(({ help }) => help),
  );
});

Deno.test("addOptions() adds options in their order", () => {
  const command = new Command() as Command;
  addOptions(command, [runOptions.quiet, runOptions.timeout]);
  assertEquals(command.getOptions().map(({ name }) => name), ["quiet", "timeout"]);
});
