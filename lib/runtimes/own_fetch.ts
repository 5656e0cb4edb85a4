/**
 * The `fetch` of a caller, under the rules for that of the runtime: it ends when the signal aborts, and
 * follows no redirect. Its reply may come from anywhere, such as a test or another package.
 *
 * @module
 */

import { unlessAborted } from "../core/abort.ts";
import { GettokenError } from "../core/errors.ts";

/** Sends a request. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/**
 * Sends a request.
 *
 * @throws {GettokenError} `usage` if what it returns is no reply; `redirected`
 */
export async function callFetch(send: Fetch, url: string, init: RequestInit): Promise<Response> {
  const signal = init.signal ?? undefined;
  const response = await unlessAborted(() => send(url, init), signal).catch((error) => {
    // It may have a time limit of its own, which is not that of the request.
    throw isTimeout(error) && !signal?.aborted ? new Error("timed out") : error;
  });
  if (response?.redirected) throw followed(new URL(url));
  if (response?.bodyUsed) {
    throw new GettokenError("usage", "The option fetch returned a response that was read before", {
      hint: "It must return a new one for each call.",
    });
  }
  try {
    return replyFrom(response, signal);
  } catch {
    throw new GettokenError("usage", "The option fetch did not return a response", {
      hint: "It must return what the global fetch does: a promise of a Response.",
    });
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && error.name === "TimeoutError";
}

/** Statuses of replies without a body, for which `Response` refuses one. */
export const withoutBody: readonly (number | undefined)[] = [204, 205, 304];

/** The same reply. Its length is not trusted: only a runtime holds a server to what it announced. */
function replyFrom(response: Response, signal: AbortSignal | undefined): Response {
  const { body, status } = response;
  const headers = new Headers([...response.headers]);
  headers.delete("content-length");
  const isEmpty = body === null || withoutBody.includes(status);
  return new Response(isEmpty ? null : readable(body, signal), { status, headers });
}

/** The bytes of a stream, until the signal aborts. */
function readable(body: AsyncIterable<unknown>, signal: AbortSignal | undefined): ReadableStream {
  const chunks = body[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await unlessAborted(() => chunks.next(), signal);
      if (done) controller.close();
      else if (ArrayBuffer.isView(value)) controller.enqueue(value);
      else throw new TypeError("not bytes");
    },
    cancel() {
      chunks.return?.()?.catch(() => {});
    },
  });
}

function followed({ host }: URL): GettokenError {
  return new GettokenError("redirected", `The option fetch followed a redirect of ${host}`, {
    hint: 'It must not, since a redirect may lead to another host: pass on redirect: "manual".',
  });
}
