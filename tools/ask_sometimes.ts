import { join } from "node:path";
import { exists, lastChange } from "./files.ts";
import { cacheDir } from "./paths.ts";

// Long enough that nobody waits for the same answer again and again, short enough that the tools
// notice another network.
const HOUR_MS = 3_600_000;

/**
 * Asks whether something on the network answers. After a no, it is not asked again for an hour, and
 * the answer is no.
 *
 * @param question names the file in `folder` that remembers the answer
 * @param options `always`: ask even after a no
 */
export async function askSometimes(
  question: string,
  ask: () => Promise<boolean>,
  { always = false, folder = join(cacheDir, "no") } = {},
): Promise<boolean> {
  const path = join(folder, question);
  // Later than now if the clock was set back.
  const isRecent = await exists(path) && Math.abs(Date.now() - await lastChange(path)) < HOUR_MS;
  if (isRecent && !always) return false;
  if (await ask()) return true;
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(path, "");
  return false;
}
