/**
 * Tells what a reply means that holds no token.
 *
 * @module
 */

import { type FailureDetails, GettokenError } from "./errors.ts";
import type { HttpReply, Run } from "./http.ts";
import { maybeJsonObject } from "./json.ts";
import type { Provider, Settings } from "./provider.ts";
import { explainRefusal, readRefusal } from "./refusal.ts";
import { readRetryAfter } from "./retry_after.ts";
import { printable } from "./text.ts";

/** Statuses that a server uses when the same request may succeed later. */
const temporary = [408, 429, 500, 502, 503, 504];

/**
 * The error for a reply of a token endpoint without a token.
 *
 * @param server The host that replied.
 */
export async function explainFailedReply(
  provider: Provider,
  settings: Settings,
  reply: HttpReply,
  server: string,
  { host, log }: Pick<Run, "host" | "log">,
): Promise<GettokenError> {
  const { status, headers } = reply;
  const now = host.now();
  // A server may repeat a secret, and a provider's patterns shall not see it.
  const body = maybeJsonObject(reply, (text) => log.redacted(text)) ?? {};
  const refusal = await readRefusal(body, headers, provider.errorCode);
  const explained = refusal && await explainRefusal(provider, refusal, settings);
  if (temporary.includes(status)) return tryLater(reply, server, now, explained);
  if (refusal && explained) {
    return new GettokenError(
      explained.temporary ? "server_error" : "refused",
      `${provider.title} refused: ${printable(refusal.error, 100)} (HTTP ${status})`,
      explained,
    );
  }
  return new GettokenError(
    "reply_unusable",
    `${server} did not answer as a token endpoint does (HTTP ${status})`,
    { hint: "Check the address: is it the token endpoint?" },
  );
}

function tryLater(
  { status, headers }: HttpReply,
  server: string,
  now: number,
  explained: FailureDetails = {},
): GettokenError {
  const seconds = readRetryAfter(headers.get("retry-after"), now);
  const when = seconds === undefined ? "" : `; it asks to wait ${seconds} s`;
  return status === 429
    ? new GettokenError("rate_limited", `${server} limits requests (HTTP 429)${when}`, {
      ...explained,
      hint: explained.hint ?? "Ask less often: keep a token until it expires.",
    })
    : new GettokenError("server_error", `${server} cannot answer now (HTTP ${status})${when}`, {
      ...explained,
      hint: explained.hint ?? "Try again later.",
    });
}
