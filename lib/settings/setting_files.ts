/**
 * The files of a run that hold settings: those that the user names, and the one that lies here.
 *
 * @module
 */

import { type EnvFile, readEnvFiles } from "./env_file.ts";
import { GettokenError } from "../core/errors.ts";
import type { Host } from "../core/host.ts";

/** The variable of the environment that names a profile. */
const profileVariable = "GETTOKEN_PROFILE";

/** The variable of the environment that names files, separated as in `PATH`. */
export const envFileVariable = "GETTOKEN_ENV_FILE";

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

function filesInEnvironment(host: Host): string[] {
  const paths = host.env(envFileVariable)?.split(host.os === "windows" ? ";" : ":") ?? [];
  return paths.filter((path) => path !== "");
}
