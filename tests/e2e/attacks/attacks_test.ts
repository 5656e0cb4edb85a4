/**
 * Attacks by folders, modules, servers and other users of the machine, as a bundle and compiled.
 * Asserts how the run ends, and that nothing leaks.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { type Trial, tryAll } from "../cases.ts";
import { everyLevel } from "../faults/fault.ts";
import { testProgram } from "../program.ts";
import { type Attack, type Attacks, findings } from "./attack.ts";
import { cacheAttacks } from "./cache_folders.ts";
import { echoAttacks } from "./echoes.ts";
import { foundFileAttacks } from "./found_files.ts";
import { foundModuleAttacks } from "./found_modules.ts";
import { fromModules } from "./from_modules.ts";
import { harmlessFiles } from "./harmless_files.ts";
import { hostileModules } from "./hostile_modules.ts";
import { sandboxModules } from "./sandbox_modules.ts";
import { misspeltOptionAttacks } from "./misspelt_options.ts";
import { moduleGrantAttacks } from "./module_grants.ts";
import { moduleSecretAttacks } from "./module_secrets.ts";
import { shownHostAttacks } from "./shown_hosts.ts";
import { tryAttack } from "./try_attack.ts";
import { fileAttacks } from "./written_files.ts";

const groups: Readonly<Record<string, Attacks>> = {
  "./.env": foundFileAttacks,
  "a harmless ./.env": harmlessFiles,
  "found modules": foundModuleAttacks,
  "module grants": moduleGrantAttacks,
  "module secrets": moduleSecretAttacks,
  "hostile modules": fromModules(hostileModules),
  // A secret without letters and digits. Its shape is the secret itself.
  "sandbox modules": fromModules(sandboxModules, { secret: "!-_=+-[]-!{}-~:;" }),
  "shown hosts": shownHostAttacks,
  echoes: echoAttacks,
  "misspelt options": misspeltOptionAttacks,
  cache: cacheAttacks,
  files: fileAttacks,
};

interface AttackTrial extends Trial {
  readonly attack: Attack;
}

for (const [group, attacks] of Object.entries(groups)) {
  testProgram(`gettoken withstands attacks: ${group}`, async (gettoken) => {
    const trials = trialsOf(group, attacks).filter(({ attack: { front = gettoken.front } }) =>
      front === gettoken.front
    );
    await tryAll(
      "attacks",
      gettoken,
      trials,
      ({ attack, level, isAwkward }) => tryAttack(gettoken, attack, level, isAwkward),
    );
  }, { fronts: ["bundle", "compiled"] });
}

/** The cases of a group. The verbosity level changes from case to case. */
function trialsOf(group: string, attacks: Attacks): AttackTrial[] {
  return Object.entries(attacks).map(([name, attack], index) => {
    const { levels = everyLevel } = attack;
    const level = levels[index % levels.length] ?? "normal";
    return { group, name, attack, level, isAwkward: index % 2 === 0 };
  });
}

Deno.test("there are attacks for every finding", () => {
  const all = Object.values(groups).flatMap((attacks) => Object.values(attacks));
  assert(all.length >= 150);
  const repeated = Map.groupBy(all, ({ finding }) => `${finding}`);
  const scarce = Object.keys(findings).filter((one) => (repeated.get(one)?.length ?? 0) < 2);
  assertEquals(scarce, []);
});
