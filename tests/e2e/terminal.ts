/**
 * Runs the program in a terminal, with `script` of util-linux.
 *
 * @module
 */

import { canRun } from "./commands.ts";

/** Whether this machine has `script`. */
export const hasTerminals = await canRun("script", "-qec", "true", "/dev/null");

/**
 * Shell commands that start a terminal for the program. Its screen is on stdout, keys are read from
 * a pipe called `keys`, and the process ID is in the file `pid`.
 */
export const inTerminal = `mkfifo keys && exec <>keys; ulimit -c 64
  quoted=$(for word; do printf "'%s' " "$word"; done)
  set -- script -qec "echo \\$\\$ >pid; exec $quoted" /dev/null`;
