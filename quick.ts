/**
 * Connects this machine and the built-in providers for command lines that need little code. The
 * bundle has one file for them, without the code that gets a token.
 *
 * @module
 */

import { answerAtOnce } from "./lib/commands/at_once.ts";
import { denoHost } from "./lib/platform/deno_host.ts";
import { builtIn } from "./providers/mod.ts";

/** Answers a command line; `false` if {@linkcode answerAtOnce} cannot. */
export async function answer(args: readonly string[], version: string): Promise<boolean> {
  return await answerAtOnce(args, { host: denoHost, catalog: builtIn, version });
}
