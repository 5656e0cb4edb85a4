/**
 * Stdin can be read once in a run, so only one setting can come from there.
 *
 * @module
 */

import { GettokenError } from "../core/errors.ts";
import { describeProvenance } from "./provenance.ts";
import { isStdin } from "./secret_file.ts";
import type { Found } from "./sources.ts";
import { words } from "../core/text.ts";

/**
 * Refuses a run in which more than one setting is to be read from stdin. The first would take all
 * of it, and the other would seem to be empty.
 *
 * @param paths The paths that are given, by the setting that each is for.
 * @throws {GettokenError} `setting_invalid`
 */
export function refuseSharedStdin(paths: readonly (readonly [name: string, path: Found])[]): void {
  const readers = paths.filter(([, { value }]) => isStdin(value));
  if (readers.length < 2) return;
  throw new GettokenError(
    "setting_invalid",
    `Stdin can be read once, and ${readers.length} settings are to come from there`,
    {
      details: readers.map(([name, { provenance }]) =>
        `${words(name, " ")} (${describeProvenance(provenance)})`
      ),
      hint: "Pipe in one of them, and name a file for each other.",
    },
  );
}
