import { join } from "node:path";
import { packageFlags } from "./mirror.ts";
import { projectDir } from "./paths.ts";

/**
 * The permissions of gettoken. It cannot start programs or load libraries, and drops the permission
 * to write unless the run has to write. Workers with fewer permissions are an unstable feature.
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
 * The arguments for Deno that run the bundle of gettoken, with the permissions of the compiled
 * program. Append the arguments of gettoken.
 *
 * @param main the main module of the bundle
 */
export function bundleArguments(main: string): string[] {
  return ["run", "--quiet", "--no-check", "--no-config", "--no-lock", ...PERMISSIONS, main];
}

/**
 * The arguments for Deno that run gettoken from source, with the permissions of the compiled
 * program. Append the arguments of gettoken.
 */
export async function sourceArguments(): Promise<string[]> {
  return [
    ...["run", "--quiet", "--no-check", ...await packageFlags()],
    ...PERMISSIONS,
    join(projectDir, "main.ts"),
  ];
}
