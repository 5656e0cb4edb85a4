/**
 * The context of every command: the host, the log and the built-in providers. `runCli()` creates it.
 *
 * @module
 */

import type { Host } from "../core/host.ts";
import type { Log } from "../core/log.ts";
import type { ProviderCatalog } from "./provider.ts";

/** What a command needs besides its arguments. */
export interface Context {
  readonly host: Host;
  readonly log: Log;
  /** The built-in providers. */
  readonly catalog: ProviderCatalog;
  /** The version of the program: `1.2.3`. */
  readonly version: string;
}
