/**
 * Signal handlers that exit, so that `unload` listeners run and no core file with secrets is written.
 *
 * @module
 */

type SignalNumber = readonly [signal: Deno.Signal, number: number];

const posixSignals: readonly SignalNumber[] = [
  ["SIGINT", 2],
  ["SIGTERM", 15],
  ["SIGHUP", 1],
  ["SIGQUIT", 3],
];

/** Windows has no signals. These stand for Ctrl+C, Ctrl+Break, and a window that is closed. */
const windowsSignals: readonly SignalNumber[] = [["SIGINT", 2], ["SIGBREAK", 21], ["SIGHUP", 1]];

let isListening = false;

/** The signals that can end a program on an operating system, with their numbers. */
export function endingSignals(os: string): readonly SignalNumber[] {
  return os === "windows" ? windowsSignals : posixSignals;
}

/** Ends the program as SIGINT does. */
export function endInterrupted(): never {
  Deno.exit(130);
}

/** From now on, these signals exit with 128 plus the signal number. */
export function endOnSignals(): void {
  if (isListening) return;
  isListening = true;
  for (const [signal, number] of endingSignals(Deno.build.os)) {
    Deno.addSignalListener(signal, () => Deno.exit(128 + number));
  }
}

/**
 * Handles signals from now on, because the program will wait for what has begun. It takes a millisecond,
 * and costs nothing while the network is slower. Until then the operating system ends the program, with
 * the same status.
 */
export function waiting<Begun>(begun: Begun): Begun {
  endOnSignals();
  return begun;
}
