/**
 * The `inspect` command: decodes and verifies a token.
 *
 * @module
 */

import type { Context } from "../contract/context.ts";
import { Command } from "@cliffy/command";
import { givenRunOptions } from "../cli/arguments.ts";
import { addOptions } from "../cli/add_options.ts";
import { readRunOptions } from "../settings/read_run_options.ts";
import { runOptions } from "../settings/run_options.ts";
import { beginRun } from "./token.ts";

const description = [
  "Decode a token and verify it.",
  "The token is read from stdin, or is the argument, which the process list shows. It may follow " +
  "Bearer or Authorization:, or be in the JSON of a token response.",
  "Without --verify, nothing is sent. With it, the issuer is asked for its public keys, and never " +
  "sent the token.",
].join("\n\n");

/** The command. */
export function inspectCommand(context: Context): Command {
  const command = new Command()
    .description(description)
    .arguments("[token:string]")
    .option("--json", "Print the token as one line of JSON")
    .option("--signature", "Also print the signature")
    .option("--verify", "Verify signature, issuer and times; exit with 4 if one is wrong")
    .option("--issuer <url:string>", "Trusted issuer; required if it is not a known vendor's", {
      depends: ["verify"],
    })
    .option("--audience <name:string>", "API that the token must be for", { depends: ["verify"] })
    .example("gettoken auth0 | gettoken inspect", "")
    .example("gettoken inspect --verify --audience https://api.acme.example/ <token.txt", "")
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
  const { caFile, timeout, retries, quiet, verbose } = runOptions;
  return addOptions(command, [caFile, timeout, retries, quiet, verbose]);
}
