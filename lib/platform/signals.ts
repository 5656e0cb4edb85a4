/**
 * Ends the program on a signal by its own hand: what it does on `unload` is done then, and there is
 * no core file, which would hold the secret.
 *
 * @module
 */

let isListening = false;

/** From now on, SIGINT, SIGTERM, SIGHUP and SIGQUIT end the program with 128 and their number. */
export function endOnSignals(): void {
  if (isListening) return;
  isListening = true;
  const signals = [["SIGINT", 2], ["SIGTERM", 15], ["SIGHUP", 1], ["SIGQUIT", 3]] as const;
  for (const [signal, number] of signals) {
    // Windows knows only the first of them.
    if (Deno.build.os === "windows" && signal !== "SIGINT") continue;
    Deno.addSignalListener(signal, () => Deno.exit(128 + number));
  }
}
