/**
 * Secrets that are handed over in a file or by stdin, where no list of processes shows them.
 *
 * @module
 */

import { isBinary, pkcs12AsPem } from "../keys/pem.ts";
import { GettokenError } from "../core/errors.ts";
import { checkFormat } from "../contract/formats.ts";
import { FileProblem, type Host } from "../core/host.ts";
import { Secret } from "../core/secret.ts";
import { printable, withoutOuterBreaks } from "../core/text.ts";

/** What a file is read for. */
export interface SecretFileUse {
  /** Who names it: `--client-secret-file`, `GETTOKEN_KEY_FILE in the environment`. */
  readonly source: string;
  /** Whether the secret may have several lines, as a key in PEM has. */
  readonly multiline?: boolean;
}

/** The most bytes a secret may have. */
const maxBytes = 64 * 1024;

/** Whether a path means stdin, which can be read once and no more in a run. */
export function isStdin(path: string): boolean {
  return path === "-" || /^(\/dev\/stdin|\/(dev|proc\/self)\/fd\/0)$/.test(path);
}

/**
 * Reads a secret: all of a file, or of stdin if the path is `-`, without the line ending at its
 * end, if there is one. Any other character belongs to the secret. PKCS#12, which is no text,
 * becomes PEM.
 *
 * @throws {GettokenError} `setting_invalid`
 */
export async function readSecretFile(
  host: Host,
  path: string,
  { source, multiline = false }: SecretFileUse,
): Promise<Secret> {
  const bytes = await readBytes(host, path, source);
  if (multiline && isBinary(bytes)) return new Secret(pemOfBinary(bytes, namedFile(path, source)));
  const value = textOf(bytes, namedFile(path, source)).replace(/\r?\n$/, "");
  // As for secrets from elsewhere: line breaks at an end are worth a warning, and no more.
  const checked = multiline ? { value } : checkFormat(withoutOuterBreaks(value));
  if ("problem" in checked) throw refuse(namedFile(path, source), `its content ${checked.problem}`);
  return new Secret(value);
}

/**
 * The text of a file with a secret, or of stdin if the path is `-`: not empty, and without NUL.
 *
 * @param source Who names it.
 * @throws {GettokenError} `setting_invalid`
 */
export async function readSecretText(host: Host, path: string, source: string): Promise<string> {
  return textOf(await readBytes(host, path, source), namedFile(path, source));
}

function textOf(bytes: Uint8Array, name: string): string {
  const text = decode(bytes, name);
  if (text.trim() === "") throw refuse(name, "it is empty");
  return text;
}

/** A key that is no text, as PEM. */
function pemOfBinary(bytes: Uint8Array, name: string): string {
  const pem = pkcs12AsPem(bytes);
  if (pem !== undefined) return pem;
  const hint = "To convert it, if it is a key: openssl pkey -inform der -in FILE -out out.pem; " +
    "if it is a certificate: openssl x509 -inform der -in FILE -out out.pem";
  throw refuse(name, "it is binary (DER), and neither PEM nor PKCS#12 (PFX)", hint);
}

async function readBytes(host: Host, path: string, source: string): Promise<Uint8Array> {
  const fromStdin = isStdin(path);
  if (fromStdin && host.isTerminal("stdin")) {
    throw new GettokenError(
      "setting_invalid",
      `${source} reads from stdin, which is a terminal`,
      {
        hint: "Pipe it in, or name a file. A client secret can also be typed: leave this out then.",
      },
    );
  }
  try {
    return await (fromStdin ? host.readStdin(maxBytes) : host.readFile(path, maxBytes));
  } catch (error) {
    throw error instanceof FileProblem ? explain(error, path, source) : error;
  }
}

function explain(error: FileProblem, path: string, source: string): GettokenError {
  const { kind } = error;
  const reason = error.inWords({ too_large: "it is too large, having more than 64 KiB" });
  const isFound = kind !== "missing" && kind !== "unreadable";
  if (!isFound && !isStdin(path) && !looksLikePath(path)) {
    // It may be the secret itself, put where its path belongs: not to be shown.
    const name = `${source} does not name a file that can be read`;
    return refuse(name, reason, "It takes a path, such as ./secret.txt; or - for stdin.");
  }
  return refuse(namedFile(path, source), reason, otherWay(kind, path));
}

/** How to hand over what is there and cannot be opened. */
function otherWay(kind: FileProblem["kind"], path: string): string | undefined {
  if (kind === "not_a_file") return "What a program prints can be piped in, with - as the path.";
  // Deno's permissions: whoever may read files may not read these.
  const isClosed = /^(\/(dev|proc|sys)\/|\\\\)/.test(path);
  return kind === "unreadable" && isClosed
    ? "gettoken may open no files there. Redirect stdin from it, with - as the path."
    : undefined;
}

function looksLikePath(path: string): boolean {
  return /^(\.{0,2}[/\\]|[a-z]:[/\\]|~)/i.test(path);
}

/** What a message about a file begins with: `--key-file names ./key.pem`. */
export function namedFile(path: string, source: string): string {
  return isStdin(path) ? `${source} reads from stdin` : `${source} names ${printable(path, 200)}`;
}

function refuse(name: string, problem: string, hint?: string): GettokenError {
  return new GettokenError("setting_invalid", `${name}: ${problem}`, { hint });
}

function decode(bytes: Uint8Array, name: string): string {
  const [first = 0, second = 0] = bytes;
  if (first + second === 0xff + 0xfe) {
    throw refuse(name, "it is text in UTF-16", "Save it in UTF-8.");
  }
  if (bytes.includes(0)) throw refuse(name, "it holds a NUL character, which no secret has");
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw refuse(name, "it is not UTF-8 text");
  }
}
