/**
 * Profiles: settings that are called by a name. Each is a `.env` file in the configuration folder.
 *
 * @module
 */

import { requireConfigFolder } from "../platform/user_folders.ts";
import { type EnvFile, readEnvFile } from "./env_file.ts";
import { GettokenError } from "../core/errors.ts";
import { FileProblem, type Host } from "../core/host.ts";
import { printable } from "../core/text.ts";

/** A profile by name, and who named it: `--profile`, `GETTOKEN_PROFILE`. */
export interface NamedProfile {
  readonly name: string;
  readonly namedBy: string;
}

/** Whether a profile can have this name. No path out of the folder can be made from one. */
export function isProfileName(name: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/.test(name);
}

/**
 * Refuses what no profile can be called.
 *
 * @throws {GettokenError} `setting_invalid` if a variable names it, else `usage`.
 */
export function requireProfileName({ name, namedBy }: NamedProfile): void {
  if (isProfileName(name)) return;
  const isVariable = /^[A-Z_]+$/.test(namedBy);
  throw new GettokenError(
    isVariable ? "setting_invalid" : "usage",
    `${namedBy} gives no name that a profile can have`,
    {
      hint: "A name has letters, digits, -, _ and ., up to 64 of them, " +
        "and begins with a letter, a digit or _.",
    },
  );
}

/**
 * The folder with the profiles. It may not exist yet.
 *
 * @throws {GettokenError} `setting_missing` if the environment does not tell where it is.
 */
export function profileFolder(host: Host): string {
  return `${requireConfigFolder(host, "profiles")}/profiles`;
}

/** The name of a profile's file in that folder. */
export function profileFile(name: string): string {
  return `${name}.env`;
}

/** The path of a profile's file, be there one or not. */
export function profilePath(host: Host, name: string): string {
  return `${profileFolder(host)}/${profileFile(name)}`;
}

/** The names of the profiles that exist. */
export async function profileNames(host: Host): Promise<string[]> {
  const files = await host.filesIn(profileFolder(host));
  return files.filter((file) => file.endsWith(".env"))
    .map((file) => file.slice(0, -".env".length))
    .filter(isProfileName);
}

/**
 * Reads a profile.
 *
 * @throws {GettokenError} `env_file_unreadable`, with those that exist; `env_file_malformed`
 */
export async function readProfile(host: Host, profile: NamedProfile): Promise<EnvFile> {
  requireProfileName(profile);
  const path = profilePath(host, profile.name);
  const file = await isThere(host, path) ? await readEnvFile(host, path, true) : undefined;
  if (file) return { ...file, profile: profile.name };
  throw await unknown(host, profile, path);
}

/** Whether there is something at a path, be it readable or not. */
export async function isThere(host: Host, path: string): Promise<boolean> {
  try {
    await host.readFile(path, 0);
    return true;
  } catch (error) {
    return !(error instanceof FileProblem && error.kind === "missing");
  }
}

async function unknown(
  host: Host,
  { name, namedBy }: NamedProfile,
  path: string,
): Promise<GettokenError> {
  const names = await profileNames(host);
  return new GettokenError("env_file_unreadable", `There is no profile "${name}" (${namedBy})`, {
    details: [
      names.length > 0 ? `These exist: ${names.join(", ")}` : "There is none yet.",
      `It would be the file ${printable(path, 300)}`,
    ],
    hint: `gettoken profile new ${name} writes it`,
  });
}
