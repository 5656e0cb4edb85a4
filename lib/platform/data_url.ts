/**
 * Modules that are no files.
 *
 * @module
 */

import { base64 } from "../core/secret.ts";

/** The address of a module with this text. */
export function moduleUrl(source: string): string {
  return `data:text/javascript;base64,${base64(source)}`;
}
