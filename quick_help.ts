/**
 * Connects this machine and the built-in providers, for help, completions and the list of providers,
 * which are made when they are asked for.
 *
 * @module
 */

import { answerAtOnce } from "./lib/quick/at_once.ts";
import type { Host } from "./lib/core/host.ts";
import { builtIn } from "./providers/mod.ts";

/** Answers a command line; `false` if `program.ts` has to run it. */
export async function answer(args: readonly string[], host: Host): Promise<boolean> {
  return await answerAtOnce(args, { host, catalog: builtIn });
}
