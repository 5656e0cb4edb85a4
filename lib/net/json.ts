/**
 * Replies that should be JSON objects.
 *
 * @module
 */

import { GettokenError } from "../core/errors.ts";
import type { HttpReply } from "./http.ts";
import { printable } from "../core/text.ts";

/** A JSON object whose members may be anything. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object, not an array and not `null`. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether the media type is JSON (RFC 8259 §11, RFC 6839 §3.1), in UTF-8. */
export function isJson(reply: HttpReply): boolean {
  const type = reply.headers.get("content-type") ?? "";
  return /^application\/([a-z0-9.-]+\+)?json *(;(?!.*charset=(?!"?utf-8))|$)/i
    .test(type.trim());
}

/**
 * The JSON object in a reply.
 *
 * @param what What it should be, for the message: `a token response`.
 * @throws {GettokenError} `reply_not_json`
 */
export function jsonObjectOf(reply: HttpReply, host: string, what: string): JsonObject {
  const hint = "Is the address right, and is no proxy or login page in between?";
  if (reply.body.trim() === "") {
    throw new GettokenError(
      "reply_not_json",
      `${host} sent an empty reply instead of ${what} (HTTP ${reply.status})`,
      { hint },
    );
  }
  if (!isJson(reply)) {
    const type = printable(reply.headers.get("content-type") ?? "", 100) ||
      "no content type";
    throw new GettokenError(
      "reply_not_json",
      `${host} sent ${type} instead of ${what} (HTTP ${reply.status})`,
      { hint },
    );
  }
  const value = parse(reply.body);
  if (isJsonObject(value)) return value;
  throw new GettokenError(
    "reply_not_json",
    `${host} sent something other than a JSON object instead of ${what} (HTTP ${reply.status})`,
    { hint },
  );
}

/** The JSON object in a reply; `undefined` if there is none. */
export function maybeJsonObject(reply: HttpReply): JsonObject | undefined {
  const value = isJson(reply) ? parse(reply.body) : undefined;
  return isJsonObject(value) ? value : undefined;
}

/** The parsed text, `undefined` if it is not JSON. The parser's message would show the text. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
