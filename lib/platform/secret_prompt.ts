/**
 * Prompts for a secret, and sets up and restores the terminal for all prompts.
 *
 * @module
 */

import { Secret } from "@cliffy/prompt/secret";
import { GettokenError } from "../core/errors.ts";
import { endOnSignals } from "./signals.ts";
import { printable } from "../core/text.ts";

/** The most characters of a question or an error. */
export const maxMessage = 500;

/** What ^D sends to a program that reads single keys. */
const endOfInput = "\x04";

/**
 * Asks for a value without showing what is typed.
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

interface Terminal {
  readonly reader: ReturnType<typeof keyReader>;
  readonly writer: typeof Deno.stderr;
}

/**
 * Runs a prompt on the terminal, and leaves that as it was.
 *
 * @throws {GettokenError} `setting_missing` if the input ends before anything is typed.
 */
export async function onTerminal<Answer>(
  ask: (terminal: Terminal) => Promise<Answer>,
): Promise<Answer> {
  // Before the prompt is shown, and until it ends: otherwise what is typed early would be shown.
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
      if (length === null || hasEnded) throw inputEnded();
      isUntouched = false;
      return length;
    },
    isTerminal: () => true,
    setRaw() {},
  };
}

function inputEnded(): GettokenError {
  // Starts a new line, so that the error is not printed behind the question.
  restoreTerminal();
  return new GettokenError("setting_missing", "The input ended, and the question has no answer", {
    hint: "gettoken <provider> --help tells how to give a setting without a question.",
  });
}

/** Also for the end of the program during a prompt: by a signal, for instance. */
function restoreTerminal(): void {
  const showCursor = "\x1b[?25h";
  try {
    Deno.stdin.setRaw(false);
    Deno.stderr.writeSync(new TextEncoder().encode(`${showCursor}\r\n`));
  } catch {
    // The terminal is gone.
  }
}
