/**
 * Which settings a run needs, and which may stand beside them.
 *
 * @module
 */

import { alternativesTo, isRequired } from "../contract/declared_settings.ts";
import type { Setting } from "../contract/provider.ts";

/** Settings by name. */
export type DeclaredSettings = Readonly<Record<string, Setting>>;

/** The names of the settings that must be given, one list for each way that `{ unless }` leaves. */
export function waysToGive(settings: DeclaredSettings): string[][] {
  const ways = [undefined, ...substitutesIn(settings)].map((substitute) => {
    const chosen = new Set(substitute === undefined ? [] : [substitute]);
    for (const [name, setting] of Object.entries(settings)) {
      if (isGiven(setting)) continue;
      const has = (other: string) => chosen.has(other) || isGiven(settings[other]);
      if (isRequired(setting, { has })) chosen.add(name);
    }
    return Object.keys(settings).filter((name) => chosen.has(name));
  });
  return [...new Map(ways.map((way) => [way.join(), way])).values()];
}

/** Whether a setting has a value in every run: by default, or as a secret, which comes otherwise. */
function isGiven(setting: Setting | undefined): boolean {
  return setting?.default !== undefined || setting?.secret === true;
}

/** The settings that serve instead of another, secrets excepted. */
function substitutesIn(settings: DeclaredSettings): string[] {
  const named = Object.values(settings).flatMap(alternativesTo);
  return [...new Set(named)].filter((name) =>
    Object.hasOwn(settings, name) && !settings[name]?.secret
  );
}

/** The names of the settings that may stand beside others, whichever way those are given. */
export function companionsIn(settings: DeclaredSettings): string[] {
  const substitutes = substitutesIn(settings);
  return Object.entries(settings).flatMap(([name, setting]) =>
    alternativesTo(setting).length > 0 || substitutes.includes(name) || setting.secret ? [] : [name]
  );
}
