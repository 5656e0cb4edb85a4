/**
 * Warns of provider modules that any user of the machine can change. Called whenever one is loaded.
 *
 * @module
 */

import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Host } from "../core/host.ts";
import type { Log } from "../core/log.ts";
import { printable, shellWord } from "../core/text.ts";

/** Warns of each file, and each folder above one, that all users can write to. */
export async function warnIfWritableByAll(
  host: Pick<Host, "othersMayWrite" | "realPath">,
  log: Log,
  files: readonly { readonly url: URL }[],
): Promise<void> {
  const paths = new Set<string>();
  for (const { url } of files) {
    const path = fileURLToPath(url);
    // A link can be replaced where it is, and the file where that is.
    for (const file of [path, await host.realPath(path)]) {
      for (let above = file; !paths.has(above); above = dirname(above)) paths.add(above);
    }
  }
  for (const path of paths) {
    if (!await host.othersMayWrite(path)) continue;
    log.warn(
      `any user of this machine can change the provider module: ${printable(path, 300)}` +
        ` is writable for all → chmod o-w ${shellWord(path)}`,
    );
  }
}
