import { join } from "node:path";
import { importMapFlags } from "./mirror.ts";
import { projectDir } from "./paths.ts";

/** All that gettoken may do: it cannot write, run or load binaries. */
export const PERMISSIONS: readonly string[] = [
  "--no-prompt",
  "--allow-net",
  "--allow-env",
  "--allow-read",
];

/**
 * The arguments for Deno that run gettoken from its source, with the same permissions as the
 * compiled program. Those for gettoken itself follow.
 */
export async function sourceArguments(): Promise<string[]> {
  return [
    ...["run", "--quiet", "--no-check", ...await importMapFlags()],
    ...PERMISSIONS,
    join(projectDir, "main.ts"),
  ];
}
