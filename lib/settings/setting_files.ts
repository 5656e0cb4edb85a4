/**
 * Reads the `.env` files of a run: those that the user named, a profile, and `./.env`.
 *
 * @module
 */

import { type EnvFile, implicitPath, readEnvFile } from "./env_file.ts";
import type { Host } from "../core/host.ts";
import { runOptions } from "./run_options.ts";
import { inEnvironment } from "./sources.ts";

/** The files with settings that the command line names. */
export interface NamedFiles {
  /** Paths, in order of precedence from low to high. */
  readonly envFiles?: readonly string[];
  /** The name of a profile. */
  readonly profile?: string | undefined;
  /** Whether `./.env` is not read, unless it is named. */
  readonly noEnvFile?: boolean | undefined;
}

/**
 * Reads the files with settings. In order of precedence: files on the command line, files in the
 * environment, the profile, `./.env`.
 *
 * @returns The files, that of the highest precedence first.
 * @throws {GettokenError} `env_file_unreadable`, `env_file_malformed`; `usage` or `setting_invalid`
 * if the profile name is invalid.
 */
export async function readSettingFiles(
  host: Host,
  { envFiles = [], profile, noEnvFile = isOffInEnvironment(host) }: NamedFiles,
): Promise<EnvFile[]> {
  const paths = [...filesInEnvironment(host), ...envFiles];
  const named = await Promise.all(paths.map((path) => readEnvFile(host, path, true)));
  const isImplicitNamed = await includes(host, paths, implicitPath);
  const implicit = noEnvFile || isImplicitNamed
    ? undefined
    : await readEnvFile(host, implicitPath, false);
  const files = [...named.reverse(), await profileOf(host, profile), implicit];
  return files.filter((file) => file !== undefined);
}

/** The profile from the option or the variable. */
async function profileOf(host: Host, given: string | undefined): Promise<EnvFile | undefined> {
  const { variable } = runOptions.profile;
  const name = given ?? inEnvironment(host, variable);
  if (name === undefined) return undefined;
  const { readProfile } = await import("./profiles.ts");
  return await readProfile(host, { name, namedBy: given === undefined ? variable : "--profile" });
}

/** Whether one of the paths is a file, however it is written. */
async function includes(host: Host, paths: readonly string[], wanted: string): Promise<boolean> {
  if (paths.length === 0) return false;
  const urls = await Promise.all([wanted, ...paths].map((path) => host.fileUrl(path)));
  const [first, ...others] = urls.map(({ href }) =>
    host.os === "windows" ? href.toLowerCase() : href
  );
  return others.some((other) => other === first);
}

/** The files that the environment names, in a list with the separator of `PATH`. */
function filesInEnvironment(host: Host): string[] {
  const list = inEnvironment(host, runOptions.envFile.variable) ?? "";
  return list.split(host.os === "windows" ? ";" : ":").filter((path) => path !== "");
}

/** Whether a variable turns `./.env` off. An invalid value is reported with the other options. */
function isOffInEnvironment(host: Host): boolean {
  return inEnvironment(host, runOptions.noEnvFile.variable) === "1";
}
