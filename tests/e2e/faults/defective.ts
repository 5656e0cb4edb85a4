/**
 * gettoken with a defect: it throws an unexpected error, whose message contains secrets and control
 * characters.
 *
 * @module
 */

import { runCli } from "../../../lib/commands/run_cli.ts";
import { denoHost } from "../../../lib/platform/deno_host.ts";
import { builtIn } from "../../../providers/mod.ts";

const host = {
  ...denoHost,
  writeUnchanged(token: string): Promise<void> {
    const cause = new Error(Deno.env.get("GETTOKEN_CLIENT_SECRET"));
    throw new TypeError(`Cannot write ${token}\n  \x1b[31m`, { cause });
  },
};

Deno.exit(await runCli(Deno.args, { host, catalog: builtIn, version: "0.0.0" }));
