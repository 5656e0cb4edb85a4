/**
 * Prompts for values that are not secret. Imported on demand, because most runs prompt for nothing.
 *
 * @module
 */

import { Confirm } from "@cliffy/prompt/confirm";
import { Input } from "@cliffy/prompt/input";
import { Select } from "@cliffy/prompt/select";
import { editLine, type Key } from "./edit_line.ts";
import type { ProblemOf } from "../core/host.ts";
import { maxMessage, onTerminal } from "./secret_prompt.ts";
import { printable } from "../core/text.ts";

/** A prompt for a line with the editing keys of shells. A refused answer is cleared. */
class InputLine extends Input {
  protected override async handleEvent(key: Key): Promise<void> {
    const line = editLine(key, [this.inputValue, this.inputIndex]);
    if (line === undefined) return await super.handleEvent(key);
    [this.inputValue, this.inputIndex] = line;
  }

  protected override async submit(): Promise<void> {
    await super.submit();
    if (this.error() !== undefined) [this.inputValue, this.inputIndex] = ["", 0];
  }
}

/** Prompts for a line until the answer is valid. */
export async function promptText(message: string, problemOf: ProblemOf): Promise<string> {
  return await onTerminal((terminal) =>
    InputLine.prompt({
      message: printable(message, maxMessage),
      validate: async (answer) => {
        const problem = await problemOf(answer.trim());
        return problem === undefined || printable(problem, maxMessage);
      },
      ...terminal,
    })
  );
}

/** Prompts for one of several choices. */
export async function promptChoice(message: string, choices: readonly string[]): Promise<string> {
  return await onTerminal((terminal) =>
    Select.prompt({
      message: printable(message, maxMessage),
      options: [...choices],
      maxRows: 10,
      ...terminal,
    })
  );
}

/** Asks a yes/no question; no is the default. */
export async function promptYesOrNo(message: string): Promise<boolean> {
  return await onTerminal((terminal) =>
    Confirm.prompt({ message: printable(message, maxMessage), default: false, ...terminal })
  );
}
