/**
 * Answers command lines with text that is generated when the program is built: the version, the help of
 * the program, completion scripts. `quick_help.ts` makes other help, and completions.
 *
 * The bundle has one file for each of the two, without the code that gets a token.
 *
 * @module
 */

import rootHelp from "./lib/quick/root_help.json" with { type: "json" };
import { printReadyText } from "./lib/quick/ready_text.ts";
import { denoHost } from "./lib/platform/deno_host.ts";

/** Answers a command line; `false` if `program.ts` has to run it. */
export async function answer(args: readonly string[], version: string): Promise<boolean> {
  try {
    return await printReadyText(args, { host: denoHost, version, rootHelp }) ||
      await (await import("./quick_help.ts")).answer(args, denoHost);
  } catch {
    // It fails there again, and is reported.
    return false;
  }
}
