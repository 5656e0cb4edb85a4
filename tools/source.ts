import { join } from "node:path";
import { packageFlags } from "./mirror.ts";
import { projectDir } from "./paths.ts";

/**
 * All that gettoken may do: it cannot run or load binaries. It gives up writing at once unless it
 * is asked to write. A worker may have less than all of this, which is not a stable feature yet.
 */
export const PERMISSIONS: readonly string[] = [
  "--no-prompt",
  "--allow-net",
  "--allow-env",
  "--allow-read",
  "--allow-write",
  "--unstable-worker-options",
];

/**
 * The arguments for Deno that run gettoken from its source, with the same permissions as the
 * compiled program. Those for gettoken itself follow.
 */
export async function sourceArguments(): Promise<string[]> {
  return [
    ...["run", "--quiet", "--no-check", ...await packageFlags()],
    ...PERMISSIONS,
    join(projectDir, "main.ts"),
  ];
}
