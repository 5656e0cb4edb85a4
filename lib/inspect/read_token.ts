/**
 * Takes a token out of the text in which people have it at hand.
 *
 * @module
 */

import { GettokenError } from "../core/errors.ts";
import { FileProblem, type Host } from "../core/host.ts";
import { isJsonObject, parseJson } from "../core/json.ts";
import { Secret } from "../core/secret.ts";

/** The most bytes that are read: more than any server takes in a header. */
const maxBytes = 1024 * 1024;

/**
 * The token on the command line, or on stdin if there is `-` in its place or nothing at all.
 *
 * @throws {GettokenError} `usage` if there is none.
 */
export async function readGivenToken(host: Host, argument: string | undefined): Promise<Secret> {
  if (argument === undefined || argument === "-") return tokenIn(await readStdin(host), "stdin");
  if (await isFile(host, argument)) {
    throw refuse(
      "the argument is the name of a file, and no token",
      "Pipe its content in: gettoken inspect <FILE",
    );
  }
  return tokenIn(argument, "the argument");
}

/** Whether there is a file of that name with anything in it. It would pass for an opaque token. */
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
    throw refuse("No token is given", "Pipe it in, or give it as the argument.");
  }
  try {
    return new TextDecoder().decode(await host.readStdin(maxBytes));
  } catch (error) {
    if (!(error instanceof FileProblem)) throw error;
    throw error.kind === "too_large"
      ? refuse("stdin has more than 1 MiB, which no token has")
      : refuse("stdin cannot be read");
  }
}

/**
 * The token in a text: alone, after `Bearer` or `Authorization: Bearer`, or in the JSON of gettoken
 * or of a token endpoint.
 *
 * @param source Where the text comes from, for messages.
 * @throws {GettokenError} `usage` if there is none. The text is never repeated.
 */
export function tokenIn(text: string, source: string): Secret {
  const trimmed = text.trim();
  if (trimmed === "") {
    throw refuse(`${source} is empty`, "Did the command fail that was to give the token?");
  }
  const given = /^[{"]/.test(trimmed) ? memberOf(trimmed, source) : trimmed;
  const token = given.replace(/^(authorization *: *)?((bearer|dpop) +)?/i, "");
  if (/\s/.test(token)) {
    throw refuse(`${source} is no token: there is white space in it`, "Is it one, and whole?");
  }
  // RFC 6749 appendix A.12
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw refuse(`${source} is no token: one has visible ASCII characters only`);
  }
  return new Secret(token);
}

/** The text in JSON that is the token. */
function memberOf(json: string, source: string): string {
  const value = parseJson(json);
  const found = isJsonObject(value) ? value.access_token ?? value.Authorization : value;
  if (typeof found === "string") return found.trim();
  throw refuse(
    `${source} is no token: it looks like JSON, but has no access_token`,
    "Give the token alone, or the whole response of the server.",
  );
}

function refuse(message: string, hint?: string): GettokenError {
  const sentence = message.charAt(0).toUpperCase() + message.slice(1);
  return new GettokenError("usage", sentence, {
    hint: hint ?? "gettoken inspect --help shows how a token is given",
  });
}
