/**
 * Read the token to inspect, and decode it. Nothing is verified here.
 *
 * @module
 */

import { GettokenError } from "../core/errors.ts";
import { FileProblem, type Host } from "../core/host.ts";
import { isJsonObject, type JsonObject, parseJson } from "../core/json.ts";
import { Secret } from "../core/secret.ts";

/** The maximum that is read, in bytes: more than any server accepts in a header. */
const maxBytes = 1024 * 1024;

/**
 * The token in the argument, or in stdin if that is `-` or missing. It may be alone, after `Bearer`
 * or `Authorization: Bearer`, or in the JSON of gettoken or of a token endpoint.
 *
 * @throws {GettokenError} `usage` if there is none. The input is never repeated.
 */
export async function readGivenToken(host: Host, argument: string | undefined): Promise<Secret> {
  if (argument === undefined || argument === "-") return tokenIn(await readStdin(host), "stdin");
  if (await isFile(host, argument)) {
    throw usageError(
      "the argument is a file name, not a token",
      "Use its content: gettoken inspect <FILE",
    );
  }
  return tokenIn(argument, "the argument");
}

/** Whether there is a non-empty file of that name. The name would pass for an opaque token. */
async function isFile(host: Host, name: string): Promise<boolean> {
  try {
    await host.readFile(name, 0);
    return false;
  } catch (error) {
    return error instanceof FileProblem && error.kind === "too_large";
  }
}

async function readStdin(host: Host): Promise<string> {
  if (host.isTerminal("stdin")) {
    throw usageError("No token to inspect", "Pipe it in, or pass it as an argument.");
  }
  try {
    return new TextDecoder().decode(await host.readStdin(maxBytes));
  } catch (error) {
    if (!(error instanceof FileProblem)) throw error;
    throw error.kind === "too_large"
      ? usageError("stdin has more than 1 MiB, too much for a token")
      : usageError("stdin cannot be read");
  }
}

function tokenIn(input: string, source: string): Secret {
  const trimmed = input.trim();
  if (trimmed === "") {
    throw usageError(
      `${source} is empty`,
      "Check whether the command that prints the token failed.",
    );
  }
  const value = /^[{"]/.test(trimmed) ? memberOf(trimmed, source) : trimmed;
  const token = value.replace(/^(authorization *: *)?((bearer|dpop) +)?/i, "");
  if (/\s/.test(token)) {
    throw usageError(
      `${source} is not a token: it contains white space`,
      "Check that it was copied completely.",
    );
  }
  // RFC 6749 appendix A.12
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw usageError(`${source} is not a token: it contains characters other than visible ASCII`);
  }
  return new Secret(token);
}

/** The token in JSON. */
function memberOf(json: string, source: string): string {
  const value = parseJson(json);
  const token = isJsonObject(value) ? value.access_token ?? value.Authorization : value;
  if (typeof token === "string") return token.trim();
  throw usageError(
    `${source} is not a token: it looks like JSON, but has no access_token`,
    "Pass only the token, or the complete token response.",
  );
}

function usageError(
  message: string,
  hint = "To see how to pass a token: gettoken inspect --help",
): GettokenError {
  return new GettokenError("usage", message.charAt(0).toUpperCase() + message.slice(1), { hint });
}

/** A JWT with readable claims (RFC 7519 on RFC 7515). */
export interface ReadableToken {
  /** `unsigned` if there is no signature, or the algorithm is `none` (RFC 7518 §3.6). */
  readonly kind: "signed" | "unsigned";
  readonly header: JsonObject;
  readonly claims: JsonObject;
  /** In base64url. */
  readonly signature: string;
}

/** A JWT whose claims only its recipient can read (RFC 7516). */
export interface EncryptedToken {
  readonly kind: "encrypted";
  readonly header: JsonObject;
}

/** A token that only its issuer can read. */
export interface OpaqueToken {
  readonly kind: "opaque";
  /** In characters. */
  readonly length: number;
  /** Whether it begins as a JWT does. Then it is damaged. */
  readonly beginsLikeJwt: boolean;
}

/** A decoded token. */
export type DecodedToken = ReadableToken | EncryptedToken | OpaqueToken;

/** Decode a token. */
export async function decodeToken(token: Secret): Promise<DecodedToken> {
  const jwt = token.reveal();
  const { decodeProtectedHeader } = await import("jose/decode/protected_header");
  const { decodeJwt } = await import("jose/jwt/decode");
  const header = attempt(() => decodeProtectedHeader(jwt));
  const parts = jwt.split(".");
  if (header && parts.length === 5) return { kind: "encrypted", header };
  const claims = attempt(() => decodeJwt(jwt));
  if (!header || !claims) {
    return { kind: "opaque", length: jwt.length, beginsLikeJwt: /^ey[A-J]/.test(jwt) };
  }
  const signature = parts[2] ?? "";
  const isSigned = signature !== "" && !/^none$/i.test(`${header.alg}`);
  return { kind: isSigned ? "signed" : "unsigned", header: { ...header }, claims, signature };
}

/** What a function returns; `undefined` if it throws. */
function attempt<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
