/**
 * A token that cannot be written, and a defect of the program itself.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import type { Faults } from "./fault.ts";

const defectiveProgram = fileURLToPath(new URL("defective.ts", import.meta.url));

export const outputFaults: Faults = {
  "a full disk behind stdout": {
    shell: "exec >/dev/full",
    ...{ exit: 9, code: "output_failed", says: [/Cannot write to stdout/, /full/] },
  },
  "a full disk behind stderr": { shell: "exec 2>/dev/full", exit: 0 },
  "a full disk behind stderr, and a failure": {
    shell: "exec 2>/dev/full",
    options: ["--nope"],
    ...{ exit: 2, code: "usage", levels: ["normal", "verbose"] },
  },
  "stderr that is closed": { shell: "exec 2>&-", exit: 0 },
  "a defect of the program": {
    // The compiled program has no part that could be exchanged.
    front: "source",
    shell: `for arg; do
      shift
      case $arg in */main.ts) arg='${defectiveProgram}' ;; esac
      set -- "$@" "$arg"
    done`,
    ...{ exit: 1, code: "defect", says: [/defect: unexpected TypeError/, /report/] },
  },
  "stdin that is closed": { shell: "exec <&-", exit: 0 },
};
