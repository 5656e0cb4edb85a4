/**
 * Asks the user which variables an added provider may have.
 *
 * @module
 */

import { GettokenError } from "../core/errors.ts";
import type { Host } from "../core/host.ts";
import type { WantedVariable } from "./grants.ts";
import type { Provider } from "../contract/provider.ts";
import { alignColumns, printable, shellWord } from "../core/text.ts";

/** How consent can be given without a terminal. */
export interface ConsentOptions {
  /** The module as the user names it. */
  readonly path: string;
  /** Whether it is given already, by `--yes`. */
  readonly isGiven: boolean;
}

/**
 * Shows the variables that a provider asks for, and asks whether it may have them.
 *
 * @throws {GettokenError} `usage` if there is no terminal to ask on and consent is not given.
 */
export async function consentTo(
  host: Host,
  { name }: Provider,
  wanted: readonly WantedVariable[],
  { path, isGiven }: ConsentOptions,
): Promise<boolean> {
  const lines = alignColumns(wanted.map(({ name, use }) => [name, printable(use, 200)]));
  const asksFor = `${name} asks for variables of your environment and .env files:`;
  if (!isGiven && !(host.isTerminal("stdin") && host.isTerminal("stderr"))) {
    throw new GettokenError("usage", asksFor.slice(0, -1), {
      details: lines,
      hint: `To allow it: gettoken provider add --yes ${shellWord(path)}`,
    });
  }
  host.writeStderr([asksFor, ...lines.map((line) => `  ${line}`), ""].join("\n"));
  if (isGiven) return true;
  const { promptYesOrNo } = await host.loadPrompts();
  return await promptYesOrNo(`May ${name} have them?`);
}
