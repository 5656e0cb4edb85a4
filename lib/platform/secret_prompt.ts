/**
 * Asks for a secret on the terminal.
 *
 * @module
 */

import { Secret } from "@cliffy/prompt/secret";
import { GettokenError } from "../core/errors.ts";
import { endOnSignals } from "./signals.ts";
import { printable } from "../core/text.ts";

/** The most characters of a question, or of what is wrong with an answer. */
export const maxMessage = 500;

/** What ^D sends to a program that reads each key by itself: end of transmission. */
const endOfInput = "\x04";

/**
 * Asks for a value without showing what is typed, and leaves the terminal as it was.
 *
 * @throws {GettokenError} `setting_missing` if the input ends before anything is typed.
 */
export async function promptSecret(message: string): Promise<string> {
  // Once something is typed, ^D ends the line for `ssh`, `sudo` and `git`, too.
  const keys = { submit: ["enter", "return", endOfInput] };
  return await onTerminal((terminal) =>
    Secret.prompt({ message: printable(message, maxMessage), hidden: true, keys, ...terminal })
  );
}

/** Where a prompt reads and writes. */
export interface Terminal {
  readonly reader: ReturnType<typeof keyReader>;
  readonly writer: typeof Deno.stderr;
}

/**
 * Asks something on the terminal, and leaves that as it was.
 *
 * @throws {GettokenError} `setting_missing` if the input ends before anything is typed.
 */
export async function onTerminal<Answer>(
  ask: (terminal: Terminal) => Promise<Answer>,
): Promise<Answer> {
  // Before the prompt is shown, and for all of it: what is typed or pasted at once would be shown.
  Deno.stdin.setRaw(true);
  addEventListener("unload", restoreTerminal);
  endOnSignals();
  try {
    return await ask({ reader: keyReader(), writer: Deno.stderr });
  } finally {
    removeEventListener("unload", restoreTerminal);
    Deno.stdin.setRaw(false);
  }
}

/** Reads the keys of one answer, and leaves the mode of the terminal to its caller. */
function keyReader() {
  let isUntouched = true;
  return {
    async read(bytes: Uint8Array): Promise<number> {
      const length = await Deno.stdin.read(bytes);
      const hasEnded = isUntouched && bytes[0] === endOfInput.charCodeAt(0);
      if (length === null || hasEnded) throw givenUp();
      isUntouched = false;
      return length;
    },
    isTerminal: () => true,
    setRaw() {},
  };
}

/** The failure of a prompt that nobody answers. */
function givenUp(): GettokenError {
  // What is said of it must not stand behind the question.
  restoreTerminal();
  return new GettokenError("setting_missing", "The input ended, and the question has no answer", {
    hint: "gettoken <provider> --help tells how to give a setting without a question.",
  });
}

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
