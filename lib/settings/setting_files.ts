/**
 * The files of a run that hold settings: those that the user names, and the one that lies here.
 *
 * @module
 */

import { type EnvFile, readEnvFiles } from "./env_file.ts";
import type { Host } from "../core/host.ts";
import { runOptions } from "./run_options.ts";

/** The variable that names a profile. */
const profileVariable = runOptions.profile.variable;

/** What names files with settings on a command line. */
export interface NamedFiles {
  /** Paths; a later one wins. */
  readonly envFiles: readonly string[];
  /** The name of a profile. */
  readonly profile?: string | undefined;
}

/**
 * Reads the files with settings. Those that the command line names win over those that the
 * environment names, these over the profile, and that over `./.env`.
 *
 * @returns The files, the one that wins first.
 * @throws {GettokenError} `env_file_unreadable`, `env_file_malformed`; `usage` or `setting_invalid`
 * if no profile can have the name.
 */
export async function readSettingFiles(host: Host, named: NamedFiles): Promise<EnvFile[]> {
  const files = await readEnvFiles(host, [...filesInEnvironment(host), ...named.envFiles]);
  // An empty variable counts as unset.
  const name = named.profile ?? (host.env(profileVariable) || undefined);
  if (name === undefined) return files;
  const { readProfile } = await import("./profiles.ts");
  const profile = await readProfile(host, {
    name,
    namedBy: named.profile === undefined ? profileVariable : "--profile",
  });
  return [...files.filter(({ named }) => named), profile, ...files.filter(({ named }) => !named)];
}

/** The files that the environment names, in a list separated as in `PATH`. */
function filesInEnvironment(host: Host): string[] {
  const paths = host.env(runOptions.envFile.variable)?.split(host.os === "windows" ? ";" : ":") ??
    [];
  return paths.filter((path) => path !== "");
}
