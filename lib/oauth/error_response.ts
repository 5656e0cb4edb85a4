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
import { type HttpReply, isSuccess, maybeJsonObject, notJsonError, type Run } from "../net/http.ts";
import { isTemporary, temporaryFailure } from "../net/retryable_reply.ts";
import { explainRefusal } from "./explain_refusal.ts";
import { readRefusal, type Refusal } from "./read_refusal.ts";
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
  const { isKnown, isRefusal, temporary, ...explained } = await explainRefusal(
    provider,
    refusal,
    settings,
  );
  if (isTemporary(reply)) {
    const own = { ...withCode(explained), ...isKnown ? {} : { hint: undefined } };
    return temporaryError(reply, server, host.now(), own);
  }
  const httpStatus = reply.status;
  const wantsTls = protocol === "http:" && saysHttps.test(reply.body.slice(0, 4096));
  if (!wantsTls && isRefusal) {
    const what = refusal.error ? `: ${printable(refusal.error, 100)}` : " the request";
    const refused = new GettokenError(
      temporary ? "server_error" : "refused",
      `${provider.title} refused${what} (HTTP ${httpStatus})`,
      { ...explained, httpStatus },
    );
    return withClock(refused, refusal, reply, context);
  }
  const serverMessage = explained.serverMessage ?? explained.oauthError;
  const { details = [] } = withCode(explained);
  const clean = (text: string) => log.redacted(text);
  if (isSuccess(reply) && !maybeJsonObject(reply)) {
    return notJsonError(reply, server, "a token response", clean).but({ details, serverMessage });
  }
  return new GettokenError(
    "reply_unusable",
    `The reply from ${server} is not a token response (HTTP ${httpStatus})`,
    {
      details: [...details, ...membersOf(reply, clean)],
      hint: wantsTls
        ? "The server expects TLS on this port: write https:// in the URL."
        : hintFor(reply, clean),
      ...{ httpStatus, serverMessage },
    },
  );
}

/** What the server said with its error code, for a message that does not state that. */
function withCode(explained: FailureDetails): FailureDetails {
  const { details = [], oauthError: code = "", serverMessage: said = "" } = explained;
  if (said.includes(code)) return explained;
  const line = `It said: ${said ? `${code}: ${said}` : code}`;
  return { ...explained, details: [line, ...details.slice(said ? 1 : 0)] };
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

/** How Go, nginx and Apache refuse HTTP on a port for HTTPS, with status 400. */
const saysHttps = /HTTP request (was sent )?to (an )?HTTPS|plain HTTP to an SSL/i;

/** The hint for a reply that is not of a token endpoint. */
function hintFor(reply: HttpReply, clean: (text: string) => string): string {
  const { status } = reply;
  const check = "Check that the URL is that of the token endpoint";
  if (status === 405) {
    return `${check}; if it is, a gateway in front of it does not let POST through.`;
  }
  if (status === 415) {
    return `${check}; if it is, it takes no form, and a provider module can send JSON: encoding.`;
  }
  if (status === 511) return "Log in to this network, then try again.";
  const place = isSuccess(reply) ? tokenPlace(maybeJsonObject(reply), clean) : undefined;
  return place === undefined
    ? `${check}.`
    : `If ${place} is the token, use a provider module with response.accessToken: "${place}".`;
}

/** Where a reply may have its token under another name: `data.access_token`. */
function tokenPlace(
  value: unknown,
  clean: (text: string) => string,
  path: readonly string[] = [],
): string | undefined {
  if (!isJsonObject(value) || path.length > 3) return undefined;
  for (const [name, member] of Object.entries(value).slice(0, 100)) {
    const inner = [...path, name];
    const isToken = typeof member === "string" && member !== "" &&
      /^[\w-]*token$/i.test(name) && !/^(id|refresh|csrf)[_-]?token$/i.test(name);
    const place = isToken ? inner.join(".") : tokenPlace(member, clean, inner);
    if (place !== undefined) return printable(clean(place), 100);
  }
}

/** The maximum number of names in a message. */
const maxMembers = 10;

/** The names of the members that a reply has instead of a token, on one line, and which are empty. */
function membersOf({ body }: HttpReply, clean: (text: string) => string): string[] {
  const value = parseJson(body);
  const members = isJsonObject(value) ? Object.entries(value) : [];
  if (members.length === 0) return [];
  const shown = members.slice(0, maxMembers).map(([name, value]) => {
    const isEmpty = typeof value === "string" && value.trim() === "";
    const note = isEmpty ? " (empty)" : value === null ? " (null)" : "";
    return printable(clean(name), 40) + note;
  });
  const more = members.length > maxMembers ? ` and ${members.length - maxMembers} more` : "";
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
