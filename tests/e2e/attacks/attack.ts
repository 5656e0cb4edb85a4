/**
 * The type of the attack tables. An attack is a fault made on purpose: to leak a credential, to give
 * a module more than it may have, or to show something false on the terminal. Every case runs as
 * a bundle and compiled, at one verbosity level.
 *
 * @module
 */

import { asCommands } from "../commands.ts";
import type { TestFile } from "../folder.ts";
import type { Fault, Given, Place } from "../faults/fault.ts";
import { valueOf } from "../faults/try_fault.ts";

/** Attacks that succeeded in the past. Each has at least two cases. */
export const findings = {
  1: "./.env redirects a proof that is not called a secret",
  2: "a module gets variables, key files and tokens that nobody granted it",
  3: "./.env redirects a module that does not say what decides the destination",
  4: "a secret with a default value hides the host on the terminal",
  5: "the host on the terminal is not the one that is contacted",
  6: "strings of a module forge or hide what the terminal shows",
  7: "strings of a module run as shell commands in completions",
  8: "a regular expression of a module crashes the process",
  9: "a module learns a secret, or its form",
  10: "files that others can change are written or used",
  11: "a cache folder of somebody else's is used",
  12: "many runs at once make many requests",
  13: "an echo of a secret in another form is shown",
  14: "a misspelt option is taken for an argument",
  15: "a token without expires_in is cached for a wrong time",
} as const;

/** The number of a finding. */
export type Finding = keyof typeof findings;

/** One attack and the expected result. No run contacts the thief or leaks a canary. */
export interface Attack extends Fault {
  /** Which of the {@linkcode findings} it repeats, if any. */
  readonly finding?: Finding;
  /** More values that no output, request or file may contain, besides the client's secret. */
  readonly never?: Given<readonly string[]>;
  /**
   * The host that the program shows on the terminal before it sends anything there; the run is on a
   * terminal then, and {@linkcode Fault.says} is about its screen.
   */
  readonly showsHost?: Given<string>;
  /** Whether the user types the secret at a prompt, which must show that host. */
  readonly typesSecret?: true;
}

/** The attacks of one group, by what they try. */
export type Attacks = Readonly<Record<string, Attack>>;

/** Attacks that all repeat one finding. */
export function repeating(finding: Finding, attacks: Attacks): Attacks {
  return Object.fromEntries(
    Object.entries(attacks).map(([name, attack]) => [name, { finding, ...attack }]),
  );
}

/** Shell commands that call gettoken by its name, with a new home folder. */
export function commands(
  lines: readonly string[],
  { files, ...attack }: Attack,
  shell = "sh",
): Attack {
  const all = ['export HOME="$PWD/home" XDG_CONFIG_HOME= XDG_CACHE_HOME=', "mkdir home", ...lines];
  const { files: own = {}, ...run } = asCommands(all.join("\n"), {}, shell);
  return {
    ...{ ...attack, ...run, args: [], levels: ["normal"] },
    made: [...run.made ?? [], "home/", ...attack.made ?? []],
    files: async (place) => ({ ...own, ...await valueOf(files ?? {}, place) }),
  };
}

/** Replaces `PORT` by the port of the case's server, and `THIEF` by that of the thief. */
export function withPorts(files: Readonly<Record<string, string>>): Attack["files"] & object {
  return (place: Place): Readonly<Record<string, TestFile>> => {
    const thiefPort = new URL(place.thief).port;
    return Object.fromEntries(
      Object.entries(files).map(([path, content]) => [
        path,
        content.replaceAll("PORT", `${place.port}`).replaceAll("THIEF", thiefPort),
      ]),
    );
  };
}
