/**
 * Answers as a server does.
 *
 * @module
 */

import { inJson } from "./encodings.ts";
import type { ServerReply } from "./replies.ts";
import { fill, type Known } from "./server_texts.ts";

/** The reply on its way, its marks replaced by what the server knows. */
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
  // A server can send any number of three digits, though nobody can construct such a response.
  return Object.defineProperty(response, "status", { value: status });
}

function failedFetch(cause: string): TypeError {
  return new TypeError("fetch failed", { cause: new Error(cause) });
}

/** A body that breaks off. */
function brokenAfter(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    pull(controller) {
      controller.enqueue(bytes.slice(0, bytes.length / 2));
      controller.error(failedFetch("error reading a body from connection: connection reset"));
    },
  });
}

/** The header fields; those that no server can send are left out. */
function headersOf({ headers }: ServerReply, known: Known): Headers {
  const sent = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    const filled = fill(value, known, (text) => text);
    if (/^[\t\x20-\x7e\xa0-\xff]*$/.test(filled)) sent.set(name, filled);
  }
  return sent;
}
