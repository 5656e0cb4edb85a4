/**
 * The error for a reply without a token: refused, temporary, or not of a token endpoint. Loaded only
 * for such a reply.
 *
 * @module
 */

import { inWords, readHttpDate, utcTime } from "../core/clock.ts";
import { type FailureDetails, GettokenError } from "../core/errors.ts";
import { isJsonObject, parseJson } from "../core/json.ts";
import { printable } from "../core/text.ts";
import type { Provider } from "../contract/provider.ts";
import type { ResolvedSettings } from "../settings/resolve.ts";
import type { HttpReply, Run } from "../net/http.ts";
import { isTemporary, temporaryFailure } from "../net/retryable_reply.ts";
import { explainRefusal } from "./explain_refusal.ts";
import { isOauthCode, readRefusal, type Refusal } from "./read_refusal.ts";
import type { TokenRequest } from "./token_request.ts";

/** The request that was replied to. */
interface ReplyContext {
  readonly run: Pick<Run, "host" | "log">;
  readonly provider: Provider;
  readonly settings: ResolvedSettings;
  readonly request: Pick<TokenRequest, "url" | "form" | "isBound">;
}

/** The error for a reply without a token. */
export async function failedReplyError(
  reply: HttpReply,
  context: ReplyContext,
): Promise<GettokenError> {
  const { run: { host, log }, provider, settings, request } = context;
  const { host: server, protocol } = new URL(request.url);
  const refusal = await readRefusal(reply, log, provider.errorCode);
  const { isKnown, temporary, ...explained } = await explainRefusal(provider, refusal, settings);
  if (isTemporary(reply)) {
    const own = isKnown ? explained : { ...explained, hint: undefined };
    return temporaryError(reply, server, host.now(), own);
  }
  const httpStatus = reply.status;
  const wantsTls = protocol === "http:" && saysHttps.test(reply.body.slice(0, 4096));
  if (!wantsTls && isRefused(refusal, isKnown)) {
    const what = refusal.error ? `: ${printable(refusal.error, 100)}` : " the request";
    const refused = new GettokenError(
      temporary ? "server_error" : "refused",
      `${provider.title} refused${what} (HTTP ${httpStatus})`,
      { ...explained, httpStatus },
    );
    return withClock(refused, refusal, reply, context);
  }
  const serverMessage = explained.serverMessage ?? explained.oauthError;
  const said = explained.serverMessage || !serverMessage ? [] : [`It said: ${serverMessage}`];
  return new GettokenError(
    "reply_unusable",
    `The reply from ${server} is not a token response (HTTP ${httpStatus})`,
    {
      details: [...said, ...explained.details ?? [], ...membersOf(reply, log.redacted.bind(log))],
      hint: wantsTls
        ? "The server expects TLS on this port: write https:// in the URL."
        : hintFor(reply),
      ...{ httpStatus, serverMessage },
    },
  );
}

function temporaryError(
  reply: HttpReply,
  server: string,
  now: number,
  explained: FailureDetails,
): GettokenError {
  const [message, hint] = reply.status === 429
    ? [
      `${server} limits requests`,
      "Request tokens less often: reuse one until it expires (--cache).",
    ]
    : [`${server} is temporarily unavailable`, "Try again later."];
  const details = { ...explained, hint: explained.hint ?? hint };
  return temporaryFailure(reply, message, now, details);
}

/**
 * Whether a reply is a refusal. 401 and 403 always are (RFC 9110 §15.5), 400 is if it states an
 * error, and 404 and 405 are if the error is one of OAuth or known to the provider: others come from
 * a server that has nothing at this URL.
 */
function isRefused(
  { status, error, description, isStated, isPage }: Refusal,
  isKnown: boolean,
): boolean {
  if (isOauthCode(error) || status === 401 || status === 403) return true;
  if (isPage) return false;
  if (status === 400) return (error ?? description) !== undefined && !isReasonPhrase(description);
  return isStated && (isKnown || (status !== 404 && status !== 405));
}

/** Whether a text says no more than the status does. */
function isReasonPhrase(text = ""): boolean {
  return /^(400\W+)?bad request\W*$/i.test(text);
}

/** How Go, nginx and Apache refuse HTTP on a port for HTTPS, with status 400. */
const saysHttps = /HTTP request (was sent )?to (an )?HTTPS|plain HTTP to an SSL/i;

/** The hint for a reply that is not of a token endpoint. */
function hintFor({ status }: HttpReply): string {
  return status === 405
    ? "Check that the URL is that of the token endpoint; if it is, a gateway in front of it does not let POST through."
    : "Check that the URL is that of the token endpoint.";
}

/** The maximum number of names in a message. */
const maxMembers = 10;

/** The names of the members that a reply has instead of a token, on one line. */
function membersOf({ body }: HttpReply, clean: (text: string) => string): string[] {
  const value = parseJson(body);
  const names = isJsonObject(value) ? Object.keys(value) : [];
  if (names.length === 0) return [];
  const shown = names.slice(0, maxMembers).map((name) => printable(clean(name), 40));
  const more = names.length > maxMembers ? ` and ${names.length - maxMembers} more` : "";
  return [`The reply has the members ${shown.join(", ")}${more}`];
}

/** What a server says of a proof whose time is not now. */
const notNow =
  /(assertion|token|jwt|proof|iat|nbf|exp)\b.*(not (yet )?(active|valid)|expired|in the (future|past)|too (old|early|late))/i;

/** The most seconds that a server may differ, if the provider does not say how long a proof is valid. */
const usualLifetime = 60;

/**
 * A refusal of something signed here, with a word about the clock: first of all if the reply's `Date`
 * shows that it is wrong, and otherwise if the server says that the time is.
 */
function withClock(
  failure: GettokenError,
  { description = "" }: Refusal,
  { headers }: HttpReply,
  { run: { host }, provider, settings, request }: ReplyContext,
): GettokenError {
  // A federated token was signed elsewhere, by another clock.
  const isAssertion = settings.credential !== "federatedTokenFile" &&
    request.form.some(([name]) =>
      name === "client_assertion" || (name === "assertion" && provider.assertion?.grant)
    );
  if (!isAssertion && !request.isBound) return failure;
  const now = host.now();
  const date = readHttpDate(headers.get("date") ?? "", now);
  const ahead = date === undefined ? 0 : Math.round((now - date) / 1000);
  const lifetime = provider.assertion?.lifetime ?? usualLifetime;
  if (Math.abs(ahead) > lifetime) {
    const difference = `${inWords(Math.abs(ahead))} ${ahead > 0 ? "ahead of" : "behind"}`;
    const limit = isAssertion
      ? `the assertion is valid for ${lifetime} s`
      : "the DPoP proof contains its time";
    return failure.but({
      details: [
        `This machine's clock is ${difference} the server's, and ${limit}.`,
        ...failure.details,
      ],
      hint: "Set the clock of this machine, then try again.",
    });
  }
  return notNow.test(description) || /clock/.test(failure.hint ?? "")
    ? failure.with(`this machine's clock = ${utcTime(now)}`)
    : failure;
}
