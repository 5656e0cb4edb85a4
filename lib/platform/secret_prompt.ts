/**
 * Prompts for a secret, and sets up and restores the terminal for all prompts.
 *
 * @module
 */

import { Secret } from "@cliffy/prompt/secret";
import { editLine, type Key } from "./edit_line.ts";
import { GettokenError } from "../core/errors.ts";
import { endInterrupted, endOnSignals } from "./signals.ts";
import { printable } from "../core/text.ts";

/** The maximum length of a question or an error, in characters. */
export const maxMessage = 500;

/** The character that ^D sends to a program that reads single keys. */
const endOfInput = "\x04";

/** A prompt for a secret with the editing keys of shells. A refused answer is cleared. */
class SecretLine extends Secret {
  protected override async handleEvent(key: Key & { readonly sequence?: string }): Promise<void> {
    if (key.sequence === endOfInput && this.inputValue === "") throw inputEnded();
    const line = editLine(key, [this.inputValue, this.inputIndex]);
    if (line === undefined) return await super.handleEvent(key);
    [this.inputValue, this.inputIndex] = line;
  }

  protected override async submit(): Promise<void> {
    await super.submit();
    if (this.error() !== undefined) [this.inputValue, this.inputIndex] = ["", 0];
  }
}

/**
 * Prompts for a value with echo off, again if the answer is empty.
 *
 * @throws {GettokenError} `setting_missing` if the input ends before anything is typed.
 */
export async function promptSecret(message: string): Promise<string> {
  // After some input, ^D ends the line, as in `ssh`, `sudo` and `git`.
  const keys = { submit: ["enter", "return", endOfInput] };
  return await onTerminal((terminal) =>
    SecretLine.prompt({
      message: printable(message, maxMessage),
      hidden: true,
      keys,
      validate: (answer) => answer !== "" || "It is empty. Ctrl-C cancels.",
      ...terminal,
    })
  );
}

interface Terminal {
  readonly reader: ReturnType<typeof keyReader>;
  readonly writer: typeof Deno.stderr;
}

/**
 * Runs a prompt, and restores the mode of the terminal afterwards.
 *
 * @throws {GettokenError} `setting_missing` if the input ends before anything is typed.
 */
export async function onTerminal<Answer>(
  ask: (terminal: Terminal) => Promise<Answer>,
): Promise<Answer> {
  // First, so that whatever ends the program finds what restores the terminal.
  endOnSignals();
  addEventListener("unload", restoreTerminal);
  // Echo is off before the prompt is shown, so that early input is not echoed.
  Deno.stdin.setRaw(true);
  try {
    return await ask({ reader: keyReader(), writer: Deno.stderr });
  } finally {
    removeEventListener("unload", restoreTerminal);
    Deno.stdin.setRaw(false);
  }
}

/** Reads the keys of one answer. The caller sets the mode of the terminal. */
function keyReader() {
  let isUntouched = true;
  return {
    async read(bytes: Uint8Array): Promise<number> {
      const length = await Deno.stdin.read(bytes);
      // A console of Windows has no end: a read without a key was interrupted by Ctrl+C.
      if (length === null && Deno.build.os === "windows") endInterrupted();
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
  // Starts a new line, so that the error is not on the line of the question.
  restoreTerminal();
  return new GettokenError("setting_missing", "Input closed before the prompt was answered", {
    hint: "gettoken <provider> --help lists the options and variables that set it",
  });
}

/** Also runs if the program ends during a prompt, for instance by a signal. */
function restoreTerminal(): void {
  const showCursor = "\x1b[?25h";
  try {
    Deno.stdin.setRaw(false);
    Deno.stderr.writeSync(new TextEncoder().encode(`${showCursor}\r\n`));
  } catch {
    // The terminal no longer exists.
  }
}
