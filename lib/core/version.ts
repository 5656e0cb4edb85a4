/**
 * The version, apart since `deno.json` is too large to load in each run. A test compares the two.
 *
 * @module
 */

export const version = "0.1.0";
