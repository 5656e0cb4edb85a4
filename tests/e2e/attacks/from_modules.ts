/**
 * Makes attacks from hostile modules. Each module runs by its path, with a secret, a file and a
 * variable to steal.
 *
 * @module
 */

import { type Attack, type Attacks, withPorts } from "./attack.ts";
import type { HostileModule } from "./hostile_modules.ts";
import { valueOf } from "../faults/try_fault.ts";

const canaries = { file: "canary-of-the-file", variable: "canary-of-the-environment" };

/** Makes the attacks, by the names of the modules. */
export function fromModules(
  modules: Readonly<Record<string, HostileModule>>,
  more: Partial<Attack> = {},
): Attacks {
  return Object.fromEntries(
    Object.entries(modules).map(([what, module]) => [what, { ...attackOf(module), ...more }]),
  );
}

function attackOf({ files, args = [], says, harmless }: HostileModule): Attack {
  return {
    args: [`./${Object.keys(files)[0]}`, ...args],
    files: async (place) => ({
      "canary.txt": canaries.file,
      ...await valueOf(withPorts(files), place),
    }),
    env: { GETTOKEN_CLIENT_ID: "some-client", CANARY: canaries.variable },
    never: Object.values(canaries),
    // Modules that write run with -v, which conflicts with -q.
    ...(args.includes("-v") ? { levels: ["normal"] } : {}),
    ...(harmless ? { exit: 0 } : { exit: 8, code: "provider_module", says: says ?? [] }),
  };
}
