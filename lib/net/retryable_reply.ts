/**
 * Replies that say: not now.
 *
 * @module
 */

import { type FailureDetails, GettokenError } from "../core/errors.ts";
import type { HttpReply } from "./http.ts";
import { readRateLimit } from "./rate_limit.ts";
import { readRetryAfter } from "./retry_after.ts";

/** Statuses with which the same request may succeed later. */
const temporary = [408, 429, 500, 502, 503, 504];

/** Whether the same request may succeed later. */
export function isTemporary({ status }: HttpReply): boolean {
  return temporary.includes(status);
}

/**
 * The error for such a reply.
 *
 * @param message What it means. When the server is likely to answer is added.
 * @param now Milliseconds since 1970.
 */
export function temporaryFailure(
  { status, headers }: HttpReply,
  message: string,
  now: number,
  more: FailureDetails,
): GettokenError {
  const after = readRetryAfter(headers.get("retry-after"), now);
  const limit = after ?? (status === 429 ? readRateLimit(headers, now) : undefined);
  const when = after !== undefined
    ? `; it asks to wait ${after} s`
    : limit !== undefined
    ? `; its limit is lifted in ${limit} s`
    : "";
  return new GettokenError(
    status === 429 ? "rate_limited" : "server_error",
    `${message} (HTTP ${status})${when}`,
    { ...more, retry: { after }, retryAfter: limit },
  );
}
