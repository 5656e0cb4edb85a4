/**
 * What a command line can say.
 *
 * @module
 */

import type { CacheArguments } from "../cache/cache_options.ts";
import type { Destination } from "../output/delivery.ts";

/** A command line that was understood. */
export interface Arguments extends CacheArguments, Destination {
  /** Values of the provider's settings, by name. */
  readonly settings: Readonly<Record<string, string | undefined>>;
  /** Files to read settings from; a later one wins. */
  readonly envFiles: readonly string[];
  /** The name of a profile to read settings from. */
  readonly profile?: string | undefined;
  /** How long the network may take in all, in seconds. */
  readonly timeout: number;
  /** How many times a request is sent again that failed for a passing reason. */
  readonly retries: number;
  /** Whether to show the request instead of sending it. */
  readonly dryRun: boolean;
  /** What to explain instead of printing a token. */
  readonly explain?: Explaining | undefined;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** Whether to ask on the terminal for what is missing. */
  readonly input: boolean;
}

/** How to explain a run. */
export interface Explaining {
  /** Whether to ask the server for its metadata and its certificate. */
  readonly check: boolean;
  readonly json: boolean;
}

/** A command line without any option. */
export const noArguments: Arguments = {
  settings: {},
  envFiles: [],
  profile: undefined,
  output: "token",
  envName: undefined,
  out: undefined,
  copy: false,
  timeout: 30,
  retries: 2,
  cache: false,
  refresh: false,
  minTtl: undefined,
  dryRun: false,
  quiet: false,
  verbose: false,
  input: true,
};
