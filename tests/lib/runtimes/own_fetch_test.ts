import { assertEquals, assertRejects } from "@std/assert";
import { callFetch, type Fetch } from "../../../lib/runtimes/own_fetch.ts";
import { failureOf } from "../helpers.ts";

const url = "https://id.example/token";

function call(reply: unknown, signal?: AbortSignal): Promise<Response> {
  return callFetch(() => Promise.resolve(reply as Response), url, signal ? { signal } : {});
}

Deno.test("callFetch(): status, headers and body of the reply, without its length", async () => {
  const headers = { "x-id": "1", "content-length": "2" };
  const reply = await call(new Response("whole body", { status: 401, headers }));
  assertEquals([reply.status, [...reply.headers.keys()]], [401, ["content-type", "x-id"]]);
  assertEquals(await reply.text(), "whole body");
  assertEquals((await call(new Response(null, { status: 302 }))).body, null);
  await (await call(new Response("unread"))).body?.cancel();
});

Deno.test("callFetch(), it followed a redirect: error", async () => {
  const reply = Object.defineProperty(new Response("{}"), "redirected", { value: true });
  const { message } = await failureOf("redirected", () => call(reply));
  assertEquals(message, "The option fetch followed a redirect of id.example");
});

Deno.test("callFetch(), it returns no response: usage", async () => {
  const odd = [undefined, null, "text", {}, { status: 200 }, {
    status: 0,
    headers: [],
    body: null,
  }];
  for (const reply of odd) {
    const { message } = await failureOf("usage", () => call(reply));
    assertEquals(message, "The option fetch did not return a response");
  }
});

Deno.test("callFetch(), it returns the same response again: usage, says so", async () => {
  const reply = new Response("{}");
  await (await call(reply)).text();
  const { message } = await failureOf("usage", () => call(reply));
  assertEquals(message, "The option fetch returned a response that was read before");
});

Deno.test("callFetch(), it ignores the signal: ended when that aborts, the body as well", async () => {
  const never: Fetch = () => new Promise(() => {});
  const signal = AbortSignal.abort(new RangeError());
  await assertRejects(() => callFetch(never, url, { signal }), RangeError);
  const controller = new AbortController();
  const endless = new ReadableStream({ pull: () => new Promise(() => {}) });
  const reply = await call(new Response(endless), controller.signal);
  const reading = reply.text();
  controller.abort(new RangeError());
  await assertRejects(() => reading, RangeError);
});

Deno.test("callFetch(), a time limit of its own: not taken for that of the request", async () => {
  const timeout = new DOMException("limit of 5 s", "TimeoutError");
  const failing: Fetch = () => Promise.reject(timeout);
  await assertRejects(() => callFetch(failing, url, {}), Error, "timed out");
  const signal = AbortSignal.abort(timeout);
  await assertRejects(() => callFetch(failing, url, { signal }), DOMException, "limit of 5 s");
});

Deno.test("callFetch(), the body is no bytes: error", async () => {
  const reply = await call({ status: 200, headers: [], body: ReadableStream.from(["a"]) });
  await assertRejects(() => reply.text(), TypeError);
});
