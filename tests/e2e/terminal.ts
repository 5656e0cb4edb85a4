/**
 * Runs the program in a terminal, by way of `script` of util-linux.
 *
 * @module
 */

import { canRun } from "./commands.ts";

/** Whether this machine can. */
export const hasTerminals = await canRun("script", "-qec", "true", "/dev/null");

/**
 * The commands for a shell that put a terminal around the program. What stands on it comes out of
 * stdout; what is typed goes into a pipe called `keys`; the number of the process is in `pid`.
 */
export const inTerminal = `mkfifo keys && exec <>keys; ulimit -c 64
  quoted=$(for word; do printf "'%s' " "$word"; done)
  set -- script -qec "echo \\$\\$ >pid; exec $quoted" /dev/null`;
