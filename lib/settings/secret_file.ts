/**
 * Reads secrets from files and stdin, where no list of processes shows them.
 *
 * @module
 */

import { isBinary, pkcs12AsPem } from "../keys/pem.ts";
import { decodeUtf8 } from "../core/encodings.ts";
import { GettokenError, invalidSetting } from "../core/errors.ts";
import { checkFormat } from "../contract/formats.ts";
import { FileProblem, type Host } from "../core/host.ts";
import { describeGiven, describeProvenance, type Found } from "./provenance.ts";
import { Secret } from "../core/secret.ts";
import { printable, withoutOuterBreaks } from "../core/text.ts";

/** The most bytes a secret may have. */
const maxBytes = 64 * 1024;

/** Whether a path means stdin. */
export function isStdin(path: string): boolean {
  return path === "-" || /^(\/dev\/stdin|\/(dev|proc\/self)\/fd\/0)$/.test(path);
}

/**
 * Refuses a run in which several settings would be read from stdin: the first would get all of it.
 *
 * @param paths The paths by setting.
 * @throws {GettokenError} `setting_invalid`
 */
export function refuseSharedStdin(paths: readonly (readonly [name: string, path: Found])[]): void {
  const readers = paths.filter(([, { value }]) => isStdin(value));
  if (readers.length < 2) return;
  throw new GettokenError(
    "setting_invalid",
    `Stdin can be read once, and ${readers.length} settings are to come from there`,
    {
      details: readers.map(([name, { provenance }]) => describeGiven(name, provenance)),
      settings: readers.map(([name, { provenance }]) => ({
        ...{ name, source: describeProvenance(provenance), problem: "reads from stdin" },
      })),
      hint: "Pipe in one of them, and name a file for each other.",
    },
  );
}

/**
 * Reads a secret: all of a file, or of stdin if the path is `-`, without one line ending at the end.
 * PKCS#12, which is binary, becomes PEM.
 *
 * @param options `source` is what names the file: `--client-secret-file`, `GETTOKEN_KEY_FILE in the
 * environment`; `multiline` whether the secret may have several lines.
 * @throws {GettokenError} `setting_invalid`
 */
export async function readSecretFile(
  host: Host,
  path: string,
  { source, multiline = false }: { readonly source: string; readonly multiline?: boolean },
): Promise<Secret> {
  const bytes = await readBytes(host, path, source);
  const name = namedFile(path, source);
  if (multiline && isBinary(bytes)) return new Secret(pemOfBinary(bytes, name));
  const value = textOf(bytes, name).replace(/\r?\n$/, "");
  // Line breaks at an end are a warning elsewhere.
  const checked = multiline ? { value } : checkFormat(withoutOuterBreaks(value));
  if ("problem" in checked) throw invalidSetting(name, `its content ${checked.problem}`);
  return new Secret(value);
}

/**
 * The content of a file with a secret, or of stdin if the path is `-`: not empty, without NUL.
 *
 * @param source What names the file.
 * @throws {GettokenError} `setting_invalid`
 */
export async function readSecretText(host: Host, path: string, source: string): Promise<string> {
  return textOf(await readBytes(host, path, source), namedFile(path, source));
}

/** A binary key as PEM. */
function pemOfBinary(bytes: Uint8Array, name: string): string {
  const pem = pkcs12AsPem(bytes);
  if (pem !== undefined) return pem;
  const hint = "To convert it, if it is a key: openssl pkey -inform der -in FILE -out out.pem; " +
    "if it is a certificate: openssl x509 -inform der -in FILE -out out.pem";
  throw invalidSetting(name, "it is binary (DER), and neither PEM nor PKCS#12 (PFX)", hint);
}

async function readBytes(host: Host, path: string, source: string): Promise<Uint8Array> {
  const fromStdin = isStdin(path);
  if (fromStdin && host.isTerminal("stdin")) {
    const problem = "reads from stdin, which is a terminal";
    throw new GettokenError("setting_invalid", `${source} ${problem}`, {
      settings: [{ source, problem }],
      hint: "Pipe it in, or name a file. A client secret can also be typed: leave this out then.",
    });
  }
  try {
    return await (fromStdin ? host.readStdin(maxBytes) : host.readFile(path, maxBytes));
  } catch (error) {
    throw error instanceof FileProblem ? unreadableError(error, path, source) : error;
  }
}

function unreadableError(error: FileProblem, path: string, source: string): GettokenError {
  const { kind } = error;
  const reason = error.inWords({ too_large: "it is too large, having more than 64 KiB" });
  const isFound = kind !== "missing" && kind !== "unreadable";
  if (!isFound && !isStdin(path) && !/^(\.{0,2}[/\\]|[a-z]:[/\\]|~)/i.test(path)) {
    // It does not look like a path, so it may be the secret itself: not to be shown.
    const name = `${source} does not name a file that can be read`;
    return invalidSetting(name, reason, "It takes a path, such as ./secret.txt; or - for stdin.");
  }
  return invalidSetting(namedFile(path, source), reason, hintFor(kind, path));
}

function hintFor(kind: FileProblem["kind"], path: string): string | undefined {
  if (kind === "not_a_file") return "What a program prints can be piped in, with - as the path.";
  // Deno's permission to read files does not cover these.
  const isClosed = /^(\/(dev|proc|sys)\/|\\\\)/.test(path);
  return kind === "unreadable" && isClosed
    ? "gettoken may open no files there. Redirect stdin from it, with - as the path."
    : undefined;
}

/** What a message about a file begins with: `--key-file names ./key.pem`. */
export function namedFile(path: string, source: string): string {
  return isStdin(path) ? `${source} reads from stdin` : `${source} names ${printable(path, 200)}`;
}

function textOf(bytes: Uint8Array, name: string): string {
  const [first = 0, second = 0] = bytes;
  if (first + second === 0xff + 0xfe) {
    throw invalidSetting(name, "it is text in UTF-16", "Save it in UTF-8.");
  }
  if (bytes.includes(0)) {
    throw invalidSetting(name, "it holds a NUL character, which no secret has");
  }
  const text = decodeUtf8(bytes);
  if (text === undefined) throw invalidSetting(name, "it is not UTF-8 text");
  if (text.trim() === "") throw invalidSetting(name, "it is empty");
  return text;
}
