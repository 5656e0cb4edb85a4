/**
 * The program: connects the command line, this machine and the built-in providers.
 *
 * @module
 */

import config from "./deno.json" with { type: "json" };
import { runCli } from "./lib/commands/run_cli.ts";
import { denoHost } from "./lib/platform/deno_host.ts";
import { exitStatus } from "./lib/core/errors.ts";
import { endOnSignals } from "./lib/platform/signals.ts";
import { builtIn } from "./providers/mod.ts";

// If the program ends early, for example because a promise never settles, its status is not 0.
Deno.exitCode = exitStatus.defect;

// Later, because it takes a millisecond and the program will wait for the network anyway. Until then
// a signal terminates the program with the same status.
setTimeout(endOnSignals, 20);

Deno.exit(
  await runCli(Deno.args, { host: denoHost, catalog: builtIn, version: config.version }),
);
