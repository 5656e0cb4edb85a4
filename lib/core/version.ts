/** @module */

/** The version, as in `deno.json`, which is too large to load in each run. */
export const version = "0.1.0";
