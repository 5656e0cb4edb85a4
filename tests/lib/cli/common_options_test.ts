import { Command } from "@cliffy/command";
import { assertEquals, assertMatch } from "@std/assert";
import { addCommonOptions } from "../../../lib/cli/common_options.ts";

type Options = Readonly<Record<string, unknown>>;

/** What a command with these options understands. */
async function understand(...args: string[]): Promise<Options> {
  let understood: Options | undefined;
  const command = new Command() as Command;
  addCommonOptions(command);
  await command.action((options: unknown) => void (understood = options as Options))
    .throwErrors().noExit().parse(args);
  return understood ?? {};
}

async function problemOf(...args: string[]): Promise<string> {
  const [outcome] = await Promise.allSettled([understand(...args)]);
  return outcome.status === "rejected" ? outcome.reason.message : "none";
}

Deno.test("addCommonOptions() gives what a run without options does", async () => {
  assertEquals(await understand(), { input: true, output: "token", timeout: 30, retries: 2 });
});

Deno.test("addCommonOptions() lets several files with settings be named, in their order", async () => {
  const { envFile } = await understand("--env-file", "a", "--env-file", "b");
  assertEquals(envFile, ["a", "b"]);
});

Deno.test("addCommonOptions() bounds what is a number", async () => {
  for (
    const [option, min, max] of [
      ["--timeout", 1, 300],
      ["--min-ttl", 0, 86_400],
      ["--retries", 0, 10],
    ] as const
  ) {
    const name = option === "--min-ttl" ? "minTtl" : option.slice(2);
    for (const number of [min, max]) {
      assertEquals((await understand(option, `${number}`))[name], number);
    }
    for (const number of [min - 1, max + 1]) {
      assertMatch(await problemOf(option, `${number}`), new RegExp(`from ${min} to ${max}$`));
    }
  }
});

Deno.test("addCommonOptions() takes what is about the way to the provider", async () => {
  assertEquals((await understand("--ca-file", "ca.pem")).caFile, "ca.pem");
});

Deno.test("addCommonOptions() takes a variable's name only where a variable is meant", async () => {
  assertMatch(await problemOf("--env-name", "A-B"), /"--env-name" must be letters, digits and _/);
  assertMatch(await problemOf("-o", "xml"), /Expected values: "token", "json", "header"/);
});
