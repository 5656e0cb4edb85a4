/**
 * The files of a run that hold settings: those that the user names, and the one that lies here.
 *
 * @module
 */

import { type EnvFile, readEnvFiles } from "./env_file.ts";
import { GettokenError } from "./errors.ts";
import type { Host } from "./host.ts";

/** The variable of the environment that names a profile. */
const profileVariable = "GETTOKEN_PROFILE";

/** What names files with settings on a command line. */
export interface NamedFiles {
  /** Paths; a later one wins. */
  readonly envFiles: readonly string[];
  /** The name of a profile. */
  readonly profile?: string | undefined;
}

/**
 * Reads the files with settings: those named by their path, then the profile, then `./.env`. A
 * profile is what a user always wants, so a file that is named for one run wins over it.
 *
 * @returns The files, the one that wins first.
 * @throws {GettokenError} `env_file_unreadable`, `env_file_malformed`; `usage` or `setting_invalid`
 * if no profile can have the name.
 */
export async function readSettingFiles(host: Host, named: NamedFiles): Promise<EnvFile[]> {
  const files = await readEnvFiles(host, named.envFiles);
  const fromEnvironment = host.env(profileVariable);
  const name = named.profile ?? fromEnvironment;
  if (name === undefined) return files;
  if (name === "") {
    throw new GettokenError("setting_invalid", `${profileVariable} in the environment is empty`);
  }
  const { readProfile } = await import("./profiles.ts");
  const profile = await readProfile(host, {
    name,
    namedBy: named.profile === undefined ? profileVariable : "--profile",
  });
  return [...files.filter(({ named }) => named), profile, ...files.filter(({ named }) => !named)];
}
