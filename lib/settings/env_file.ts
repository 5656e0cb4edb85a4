/**
 * Reads one `.env` file: a file that the user named, a profile, or `./.env`.
 *
 * @module
 */

import { decodeUtf16, decodeUtf8 } from "../core/encodings.ts";
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
  /** The errors of assignments that cannot be read, by variable name. */
  readonly faults?: ReadonlyMap<string, GettokenError>;
  /** The numbers of the malformed lines of `./.env` that were skipped. */
  readonly skipped?: readonly number[];
  /** Why `./.env` was not read at all. */
  readonly unread?: FileProblem;
}

/** The file that is read automatically. */
export const implicitPath = "./.env";

/** The maximum size of a `.env` file, in bytes. */
const maxBytes = 1024 * 1024;

/**
 * The value of a variable in a file.
 *
 * @throws {GettokenError} `env_file_malformed` if the file seems to set it, but cannot be read there.
 */
export function valueIn({ values, faults }: EnvFile, name: string): string | undefined {
  const fault = faults?.get(name);
  if (fault) throw fault;
  return values.get(name);
}

/**
 * Reads one file. Of one that the user did not name, which may belong to another program, lines and
 * content that cannot be read are skipped.
 *
 * @param path `-` for stdin.
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
    bytes = await (path === "-" ? host.readStdin(maxBytes) : host.readFileOrPipe(path, maxBytes));
  } catch (error) {
    if (!(error instanceof FileProblem)) throw error;
    // A folder called `.env` is usually a Python virtual environment.
    if (!named && ["missing", "not_a_file"].includes(error.kind)) return undefined;
    if (!named) return { path, named, values: new Map(), unread: error };
    throw new GettokenError("env_file_unreadable", `Cannot read ${shown}: ${error.inWords()}`);
  }
  const { parseEnvFile } = await import("./env_syntax.ts");
  const { text, isLossy } = decoded(bytes);
  if (named && isLossy) throw notUtf8(text, shown);
  return { path, named, ...parseEnvFile(text, { path: shown, isForeign: !named, isLossy }) };
}

/** The string in a file. What is not UTF-8 becomes U+FFFD. */
function decoded(bytes: Uint8Array): { readonly text: string; readonly isLossy: boolean } {
  const wide = decodeUtf16(bytes);
  if (wide !== undefined) return { text: wide, isLossy: wide.includes("\ufffd") };
  const text = decodeUtf8(bytes);
  return { text: text ?? new TextDecoder().decode(bytes), isLossy: text === undefined };
}

function notUtf8(text: string, path: string): GettokenError {
  const line = text.slice(0, text.indexOf("\ufffd")).split("\n").length;
  return new GettokenError("env_file_malformed", `${path}, line ${line}: it is not valid UTF-8`, {
    hint: "Save the file as UTF-8.",
  });
}
