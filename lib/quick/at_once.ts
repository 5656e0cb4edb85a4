/**
 * Help, completions and the list of providers, without a parser. A shell asks for completions at each
 * press of a key.
 *
 * It answers only what is exactly as expected. `runCli()` understands the same command lines and
 * prints the same.
 *
 * @module
 */

import { printHelp } from "../cli/help.ts";
import { providerHelp } from "../cli/provider_help.ts";
import type { Context } from "../contract/context.ts";
import { builtInName } from "../contract/names.ts";
import { printCompletions } from "./complete.ts";
import { printList } from "./list_providers.ts";
import { rootHelp } from "./root_help.ts";

/** What an answer needs. */
type Surroundings = Pick<Context, "host" | "catalog">;

/**
 * Answers a command line on stdout.
 *
 * @returns Whether it did. `runCli()` has to run all other command lines.
 */
export async function answerAtOnce(
  args: readonly string[],
  surroundings: Surroundings,
): Promise<boolean> {
  const [first, second, ...others] = args;
  if (first === "completions" && second === "complete") {
    await printCompletions(others, surroundings);
    return true;
  }
  if (first === "providers" && args.length === 1) {
    await printList(surroundings);
    return true;
  }
  return await printedHelp(first === "help" ? [...args.slice(1), "--help"] : args, surroundings);
}

/** Prints help of the program or of a built-in provider, if the arguments ask for no more. */
async function printedHelp(
  args: readonly string[],
  { host, catalog }: Surroundings,
): Promise<boolean> {
  if (!/^(-h|--help)$/.test(args.at(-1) ?? "")) return false;
  const isLong = args.at(-1) === "--help";
  if (args.length === 1) {
    await printHelp(host, await rootHelp({ host, catalog }, isLong));
    return true;
  }
  const purpose = args[0] === "explain" ? "explanation" : "token";
  const [name = "", ...others] = args.slice(purpose === "token" ? 0 : 1, -1);
  const entry = catalog[builtInName(catalog, name) ?? ""];
  if (others.length > 0 || entry === undefined) return false;
  await printHelp(host, providerHelp({ name, provider: await entry.load(), purpose, isLong }));
  return true;
}
