/**
 * Profiles: `.env` files in the configuration folder that are chosen by name.
 *
 * @module
 */

import { requireConfigFolder } from "../platform/user_folders.ts";
import { type EnvFile, readEnvFile } from "./env_file.ts";
import { GettokenError } from "../core/errors.ts";
import { FileProblem, type Host } from "../core/host.ts";
import { printable } from "../core/text.ts";

/** A profile by name, and what named it: `--profile`, `GETTOKEN_PROFILE`. */
interface NamedProfile {
  readonly name: string;
  readonly namedBy: string;
}

/** The names that a profile can have. No path out of the folder can be made from one. */
const validName = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/;

/**
 * Refuses names that no profile can have.
 *
 * @throws {GettokenError} `setting_invalid` if a variable names it, else `usage`.
 */
export function requireProfileName({ name, namedBy }: NamedProfile): void {
  if (validName.test(name)) return;
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
 * @throws {GettokenError} `setting_missing` if the environment does not say where it is.
 */
export function profileFolder(host: Host): string {
  return `${requireConfigFolder(host, "profiles")}/profiles`;
}

/** The path of a profile's file, whether it exists or not. */
export function profilePath(host: Host, name: string): string {
  return `${profileFolder(host)}/${name}.env`;
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
 * @throws {GettokenError} `env_file_unreadable`, with those that exist; `env_file_malformed`
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
      names.length > 0 ? `These exist: ${names.join(", ")}` : "There is none yet.",
      `It would be the file ${printable(path, 300)}`,
    ],
    hint: `gettoken profile new ${name} writes it`,
  });
}

/** Whether there is something at a path, readable or not. */
export async function exists(host: Host, path: string): Promise<boolean> {
  try {
    await host.readFile(path, 0);
    return true;
  } catch (error) {
    return !(error instanceof FileProblem && error.kind === "missing");
  }
}
