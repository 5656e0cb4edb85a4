/**
 * What a command works with, apart from its arguments. `runCli()` makes it, the commands and what
 * they call pass it on.
 *
 * @module
 */

import type { Host } from "../core/host.ts";
import type { Log } from "../core/log.ts";
import type { ProviderCatalog } from "./provider.ts";

/** The machine, the log and what is built in. */
export interface Context {
  readonly host: Host;
  readonly log: Log;
  /** The built-in providers. */
  readonly catalog: ProviderCatalog;
  /** The version of the program: `1.2.3`. */
  readonly version: string;
}
