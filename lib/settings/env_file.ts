/**
 * Reads `.env` files: those that are named, and the one that lies here.
 *
 * @module
 */

import { GettokenError } from "../core/errors.ts";
import { FileProblem, type Host } from "../core/host.ts";
import { printable } from "../core/text.ts";

/** A `.env` file that was read. */
export interface EnvFile {
  /** The path as the user would write it: `./.env`. */
  readonly path: string;
  /** The name of the profile that it is, if it is one. */
  readonly profile?: string | undefined;
  /** Whether the user named it, or it merely lay in the working directory. */
  readonly named: boolean;
  /** Its values by variable name. */
  readonly values: ReadonlyMap<string, string>;
}

/** The file that is read without being named. */
export const implicitPath = "./.env";

/** The most bytes a `.env` file may have. */
const maxBytes = 1024 * 1024;

/**
 * Reads the files that the user names, and `./.env` if there is one.
 *
 * @param paths The named files. A later one wins over an earlier one.
 * @returns The files, the one that wins first; `./.env` last.
 * @throws {GettokenError} `env_file_unreadable`, `env_file_malformed`
 */
export async function readEnvFiles(host: Host, paths: readonly string[]): Promise<EnvFile[]> {
  const named = await Promise.all(paths.map((path) => readEnvFile(host, path, true)));
  const files = named.reverse();
  if (!await includes(host, paths, implicitPath)) {
    files.push(await readEnvFile(host, implicitPath, false));
  }
  return files.filter((file) => file !== undefined);
}

/** Whether one of the paths leads to a file, however it is written. */
async function includes(host: Host, paths: readonly string[], wanted: string): Promise<boolean> {
  if (paths.length === 0) return false;
  const urls = await Promise.all([wanted, ...paths].map((path) => host.fileUrl(path)));
  return urls.slice(1).some(({ href }) => href === urls[0]?.href);
}

/**
 * Reads one file.
 *
 * @param named Whether the user names it. If not, it may be missing.
 * @throws {GettokenError} `env_file_unreadable`, `env_file_malformed`
 */
export async function readEnvFile(
  host: Host,
  path: string,
  named: boolean,
): Promise<EnvFile | undefined> {
  const shown = printable(path, 200);
  let bytes: Uint8Array;
  try {
    bytes = await host.readFile(path, maxBytes);
  } catch (error) {
    if (!(error instanceof FileProblem)) throw error;
    // A `.env` folder is a common name for a Python environment, and none of our business.
    const notMeantForUs = error.kind === "missing" ||
      error.kind === "not_a_file";
    if (!named && notMeantForUs) return undefined;
    throw new GettokenError("env_file_unreadable", `Cannot read ${shown}: ${error.inWords()}`);
  }
  const { parseEnvFile } = await import("./parse_env_file.ts");
  return { path, named, values: parseEnvFile(decode(bytes, shown), shown) };
}

function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new GettokenError("env_file_malformed", `Cannot read ${path}: it is not UTF-8 text`);
  }
}
