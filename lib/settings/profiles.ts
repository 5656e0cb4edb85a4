/**
 * Profiles: `.env` files in the configuration folder, selected by name.
 *
 * @module
 */

import { requireConfigFolder } from "../platform/user_folders.ts";
import { type EnvFile, readEnvFile } from "./env_file.ts";
import { GettokenError } from "../core/errors.ts";
import { FileProblem, type Host } from "../core/host.ts";
import { pathBelow } from "../core/paths.ts";
import { printable } from "../core/text.ts";

/** A profile name, and the option or variable that set it: `--profile`, `GETTOKEN_PROFILE`. */
interface NamedProfile {
  readonly name: string;
  readonly namedBy: string;
}

/** Valid profile names. They cannot lead out of the folder. */
const validName = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/;

/**
 * Rejects invalid profile names.
 *
 * @throws {GettokenError} `setting_invalid` if the name is from a variable, otherwise `usage`.
 */
export function requireProfileName({ name, namedBy }: NamedProfile): void {
  if (validName.test(name)) return;
  const isVariable = /^[A-Z_]+$/.test(namedBy);
  throw new GettokenError(
    isVariable ? "setting_invalid" : "usage",
    `${namedBy} is not a valid profile name`,
    {
      hint: "Use letters, digits, -, _ and ., at most 64. " +
        "The first must be a letter, a digit or _.",
    },
  );
}

/**
 * The folder of the profiles, which may not exist yet.
 *
 * @throws {GettokenError} `setting_missing` if the configuration folder is unknown.
 */
export function profileFolder(host: Host): string {
  return pathBelow(host, requireConfigFolder(host, "profiles"), "profiles");
}

/** The path of a profile's file, which may not exist. */
export function profilePath(host: Host, name: string): string {
  return pathBelow(host, profileFolder(host), `${name}.env`);
}

/** The names of the profiles that exist. */
export async function profileNames(host: Host): Promise<string[]> {
  const files = await host.filesIn(profileFolder(host));
  return files.filter((file) => file.endsWith(".env"))
    .map((file) => file.slice(0, -".env".length))
    .filter((name) => validName.test(name));
}

/**
 * Reads a profile.
 *
 * @throws {GettokenError} `env_file_unreadable`, with the existing profiles; `env_file_malformed`
 */
export async function readProfile(host: Host, profile: NamedProfile): Promise<EnvFile> {
  requireProfileName(profile);
  const { name, namedBy } = profile;
  const path = profilePath(host, name);
  const file = await exists(host, path) ? await readEnvFile(host, path, true) : undefined;
  if (file) return { ...file, profile: name };
  const names = await profileNames(host);
  throw new GettokenError("env_file_unreadable", `There is no profile "${name}" (${namedBy})`, {
    details: [
      names.length > 0 ? `Existing profiles: ${names.join(", ")}` : "No profiles exist yet.",
      `Its file would be ${printable(path, 300)}`,
    ],
    hint: `gettoken profile new ${name} creates it`,
  });
}

/** Whether a path exists, readable or not. */
export async function exists(host: Host, path: string): Promise<boolean> {
  try {
    await host.readFile(path, 0);
    return true;
  } catch (error) {
    return !(error instanceof FileProblem && error.kind === "missing");
  }
}
