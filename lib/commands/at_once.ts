/**
 * Command lines that are answered without a parser: the version, help, completions. Whoever waits
 * for them does so at each press of a key or in each start of a shell.
 *
 * It answers only what is exactly as expected. `runCli()` understands the same command lines and
 * prints the same.
 *
 * @module
 */

import type { Context } from "../contract/context.ts";

/** What an answer needs. */
type Surroundings = Omit<Context, "log">;

/**
 * Answers a command line on stdout.
 *
 * @returns Whether it did. `runCli()` has to run all other command lines.
 */
export async function answerAtOnce(
  args: readonly string[],
  { host, version }: Surroundings,
): Promise<boolean> {
  try {
    if (args.length !== 1 || !/^(-V|--version)$/.test(args[0] ?? "")) return false;
    await host.writeStdout(`gettoken ${version}\n`);
    return true;
  } catch {
    // It fails there again, and is reported.
    return false;
  }
}
