/**
 * Replies that should be JSON objects.
 *
 * @module
 */

import { GettokenError } from "../core/errors.ts";
import { isJsonObject, type JsonObject, parseJson } from "../core/json.ts";
import type { HttpReply } from "./http.ts";
import { printable } from "../core/text.ts";

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
  const value = maybeJsonObject(reply);
  if (value) return value;
  const type = printable(reply.headers.get("content-type") ?? "", 100) || "no content type";
  const sent = reply.body.trim() === ""
    ? "an empty reply"
    : isJson(reply)
    ? "something other than a JSON object"
    : type;
  throw new GettokenError(
    "reply_not_json",
    `${host} sent ${sent} instead of ${what} (HTTP ${reply.status})`,
    { hint: "Is the address right, and is no proxy or login page in between?" },
  );
}

/** The JSON object in a reply; `undefined` if there is none. */
export function maybeJsonObject(reply: HttpReply): JsonObject | undefined {
  const value = isJson(reply) ? parseJson(reply.body) : undefined;
  return isJsonObject(value) ? value : undefined;
}
