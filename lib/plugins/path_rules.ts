/** The functions of `node:path` for the operating system of a host. @module */

import { posix, win32 } from "node:path";
import type { Host } from "../core/host.ts";

/** How paths are taken apart and joined. Tests have hosts of every system. */
export function pathRules({ os }: Pick<Host, "os">): typeof posix {
  return os === "windows" ? win32 : posix;
}
