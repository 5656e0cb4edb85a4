/**
 * Output that cannot be written, and a defect of gettoken.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import type { Fault, Faults } from "./fault.ts";

const defectiveProgram = fileURLToPath(new URL("defective.ts", import.meta.url));

/** An invalid --out file: refused before a request. */
function cannotWrite(path: string, says: RegExp): Fault {
  return {
    options: ["--out", path],
    ...{ exit: 9, code: "output_failed", says: [/Cannot write .* \(--out\): /, says], requests: 0 },
  };
}

export const outputFaults: Faults = {
  "a full disk behind stdout": {
    shell: "exec >/dev/full",
    ...{ exit: 9, code: "output_failed", says: [/Cannot write to stdout/, /full/] },
  },
  "a file in no folder": cannotWrite(
    "nosuch/token",
    /there is no such folder\n.*Create the folder/,
  ),
  "a file that is a folder": { ...cannotWrite("folder", /it is a folder/), shell: "mkdir folder" },
  "a file that is a pipe": {
    ...cannotWrite("pipe", /it is not a regular file/),
    ...{ shell: "mkfifo pipe", made: ["pipe"] },
  },
  "a file that is a link": {
    ...cannotWrite("link", /it is a symbolic link\n.*Name the file/),
    ...{ shell: "ln -s elsewhere link", made: ["link"] },
  },
  "a file whose name is too long": cannotWrite("x".repeat(300), /its name is too long/),
  "a full disk behind stderr": { shell: "exec 2>/dev/full", exit: 0 },
  "a full disk behind stderr, and a failure": {
    shell: "exec 2>/dev/full",
    options: ["--nope"],
    ...{ exit: 2, code: "usage", levels: ["normal", "verbose"] },
  },
  "stderr that is closed": { shell: "exec 2>&-", exit: 0 },
  "a defect of the program": {
    // Modules of the compiled program cannot be replaced.
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
