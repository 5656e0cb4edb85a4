/**
 * Signal handlers that exit, so that `unload` listeners run and no core file with secrets is written.
 *
 * @module
 */

let isListening = false;

/** From now on, SIGINT, SIGTERM, SIGHUP and SIGQUIT exit with 128 plus the signal number. */
export function endOnSignals(): void {
  if (isListening) return;
  isListening = true;
  const signals = [["SIGINT", 2], ["SIGTERM", 15], ["SIGHUP", 1], ["SIGQUIT", 3]] as const;
  for (const [signal, number] of signals) {
    // Windows has only SIGINT.
    if (Deno.build.os === "windows" && signal !== "SIGINT") continue;
    Deno.addSignalListener(signal, () => Deno.exit(128 + number));
  }
}
