/**
 * Makes HTTP responses from random replies.
 *
 * @module
 */

import { inJson } from "./encodings.ts";
import type { ServerReply } from "./replies.ts";
import { fill, type Known } from "./server_texts.ts";

/** Makes a response of a reply, with the secrets instead of its placeholders. */
export function respond(reply: ServerReply, known: Known): Response {
  const { status, fault } = reply;
  if (fault === "refused") {
    throw failedFetch(`tcp connect error: Connection refused ${known.secret}`);
  }
  if (fault === "timeout") throw new DOMException("The operation timed out", "TimeoutError");
  const bytes = new TextEncoder().encode(fill(reply.body, known, inJson));
  const noBody = [204, 205, 304].includes(status);
  const response = new Response(noBody ? null : fault === "reset" ? brokenAfter(bytes) : bytes, {
    status: Math.min(status, 599),
    headers: headersOf(reply, known),
  });
  // A server can send any three digits, but the constructor of Response refuses some.
  return Object.defineProperty(response, "status", { value: status });
}

function failedFetch(cause: string): TypeError {
  return new TypeError("fetch failed", { cause: new Error(cause) });
}

/** A body that ends with a connection error. */
function brokenAfter(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    pull(controller) {
      controller.enqueue(bytes.slice(0, bytes.length / 2));
      controller.error(failedFetch("error reading a body from connection: connection reset"));
    },
  });
}

/** The header fields, without those that no server can send. */
function headersOf({ headers }: ServerReply, known: Known): Headers {
  const sent = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    const filled = fill(value, known, (text) => text);
    if (/^[\t\x20-\x7e\xa0-\xff]*$/.test(filled)) sent.set(name, filled);
  }
  return sent;
}
