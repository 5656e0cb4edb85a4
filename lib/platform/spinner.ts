/**
 * A sign of life on a terminal while a server takes its time.
 *
 * @module
 */

import type { Host } from "../core/host.ts";

/** How long an answer may take before anything is shown, in milliseconds. */
const delay = 300;
const interval = 80;
const frames = [..."⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"];

/**
 * Shows a turning sign and a text on stderr, if that is a terminal and the wait is not short.
 *
 * @param text Short words of our own: a line that wraps could not be erased, and would push away
 * what was printed before.
 * @returns Ends it and leaves no trace.
 */
export function startSpinner(host: Host, text: string): () => void {
  if (!host.isTerminal("stderr") || host.env("TERM") === "dumb") return () => {};
  let turns = 0;
  let cancel = host.later(delay, turn);
  function turn(): void {
    host.writeStatus(`${frames[turns++ % frames.length]} ${text}`);
    cancel = host.later(interval, turn);
  }
  return () => {
    cancel();
    host.writeStatus("");
  };
}
