/**
 * The command line of one provider, parsed.
 *
 * @module
 */

import type { RunValues } from "../settings/run_options.ts";
import type { NamedFiles } from "../settings/setting_files.ts";

/** A command line that was parsed. */
export interface Arguments extends NamedFiles {
  /** Values of the provider's settings, by name. */
  readonly settings: Readonly<Record<string, string | undefined>>;
  /** The run options on the command line. Variables and defaults fill in the others. */
  readonly options: Partial<RunValues>;
  /** What to explain instead of printing a token. */
  readonly explain?: Explaining | undefined;
}

/** How to explain a run. */
export interface Explaining {
  /** Whether to ask the server for its metadata and its certificate. */
  readonly check: boolean;
  readonly json: boolean;
}

/** A command line without any option. */
export const noArguments: Arguments = { settings: {}, envFiles: [], options: {} };
