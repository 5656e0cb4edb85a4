/**
 * The failure of a setting whose value cannot be used.
 *
 * @module
 */

import { GettokenError } from "./errors.ts";

/**
 * The error for a value that cannot be used.
 *
 * @param source Where it is from: `--private-key-file names ./key.pem`.
 * @param problem What is wrong with it, without anything of its content.
 */
export function unusable(source: string, problem: string, hint?: string): GettokenError {
  return new GettokenError("setting_invalid", `${source}: ${problem}`, { hint });
}
