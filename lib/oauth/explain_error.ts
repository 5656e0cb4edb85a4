/**
 * Tells what a reply means that holds no token.
 *
 * @module
 */

import { adviseOnRefusal, isAboutDpop } from "./dpop_advice.ts";
import { type FailureDetails, GettokenError } from "../core/errors.ts";
import type { HttpReply, Run } from "../net/http.ts";
import { maybeJsonObject } from "../net/json_reply.ts";
import type { Provider } from "../contract/provider.ts";
import { explainRefusal, readRefusal, type Refusal } from "./error_response.ts";
import { Secret } from "../core/secret.ts";
import type { ResolvedSettings } from "../settings/resolve.ts";
import { isTemporary, temporaryFailure } from "../net/retryable_reply.ts";
import { printable } from "../core/text.ts";

/** What is known about a reply of a token endpoint. */
export interface ReplyContext {
  readonly run: Pick<Run, "host" | "log">;
  readonly provider: Provider;
  readonly settings: ResolvedSettings;
  /** The host that replied. */
  readonly server: string;
}

/**
 * The error for a reply of a token endpoint without a token.
 */
export async function explainFailedReply(
  reply: HttpReply,
  { run: { host, log }, provider, settings, server }: ReplyContext,
): Promise<GettokenError> {
  const clean = (text: string) => log.redacted(text);
  const body = maybeJsonObject(reply) ?? {};
  if (typeof body.access_token === "string") log.protect(new Secret(body.access_token));
  const refusal = await readRefusal(body, reply, clean, provider.errorCode);
  const explained = refusal && await explain(provider, refusal, settings);
  if (isTemporary(reply)) return tryLater(reply, server, host.now(), explained);
  if (refusal && explained) {
    return new GettokenError(
      explained.temporary ? "server_error" : "refused",
      `${provider.title} refused: ${printable(refusal.error, 100)} (HTTP ${reply.status})`,
      explained,
    );
  }
  return new GettokenError(
    "reply_unusable",
    `${server} did not answer as a token endpoint does (HTTP ${reply.status})`,
    { hint: "Check the address: is it the token endpoint?" },
  );
}

/** What a refusal means; of one that is about DPoP, there is more to say than the provider knows. */
async function explain(
  provider: Provider,
  refusal: Refusal,
  settings: ResolvedSettings,
): ReturnType<typeof explainRefusal> {
  const explained = await explainRefusal(provider, refusal, settings);
  return isAboutDpop(refusal.error)
    ? adviseOnRefusal(refusal.error, explained, provider, settings)
    : explained;
}

function tryLater(
  reply: HttpReply,
  server: string,
  now: number,
  explained: FailureDetails = {},
): GettokenError {
  const [message, hint] = reply.status === 429
    ? [`${server} limits requests`, "Ask less often: keep a token until it expires."]
    : [`${server} cannot answer now`, "Try again later."];
  return temporaryFailure(reply, message, now, { ...explained, hint: explained.hint ?? hint });
}
