/**
 * The spinner on stderr while a server takes its time.
 *
 * @module
 */

import type { Host } from "../core/host.ts";

/** In milliseconds. */
const delay = 300;
const interval = 80;
const frames = [..."⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"];

/**
 * Shows a spinner and a text on stderr, if that is a terminal, after a delay.
 *
 * @param text Short, since a line that wraps could not be erased.
 * @returns Removes it.
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
