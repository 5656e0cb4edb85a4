// deno-lint-ignore-file no-console
/**
 * A server that forwards requests to an API, with a token of its own. All requests share one flow: it
 * requests a token when the first one arrives, and a new one shortly before that expires.
 */

import { createServer } from "node:http";
import process from "node:process";
import { ClientCredentialsFlow, GettokenError } from "gettoken";

const api = process.env.ORDERS_API ?? "https://api.acme.example";

const flow = new ClientCredentialsFlow({
  provider: "oidc",
  issuer: process.env.ISSUER ?? "https://id.acme.example",
  clientId: process.env.CLIENT_ID ?? "orders",
  clientSecret: process.env.CLIENT_SECRET,
  log: ({ level, message }) => level === "warning" && console.warn(message),
});

async function forward(path: string): Promise<Response> {
  // Only the path counts: the token is for this API, whatever host the request names.
  const { pathname, search } = new URL(path, api);
  const send = async () => {
    const token = await flow.getToken();
    const headers = { authorization: token.authorizationHeader() };
    return { token, response: await fetch(api + pathname + search, { headers }) };
  };
  const { token, response } = await send();
  if (response.status !== 401) return response;
  // The token was revoked before it expired.
  flow.discard(token);
  return (await send()).response;
}

export const server = createServer(async ({ url = "/" }, reply) => {
  try {
    const response = await forward(url);
    const type = response.headers.get("content-type") ?? "text/plain";
    reply.writeHead(response.status, { "content-type": type });
    reply.end(new Uint8Array(await response.arrayBuffer()));
  } catch (error) {
    console.error(error);
    const isTemporary = error instanceof GettokenError && error.exitStatus === 6;
    reply.writeHead(isTemporary ? 503 : 502).end();
  }
});

server.listen(Number(process.env.PORT ?? 8080), "127.0.0.1", () => {
  console.log("Listening on", server.address());
});
