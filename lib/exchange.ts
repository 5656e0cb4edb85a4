/**
 * Sends the token request and makes a token, or an explained error, of the reply.
 *
 * @module
 */

import { GettokenError } from "./errors.ts";
import { type Connection, exchangeHttp, type HttpReply } from "./http.ts";
import { isJson, jsonObjectOf } from "./json.ts";
import type { Provider, Settings } from "./provider.ts";
import { readRefusal, refusalError } from "./refusal.ts";
import { readRetryAfter } from "./retry_after.ts";
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
  for (const [, value] of request.form) {
    if (typeof value !== "string") connection.log.protect(value);
  }
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
  const server = new URL(request.url).host;
  if (temporary.includes(reply.status)) {
    throw tryLater(reply, server, host.now());
  }
  const expected = isJson(reply) || reply.status === 200;
  if (!expected) throw notTheEndpoint(reply, server);

  const body = jsonObjectOf(reply, server, "a token response");
  const refusal = readRefusal(body, reply.headers, provider.errorCode);
  if (refusal) throw refusalError(provider, refusal, reply.status, settings);
  if (reply.status !== 200) throw notTheEndpoint(reply, server);

  const token = readTokenResponse(body, settings.scope, provider.response);
  log.protect(token.accessToken);
  return token;
}

function tryLater(
  { status, headers }: HttpReply,
  server: string,
  now: number,
): GettokenError {
  const seconds = readRetryAfter(headers.get("retry-after"), now);
  const when = seconds === undefined ? "" : `; it asks to wait ${seconds} s`;
  return status === 429
    ? new GettokenError(
      "rate_limited",
      `${server} limits requests (HTTP 429)${when}`,
      {
        hint: "Ask less often: keep a token until it expires.",
      },
    )
    : new GettokenError(
      "server_error",
      `${server} cannot answer now (HTTP ${status})${when}`,
      {
        hint: "Try again later.",
      },
    );
}

function notTheEndpoint({ status }: HttpReply, server: string): GettokenError {
  return new GettokenError(
    "reply_unusable",
    `${server} did not answer as a token endpoint does (HTTP ${status})`,
    { hint: "Check the address: is it the token endpoint?" },
  );
}
