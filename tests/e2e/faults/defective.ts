/**
 * Gettoken with a fault of its own: what throws is none of the things that it knows. Its message
 * holds what such messages can hold.
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
