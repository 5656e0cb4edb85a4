/**
 * Send the token request and read the reply.
 *
 * @module
 */

import { clockWarning } from "../core/clock.ts";
import { GettokenError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import {
  type Attempt,
  type Connection,
  exchangeHttp,
  type HttpReply,
  isSuccess,
  maybeJsonObject,
} from "../net/http.ts";
import type { Provider } from "../contract/provider.ts";
import { withRetries } from "../net/retry.ts";
import { Secret } from "../core/secret.ts";
import { printable } from "../core/text.ts";
import type { ResolvedSettings } from "../settings/resolve.ts";
import { requestBody } from "./request_fields.ts";
import { headerFields, type RequestSource, type TokenRequest } from "./token_request.ts";
import { claimsOf, hasToken, readTokenResponse, type Token } from "./token_response.ts";

/**
 * Exchange the client's credentials for a token, with retries.
 *
 * @param makeRequest Makes a new request for each attempt.
 * @throws {GettokenError} if the provider refuses, cannot answer now, or does not reply with a token
 * response.
 */
export async function exchange(
  connection: Connection,
  provider: Provider,
  settings: ResolvedSettings,
  makeRequest: RequestSource,
): Promise<Token> {
  return await withRetries(
    connection,
    async (attempt) => readReply(attempt, provider, settings, await send(attempt, makeRequest)),
  );
}

interface Exchanged {
  readonly request: TokenRequest;
  readonly reply: HttpReply;
}

/** Send a request; a second one if the server demands a nonce in the DPoP proof. */
async function send(attempt: Attempt, makeRequest: RequestSource): Promise<Exchanged> {
  const first = await sendOnce(attempt, await makeRequest(attempt));
  if (!first.request.isBound || isSuccess(first.reply)) return first;
  const { demandedNonce } = await import("./dpop.ts");
  const nonce = demandedNonce(first.reply, new URL(first.request.url).host);
  if (nonce === undefined) return first;
  attempt.log.step("the server requires a nonce in the DPoP proof; sending another request");
  return await sendOnce(attempt, await makeRequest(attempt, nonce));
}

async function sendOnce(attempt: Attempt, request: TokenRequest): Promise<Exchanged> {
  try {
    const reply = await exchangeHttp(attempt, {
      method: "POST",
      url: request.url,
      headers: headerFields(request),
      body: requestBody(request.form, request.format),
      ...request.identified && { identified: true },
    });
    return { request, reply };
  } catch (error) {
    // The server may refuse a certificate before it reads the request.
    throw error instanceof GettokenError ? withPresented(error, request) : error;
  }
}

async function readReply(
  attempt: Attempt,
  provider: Provider,
  settings: ResolvedSettings,
  { request, reply }: Exchanged,
): Promise<Token> {
  const clean = (text: string) => attempt.log.redacted(text);
  const body = isSuccess(reply) ? maybeJsonObject(reply) ?? {} : {};
  const response = await inStandardForm(body, provider);
  const { host, log } = attempt;
  // Before the token is redacted, too.
  const kept = attempt.keepsReply && hasToken(response)
    ? { reply: (await import("../net/raw_reply.ts")).rawReply(body, (text) => log.redacted(text)) }
    : {};
  if (typeof response.access_token === "string") {
    log.protect(new Secret(response.access_token.trim()));
  }
  if (!hasToken(response)) {
    const { failedReplyError } = await import("./error_response.ts");
    const context = { run: attempt, provider, settings, request };
    throw withPresented(await failedReplyError(reply, context), request);
  }
  const token = readTokenResponse(response, provider, settings.values, {
    status: reply.status,
    clean,
    warn: (text) => log.warn(text),
  });
  const { isBound = false } = request;
  if (isBound || token.tokenType !== "Bearer") {
    const { checkBinding } = await import("./dpop.ts");
    checkBinding(token.tokenType, isBound, provider, log);
  }
  for (
    const warning of [
      clockWarning(reply.headers, token.expiresIn, host.now()),
      audienceWarning(token.accessToken, request, clean),
    ]
  ) {
    if (warning) log.warn(warning);
  }
  return { ...token, ...kept, receivedAt: host.now() };
}

/** A reply with its members where RFC 6749 §5.1 has them. */
async function inStandardForm(
  reply: JsonObject,
  { response = {} }: Provider,
): Promise<JsonObject> {
  if (response.accessToken === undefined && response.expiresIn === undefined) return reply;
  const { withStandardMembers } = await import("./reply_members.ts");
  return withStandardMembers(reply, response);
}

/**
 * A warning if an audience or resource was requested (RFC 8707) and the token is a JWT for others; some
 * servers ignore both parameters.
 */
function audienceWarning(
  token: Secret,
  { form }: TokenRequest,
  clean: (text: string) => string,
): string | undefined {
  const requested = form.flatMap(([name, value]) =>
    (name === "audience" || name === "resource") && typeof value === "string"
      ? value.split(" ")
      : []
  );
  const claims = requested.length > 0 ? claimsOf(token) : undefined;
  if (typeof claims !== "object") return undefined;
  const audiences = [claims.aud].flat().filter((item) => typeof item === "string");
  const missing = requested.filter((item) => !audiences.includes(item));
  if (missing.length === 0) return undefined;
  const others = printable(clean(audiences.join(", ")), 300);
  const found = others ? `has the audience (aud) ${others}` : "has no audience (aud)";
  return `the token ${found}, without the requested ${missing.join(", ")}`;
}

/** A refusal with what was presented, to be compared. */
function withPresented(failure: GettokenError, { presented = [] }: TokenRequest): GettokenError {
  return failure.code === "refused"
    ? presented.reduce((failure, line) => failure.with(line), failure)
    : failure;
}
