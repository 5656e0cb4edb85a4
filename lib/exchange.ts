/**
 * Sends the token request and makes a token of the reply.
 *
 * @module
 */

import { type Connection, exchangeHttp } from "./http.ts";
import { type JsonObject, jsonObjectOf } from "./json.ts";
import type { Provider, Settings } from "./provider.ts";
import { formBody, headerFields, type TokenRequest } from "./token_request.ts";
import { readTokenResponse, type Token } from "./token_response.ts";

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
  const server = new URL(request.url).host;
  const response = reply.status === 200 ? jsonObjectOf(reply, server, "a token response") : {};
  if (!holdsToken(response)) {
    const { explainFailedReply } = await import("./failed_reply.ts");
    throw await explainFailedReply(provider, settings, reply, server, connection);
  }
  const token = readTokenResponse(response, settings.scope, provider.response);
  connection.log.protect(token.accessToken);
  return token;
}

/** Whether a response is meant as one with a token. Some servers refuse with HTTP 200. */
function holdsToken({ access_token: token, error }: JsonObject): boolean {
  return token !== undefined && (error === undefined || error === null || error === "");
}
