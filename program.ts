/**
 * Connects the command line, this machine and the built-in providers.
 *
 * @module
 */

import { runCli } from "./lib/commands/run_cli.ts";
import { denoHost } from "./lib/platform/deno_host.ts";
import { endOnSignals } from "./lib/platform/signals.ts";
import { builtIn } from "./providers/mod.ts";

/** Runs a command line and returns the exit status. */
export async function run(args: readonly string[], version: string): Promise<number> {
  // Later, because it takes a millisecond and the program will wait for the network anyway. Until
  // then a signal terminates the program with the same status.
  setTimeout(endOnSignals, 20);
  return await runCli(args, { host: denoHost, catalog: builtIn, version });
}
