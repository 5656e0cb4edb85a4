/**
 * Asks for a secret on the terminal.
 *
 * @module
 */

import { Secret } from "@cliffy/prompt/secret";
import { endOnSignals } from "./signals.ts";

/** Asks for a value without showing what is typed, and leaves the terminal as it was. */
export async function promptSecret(message: string): Promise<string> {
  return await onTerminal((terminal) => Secret.prompt({ message, hidden: true, ...terminal }));
}

/** Where a prompt reads and writes. */
export interface Terminal {
  readonly reader: typeof reader;
  readonly writer: typeof Deno.stderr;
}

/** Asks something on the terminal, and leaves that as it was. */
export async function onTerminal<Answer>(
  ask: (terminal: Terminal) => Promise<Answer>,
): Promise<Answer> {
  // Before the prompt is shown, and for all of it: what is typed or pasted at once would be shown.
  Deno.stdin.setRaw(true);
  addEventListener("unload", restoreTerminal);
  endOnSignals();
  try {
    return await ask({ reader, writer: Deno.stderr });
  } finally {
    removeEventListener("unload", restoreTerminal);
    Deno.stdin.setRaw(false);
  }
}

/** Reads keys, and leaves the mode of the terminal to its caller. */
const reader = {
  read: (bytes: Uint8Array) => Deno.stdin.read(bytes),
  isTerminal: () => true,
  setRaw() {},
};

/** When the program ends while it asks: by a signal, for instance. */
function restoreTerminal(): void {
  const showCursor = "\x1b[?25h";
  try {
    Deno.stdin.setRaw(false);
    Deno.stderr.writeSync(new TextEncoder().encode(`${showCursor}\r\n`));
  } catch {
    // The terminal is gone.
  }
}
