/**
 * Notes about variables that are set but have no effect: empty ones, those of other programs, and
 * lines of `./.env` that were skipped. Loaded only for `-v` and for errors about missing settings.
 *
 * @module
 */

import { type Declared, shownVariable, variablesOf } from "../contract/declared_settings.ts";
import { allVariables } from "./known_variables.ts";
import type { EnvFile } from "./env_file.ts";
import type { FileProblem } from "../core/host.ts";
import { describeFile } from "./provenance.ts";
import { isBlank, type Sources } from "./sources.ts";

type Places = Pick<Sources, "env" | "envNames" | "files">;

/** Variables that are set but empty, with their places: `ACME_SECRET in ./.env`. */
export function emptyVariables(names: readonly string[], { env, files }: Places): string[] {
  const places = [
    { place: "the environment", get: env },
    ...files.map((file) => ({
      place: describeFile(file),
      get: (name: string) => file.values.get(name),
    })),
  ];
  return names.flatMap((name) =>
    places.filter(({ get }) => isBlank(valueOf(get, name) ?? "x"))
      .map(({ place }) => `${name} in ${place}`)
  );
}

/** The value, unless it cannot be read. */
function valueOf(
  get: (name: string) => string | undefined,
  name: string,
): string | undefined {
  try {
    return get(name);
  } catch {
    return undefined;
  }
}

/** What the user may have meant to set: empty variables, and variables of other programs. */
export function nearMisses(wanted: Declared, places: Places): string[] {
  return [
    ...emptyVariables(wanted.flatMap(allVariables), places)
      .map((variable) => `${variable} is set but empty`),
    ...otherVariables(wanted, places),
    ...places.files.flatMap(fileNotes),
  ];
}

/** Variables of other programs that are set, and what to set instead. Values are not looked at. */
function otherVariables(wanted: Declared, { envNames, files }: Places): string[] {
  const set = new Map([
    ...files.toReversed().flatMap((file) =>
      [...file.values.keys()].map((name) => [name, describeFile(file)] as const)
    ),
    ...(envNames?.() ?? []).map((name) => [name, "the environment"] as const),
  ]);
  const remedies = new Map<string, string[]>();
  for (const [name, setting] of wanted) {
    for (const [other, value] of Object.entries(setting.otherEnv ?? {})) {
      if (!set.has(other)) continue;
      const remedy = `${shownVariable(variablesOf(name, setting))} to ${value}`;
      remedies.set(other, [...remedies.get(other) ?? [], remedy]);
    }
  }
  return [...remedies].map(([other, remedy]) =>
    `${other} in ${set.get(other)} is not a variable of gettoken; set ${remedy.join(", ")}`
  );
}

/** The notes for `-v`. */
export function variableNotes(known: ReadonlySet<string>, places: Places): string[] {
  return [
    ...emptyVariables([...known], places).map((variable) => `${variable} is empty: ignored`),
    // This one was worth a warning.
    ...places.files.filter(({ unread }) => unread?.kind !== "timed_out").flatMap(fileNotes),
  ];
}

/** Why a file was not read. */
export function unreadNote(path: string, unread: FileProblem): string {
  return `${path} was not read: ${unread.inWords()}`;
}

/** How many line numbers are listed. */
const maxLines = 10;

function fileNotes({ path, unread, skipped = [] }: EnvFile): string[] {
  if (unread) return [unreadNote(path, unread)];
  if (skipped.length === 0) return [];
  const more = skipped.length > maxLines ? ", …" : "";
  const numbers = skipped.slice(0, maxLines).join(", ") + more;
  return [
    `${path}: skipped ${skipped.length === 1 ? "line" : "lines"} ${numbers}, not NAME=value`,
  ];
}
