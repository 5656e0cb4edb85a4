/**
 * Reads one `.env` file: a file that the user named, a profile, or `./.env`.
 *
 * @module
 */

import { decodeUtf8 } from "../core/encodings.ts";
import { GettokenError } from "../core/errors.ts";
import { FileProblem, type Host } from "../core/host.ts";
import { printable } from "../core/text.ts";

/** The content of a `.env` file. */
export interface EnvFile {
  /** The path as the user would write it: `./.env`. */
  readonly path: string;
  /** The profile name, if the file is a profile. */
  readonly profile?: string | undefined;
  /** Whether the user named it; `./.env` is read automatically. */
  readonly named: boolean;
  /** Its values by variable name. */
  readonly values: ReadonlyMap<string, string>;
}

/** The file that is read automatically. */
export const implicitPath = "./.env";

/** The maximum size of a `.env` file, in bytes. */
const maxBytes = 1024 * 1024;

/**
 * Reads one file.
 *
 * @param named Whether the user named it. Otherwise it may be missing.
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
    // A folder called `.env` is usually a Python virtual environment.
    if (!named && ["missing", "not_a_file"].includes(error.kind)) return undefined;
    throw new GettokenError("env_file_unreadable", `Cannot read ${shown}: ${error.inWords()}`);
  }
  const text = decodeUtf8(bytes);
  if (text === undefined) {
    throw new GettokenError("env_file_malformed", `Cannot read ${shown}: it is not valid UTF-8`);
  }
  const { parseEnvFile } = await import("./env_syntax.ts");
  return { path, named, values: parseEnvFile(text, shown) };
}
