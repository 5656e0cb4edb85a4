/**
 * The `inspect` command: decodes and verifies a token.
 *
 * @module
 */

import type { Context } from "../contract/context.ts";
import { Command } from "@cliffy/command";
import { givenRunOptions } from "../cli/arguments.ts";
import { addRunOptions } from "../cli/run_option_flags.ts";
import { readRunOptions } from "../settings/read_run_options.ts";
import { beginRun } from "./token.ts";
import { wrap } from "../core/text.ts";

const description = [
  "Show what a token says, and verify it.",
  "",
  ...wrap(
    "The token is read from stdin, or is the argument, which the list of processes shows. Bearer " +
      "or Authorization: before it, and the JSON of a token response, are understood.",
    76,
  ),
  "",
  ...wrap(
    "Nothing is sent anywhere without --verify. With it, the issuer is asked for its public keys, " +
      "and never sent the token.",
    76,
  ),
  "",
  "Examples:",
  "  gettoken auth0 | gettoken inspect",
  "  gettoken inspect --verify --audience https://api.acme.example/ <token.txt",
].join("\n");

/** The command. */
export function inspectCommand(context: Context): Command {
  const command = new Command()
    .description(description)
    .arguments("[token:string]")
    .option("--json", "Print it as one line of JSON")
    .option("--signature", "Show the signature, too")
    .option("--verify", "Check signature, issuer and times; fail with 4 if\none of them is wrong")
    .option(
      "--issuer <url:string>",
      "The issuer that you trust; needed if it is not\nat a host " +
        "of a known vendor",
      { depends: ["verify"] },
    )
    .option("--audience <name:string>", "The API that the token has to be for", {
      depends: ["verify"],
    })
    .action(async (options, token) => {
      const given: Readonly<Record<string, unknown>> = options;
      const variables = { env: (name: string) => context.host.env(name), files: [] };
      const { values, problems } = readRunOptions(givenRunOptions(given), variables);
      if (problems[0]) throw problems[0];
      const { inspectToken } = await import("../inspect/inspect_token.ts");
      await inspectToken(beginRun(context, values), context.catalog, {
        token,
        json: options.json === true,
        signature: options.signature === true,
        verify: options.verify === true,
        issuer: options.issuer,
        audience: options.audience,
        caFile: given.caFile as string | undefined,
      });
    }) as unknown as Command;
  return addRunOptions(command, ["caFile", "timeout", "retries", "quiet", "verbose"]);
}
