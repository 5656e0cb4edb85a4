/**
 * A small `fetch` for Node, whose own takes no certificates: one request, one connection, no redirects,
 * no compression.
 *
 * @module
 */

import { request } from "node:https";
import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { withoutBody } from "./own_fetch.ts";

/** What `node:tls` trusts and presents, in PEM. */
export interface NodeTls {
  readonly ca?: string[];
  readonly cert?: string;
  readonly key?: string;
  /** `NODE_TLS_REJECT_UNAUTHORIZED=0` makes it `false` otherwise. */
  readonly rejectUnauthorized: true;
}

/** Sends a request over a connection with these certificates. */
export async function nodeFetch(url: string, init: RequestInit, tls: NodeTls): Promise<Response> {
  const { method = "GET", headers, body, signal } = init;
  signal?.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const sent = request(url, {
    ...tls,
    method,
    headers: Object.fromEntries(new Headers(headers)),
    // One of its own, which is closed after the reply.
    agent: false,
    ...signal && { signal },
  }, resolve);
  sent.on("error", (error) => reject(signal?.aborted ? signal.reason : error));
  sent.end(typeof body === "string" ? body : undefined);
  const message = await promise;
  // Otherwise the reading of the body would fail as if the server had closed the connection.
  signal?.addEventListener("abort", () => message.destroy(signal.reason));
  return responseOf(message);
}

function responseOf(message: IncomingMessage): Response {
  const { statusCode: status = 0, rawHeaders } = message;
  const headers = new Headers();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    headers.append(rawHeaders[at] ?? "", rawHeaders[at + 1] ?? "");
  }
  const hasBody = !withoutBody.includes(status);
  if (!hasBody) message.resume();
  const body = hasBody ? Readable.toWeb(message) as ReadableStream : null;
  return new Response(body, { status, headers });
}
