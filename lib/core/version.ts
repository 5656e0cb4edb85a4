/**
 * The version of gettoken. It stands here, too, since a run would have to load all of `deno.json`
 * for it.
 *
 * @module
 */

/** As `deno.json` has it. */
export const version = "0.1.0";
