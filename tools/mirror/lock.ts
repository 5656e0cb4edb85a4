/**
 * The lock of npm and JSR packages: exact versions and hashes. `deno.lock` has JSR packages only after
 * `deno task lock` has run where JSR answers.
 *
 * @module
 */
import { join } from "node:path";
import { exists, replaceTextFile } from "../files.ts";
import { cacheDir, projectDir } from "../paths.ts";
import { sha256 } from "../checksums.ts";

/** The lock of the project. */
export const lockPath: string = join(projectDir, "deno.lock");

/**
 * Flags for Deno that make it refuse packages which differ from the lock.
 *
 * @param needsJsr whether packages from JSR are used. If `deno.lock` has none, a copy in `.cache/lock`
 * is used, to which Deno adds them
 */
export async function lockFlags(needsJsr: boolean): Promise<string[]> {
  const lock = await Deno.readTextFile(lockPath);
  if (!needsJsr || hasJsrPackages(lock)) return [`--lock=${lockPath}`, "--frozen"];
  const copy = join(cacheDir, "lock", `${sha256(lock).slice(0, 16)}.json`);
  await Deno.mkdir(join(cacheDir, "lock"), { recursive: true });
  if (!await exists(copy)) await replaceTextFile(copy, lock);
  return [`--lock=${copy}`];
}

/** Whether a lock has packages from JSR. */
export function hasJsrPackages(lock: string): boolean {
  return JSON.parse(lock).jsr !== undefined;
}
