/**
 * Wires gettoken together: arguments, this machine, the built-in providers.
 *
 * @module
 */

import { runCli } from "./lib/commands/run_cli.ts";
import { denoHost } from "./lib/platform/deno_host.ts";
import { exitStatus } from "./lib/core/errors.ts";
import { endOnSignals } from "./lib/platform/signals.ts";
import { version } from "./lib/core/version.ts";
import { builtIn } from "./providers/mod.ts";

// Whatever ends the program before its work is done must not look like success, such as a promise
// that never settles.
Deno.exitCode = exitStatus.defect;

// Not at once: it takes a millisecond, and a little later the program waits for the network. Until
// then, a signal ends it by itself, with the same status.
setTimeout(endOnSignals, 20);

Deno.exit(
  await runCli(Deno.args, { host: denoHost, catalog: builtIn, version }),
);
