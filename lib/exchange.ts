/**
 * Sends the token request and makes a token, or an explained error, of the reply.
 *
 * @module
 */

import { type FailureDetails, GettokenError } from "./errors.ts";
import { type Connection, exchangeHttp, type HttpReply } from "./http.ts";
import { jsonObjectOf, maybeJsonObject } from "./json.ts";
import type { Provider, Settings } from "./provider.ts";
import { explainRefusal, readRefusal } from "./refusal.ts";
import { readRetryAfter } from "./retry_after.ts";
import { printable } from "./text.ts";
import { formBody, headerFields, type TokenRequest } from "./token_request.ts";
import { readTokenResponse, type Token } from "./token_response.ts";

/** Statuses that a server uses when the same request may succeed later. */
const temporary = [408, 429, 500, 502, 503, 504];

/**
 * Exchanges the client's credentials for a token.
 *
 * @throws {GettokenError} if the provider refuses, cannot answer now, or does not answer with a
 * token response.
 */
export async function exchange(
  connection: Connection,
  provider: Provider,
  settings: Settings,
  request: TokenRequest,
): Promise<Token> {
  const reply = await exchangeHttp(connection, {
    method: "POST",
    url: request.url,
    headers: headerFields(request),
    body: formBody(request),
  });
  return readReply(connection, provider, settings, request, reply);
}

function readReply(
  { host, log }: Connection,
  provider: Provider,
  settings: Settings,
  request: TokenRequest,
  reply: HttpReply,
): Token {
  const { status, headers } = reply;
  const server = new URL(request.url).host;
  const refusal = readRefusal(maybeJsonObject(reply) ?? {}, headers, provider.errorCode);
  const explained = refusal && explainRefusal(provider, refusal, settings);
  if (temporary.includes(status)) throw tryLater(reply, server, host.now(), explained);
  if (refusal && explained) {
    throw new GettokenError(
      explained.temporary ? "server_error" : "refused",
      `${provider.title} refused: ${printable(refusal.error, 100)} (HTTP ${status})`,
      explained,
    );
  }
  // A page of a proxy or a web server says less than its status.
  if (status !== 200) throw notTheEndpoint(reply, server);

  const response = jsonObjectOf(reply, server, "a token response");
  const token = readTokenResponse(response, settings.scope, provider.response);
  log.protect(token.accessToken);
  return token;
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

function notTheEndpoint({ status }: HttpReply, server: string): GettokenError {
  return new GettokenError(
    "reply_unusable",
    `${server} did not answer as a token endpoint does (HTTP ${status})`,
    { hint: "Check the address: is it the token endpoint?" },
  );
}
