/**
 * Finds variables that nothing reads, and that look much like one that is missing.
 *
 * @module
 */

import type { Declared } from "../contract/declared_settings.ts";
import { allVariables } from "./known_variables.ts";
import type { Sources } from "./sources.ts";

/** Remarks about such variables, in the environment and in files. No value is shown. */
export function misspelt(
  missing: Declared,
  declared: Declared,
  { envNames, files }: Pick<Sources, "envNames" | "files">,
): string[] {
  const known = declared.flatMap(allVariables);
  const wanted = missing.flatMap(allVariables);
  const namesIn = (names: Iterable<string>, place: string) =>
    [...names].filter((name) => !known.includes(name)).flatMap((name) => {
      const meant = wanted.find((variable) => isMisspelt(name, variable));
      return meant === undefined ? [] : [`${name} in ${place} sets nothing; is ${meant} meant?`];
    });
  return [
    ...namesIn(envNames?.() ?? [], "the environment"),
    ...files.flatMap(({ path, values }) => namesIn(values.keys(), path)),
  ];
}

/** Whether two letters at most, one beside the other, make the difference. */
function isMisspelt(name: string, variable: string): boolean {
  const [a, b] = [name.toUpperCase(), variable.toUpperCase()];
  const length = Math.min(a.length, b.length);
  let start = 0;
  while (start < length && a[start] === b[start]) start++;
  let end = 0;
  while (end < length - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  return Math.max(a.length, b.length) - start - end <= 2;
}
