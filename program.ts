/**
 * Connects the command line, this machine and the built-in providers.
 *
 * @module
 */

import { runCli } from "./lib/commands/run_cli.ts";
import { denoHost } from "./lib/platform/deno_host.ts";
import { builtIn } from "./providers/mod.ts";

/** Runs a command line and returns the exit status. */
export async function run(args: readonly string[], version: string): Promise<number> {
  return await runCli(args, { host: denoHost, catalog: builtIn, version });
}
