/**
 * Signal handlers that exit: `unload` listeners run, and there is no core file with secrets.
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
