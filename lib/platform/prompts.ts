/**
 * Asks for what is no secret on the terminal.
 *
 * @module
 */

import { Confirm } from "@cliffy/prompt/confirm";
import { Input } from "@cliffy/prompt/input";
import { Select } from "@cliffy/prompt/select";
import type { ProblemOf } from "../core/host.ts";
import { maxMessage, onTerminal } from "./secret_prompt.ts";
import { printable } from "../core/text.ts";

/** Asks for a line of text until the answer is right. */
export async function promptText(message: string, problemOf: ProblemOf): Promise<string> {
  return await onTerminal((terminal) =>
    Input.prompt({
      message: printable(message, maxMessage),
      validate: async (answer) => {
        const problem = await problemOf(answer.trim());
        return problem === undefined || printable(problem, maxMessage);
      },
      ...terminal,
    })
  );
}

/** Lets one of several things be chosen. */
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

/** Asks a question that is answered by yes or no; without an answer, it is no. */
export async function promptYesOrNo(message: string): Promise<boolean> {
  return await onTerminal((terminal) =>
    Confirm.prompt({ message: printable(message, maxMessage), default: false, ...terminal })
  );
}
