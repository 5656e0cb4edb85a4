/**
 * Reads secrets from files and stdin.
 *
 * @module
 */

import { decodeUtf16, decodeUtf8 } from "../core/encodings.ts";
import { GettokenError, invalidSetting } from "../core/errors.ts";
import { checkSecret } from "../contract/formats.ts";
import type { FlowHost } from "../core/flow_host.ts";
import { FileProblem } from "../core/host.ts";
import { describeGiven, describeProvenance, type Found } from "./provenance.ts";
import { Secret } from "../core/secret.ts";
import { printable } from "../core/text.ts";

/** The maximum size of a secret, in bytes. */
const maxBytes = 64 * 1024;

/** Whether a path means stdin. */
export function isStdin(path: string): boolean {
  return path === "-" || /^(\/dev\/stdin|\/(dev|proc\/self)\/fd\/0)$/.test(path);
}

/**
 * Rejects several settings that would be read from stdin: the first would consume all of it.
 *
 * @param paths The paths by setting.
 * @throws {GettokenError} `setting_invalid`
 */
export function refuseSharedStdin(paths: readonly (readonly [name: string, path: Found])[]): void {
  const readers = paths.filter(([, { value }]) => isStdin(value));
  if (readers.length < 2) return;
  throw new GettokenError(
    "setting_invalid",
    `${readers.length} settings read from stdin, which can be read only once`,
    {
      details: readers.map(([name, { provenance }]) => describeGiven(name, provenance)),
      settings: readers.map(([name, { provenance }]) => ({
        ...{ name, source: describeProvenance(provenance), problem: "reads from stdin" },
      })),
      hint: "Pipe in one of them, and use files for the others.",
    },
  );
}

/**
 * Reads a secret: all of a file, or of stdin if the path is `-`, without the final line break.
 * A key or certificate that is binary becomes PEM.
 *
 * @param options `source`: the option or variable that names the file, such as `--client-secret-file`
 * or `GETTOKEN_KEY_FILE in the environment`. `multiline`: whether the secret may have several lines.
 * @throws {GettokenError} `setting_invalid`
 */
export async function readSecretFile(
  host: FlowHost,
  path: string,
  { source, multiline = false }: { readonly source: string; readonly multiline?: boolean },
): Promise<Secret> {
  const bytes = await readBytes(host, path, source);
  const name = namedFile(path, source);
  if (multiline) return new Secret(await textOfKey(bytes, name));
  const value = withoutFinalBreak(textOf(bytes, name));
  const checked = checkSecret(value);
  if ("problem" in checked) throw invalidSetting(name, `its content ${checked.problem}`);
  return new Secret(value);
}

/**
 * The string in the file of a key, a certificate or a document. A binary key becomes PEM.
 *
 * @param name The file, for messages.
 * @throws {GettokenError} `setting_invalid`
 */
export async function textOfKey(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<string> {
  return await pemIn(bytes, name) ?? withoutFinalBreak(textOf(bytes, name));
}

function withoutFinalBreak(text: string): string {
  return text.replace(/\r?\n$/, "");
}

/**
 * Reads a file with a secret, or stdin if the path is `-`. Rejects empty content and NUL.
 *
 * @param source The option or variable that names the file.
 * @throws {GettokenError} `setting_invalid`
 */
export async function readSecretText(
  host: FlowHost,
  path: string,
  source: string,
): Promise<string> {
  return textOf(await readBytes(host, path, source), namedFile(path, source));
}

/** A key or certificate that is not a string in UTF-8. */
async function pemIn(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<string | undefined> {
  const { pemAmong, pemOfBinary } = await import("../keys/key_forms.ts");
  const wide = decodeUtf16(bytes);
  const isText = wide === undefined
    ? !bytes.includes(0) && decodeUtf8(bytes) !== undefined
    : !wide.includes("\ufffd");
  return isText ? undefined : pemOfBinary(bytes, name) ?? pemAmong(bytes);
}

async function readBytes(
  host: FlowHost,
  path: string,
  source: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const fromStdin = isStdin(path);
  if (fromStdin && host.isTerminal("stdin")) {
    const problem = "reads from stdin, which is a terminal";
    throw new GettokenError("setting_invalid", `${source} ${problem}`, {
      settings: [{ source, problem }],
      hint: "Pipe it in or name a file. To type a client secret at a prompt, remove this setting.",
    });
  }
  try {
    return await (fromStdin ? host.readStdin(maxBytes) : host.readFileOrPipe(path, maxBytes));
  } catch (error) {
    throw error instanceof FileProblem ? unreadableError(error, path, source) : error;
  }
}

function unreadableError(error: FileProblem, path: string, source: string): GettokenError {
  const { kind } = error;
  const reason = error.inWords({ too_large: "it is larger than 64 KiB" });
  const other = otherContents.find(([pattern]) => pattern.test(path));
  if (other) {
    const hint = "Save it in a file that only you can read, and use the path of that file.";
    return invalidSetting(source, `it is ${other[1]}, not a path`, hint);
  }
  const isFound = kind !== "missing" && kind !== "unreadable";
  if (!isFound && /^[a-z]:.*[\t\r\n]/is.test(path)) {
    const name = `${source} does not name a readable file`;
    return invalidSetting(name, "its path has a tab or a line break", escapesHint);
  }
  if (!isFound && !isStdin(path) && !/^(\.{0,2}[/\\]|[a-z]:[/\\]|~)/i.test(path)) {
    // It does not look like a path, so it may be the secret itself and must not be shown.
    const name = `${source} does not name a readable file`;
    const hint = hintFor(error, path) ?? "Use a path, such as ./secret.txt, or - for stdin.";
    return invalidSetting(name, reason, hint);
  }
  return invalidSetting(namedFile(path, source), reason, hintFor(error, path));
}

/** For C:\tls\new.pem that is not what was meant. */
const escapesHint =
  "In double quotes of a .env file, \\t, \\r and \\n are escapes. Write the path in " +
  "single quotes.";

/** What users set instead of a path. It may be secret and must not be shown. */
const otherContents: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/^\s*\{/, "JSON"],
  [/-----BEGIN /, "PEM"],
];

function hintFor({ kind }: FileProblem, path: string): string | undefined {
  if (/^cert:[/\\]/i.test(path)) {
    return "gettoken reads files, not the certificate store of Windows: Export-PfxCertificate -Cert " +
      "CERT:\\… -FilePath client.pfx";
  }
  const isUnexpanded = kind === "missing" &&
    /^(?:~|%\w+%|\$\{?\w+\}?)[/\\]/.test(path);
  if (isUnexpanded) return "Write the whole path: ~ and variables are not expanded.";
  // Deno's read permission does not cover these paths.
  const isClosed = /^(\/(dev|proc|sys)\/|\\\\)/.test(path);
  return kind === "unreadable" && isClosed
    ? "Redirect stdin from it and use - as the path."
    : undefined;
}

/** The subject of a message about a file: `--key-file names ./key.pem`. */
export function namedFile(path: string, source: string): string {
  return isStdin(path) ? `${source} reads from stdin` : `${source} names ${printable(path, 200)}`;
}

function textOf(bytes: Uint8Array, name: string): string {
  const wide = decodeUtf16(bytes);
  if (wide?.includes("\ufffd")) throw invalidSetting(name, "it is not valid UTF-16");
  const text = wide ?? decodeUtf8(bytes);
  if (text === undefined) throw invalidSetting(name, "it is not valid UTF-8");
  if (text.includes("\0")) throw invalidSetting(name, "it contains a NUL character");
  if (text.trim() === "") throw invalidSetting(name, "it is empty");
  return text;
}
