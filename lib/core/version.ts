/**
 * The version. It is here because loading `deno.json` in each run is slow. A test compares the two.
 *
 * @module
 */

export const version = "0.1.0";
