/** The help of the program as text: lib/quick/root_help.json. @module */

import { helpLines } from "../../lib/cli/help.ts";
import { rootHelp } from "../../lib/quick/root_help.ts";
import { denoHost } from "../../lib/platform/deno_host.ts";
import { builtIn } from "../../providers/mod.ts";

/** The short and the long help without added providers, as a file or a pipe gets it, as JSON. */
export async function rootHelpTexts(): Promise<string> {
  const host = { ...denoHost, env: () => undefined };
  const text = async (isLong: boolean) =>
    helpLines(await rootHelp({ host, catalog: builtIn }, isLong), 80).join("\n") + "\n";
  return JSON.stringify({ short: await text(false), long: await text(true) }, undefined, 2) + "\n";
}
