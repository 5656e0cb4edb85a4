/**
 * A spinner on stderr while gettoken waits for a server.
 *
 * @module
 */

import type { Host } from "../core/host.ts";

/** In milliseconds. */
const delay = 300;
const interval = 80;
const frames = [..."⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"];

/**
 * Shows a spinner and a label on stderr, after a delay, if stderr is a terminal.
 *
 * @param text The label. It must be short, because a line that wraps cannot be erased.
 * @returns A function that removes the spinner.
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
