/**
 * Wires gettoken together: arguments, this machine, the built-in providers.
 *
 * @module
 */

import config from "./deno.json" with { type: "json" };
import { runCli } from "./lib/cli.ts";
import { denoHost } from "./lib/deno_host.ts";
import { exitStatus } from "./lib/errors.ts";
import { builtIn } from "./providers/mod.ts";

// Whatever ends the program before its work is done must not look like success, such as a promise
// that never settles.
let status: number = exitStatus.defect;
Deno.exitCode = status;

// Not at once: it costs half a millisecond, and a little later the program waits for the network.
// Until then, a signal ends it by itself, with the same status.
setTimeout(listenForSignals, 20);

status = await runCli(Deno.args, { host: denoHost, catalog: builtIn, version: config.version });
Deno.exit(status);

/** Ends the program on a signal, with no trace on the terminal and no core file. */
function listenForSignals(): void {
  const signals = [["SIGINT", 2], ["SIGTERM", 15], ["SIGHUP", 1], ["SIGQUIT", 3]] as const;
  for (const [signal, number] of signals) {
    // Windows knows only the first of them.
    if (Deno.build.os === "windows" && signal !== "SIGINT") continue;
    Deno.addSignalListener(signal, () => {
      denoHost.writeStatus("");
      status = 128 + number;
      Deno.exit(status);
    });
  }
}
