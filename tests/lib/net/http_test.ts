import { assert, assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
import {
  exchangeHttp,
  type HttpReply,
  type HttpRequest,
  isSuccess,
  jsonObjectOf,
  maybeJsonObject,
} from "../../../lib/net/http.ts";
import type { FakeWorld } from "../../fake_host.ts";
import { connected, failureOf, forEachCase, toldBy } from "../helpers.ts";

const url = "https://id.example/token?hint=canary";

/** Sends a request on a fake machine that answers so. */
function send(
  fetch: NonNullable<FakeWorld["fetch"]>,
  request: Partial<HttpRequest> = {},
): Promise<HttpReply> {
  const { attempt } = connected({ fetch });
  return exchangeHttp(attempt, { method: "POST", url, headers: {}, ...request });
}

function reply(body: BodyInit | null, headers: HeadersInit = {}): () => Response {
  return () => new Response(body, { headers });
}

Deno.test("exchangeHttp() sends method, headers, body and user agent", async () => {
  const { attempt, host } = connected({ fetch: reply("") });
  await exchangeHttp(attempt, {
    method: "POST",
    url,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "a=1&b=2",
  });
  const [request, ...others] = host.requests;
  assert(request);
  assertEquals(others, []);
  assertEquals([request.method, request.url], ["POST", url]);
  assertEquals(Object.fromEntries(request.headers), {
    accept: "application/json",
    "content-type": "application/x-www-form-urlencoded",
    "user-agent": "gettoken/1.2.3",
  });
  assertEquals(await request.text(), "a=1&b=2");
});

Deno.test("exchangeHttp() disables redirects and the HTTP cache", async () => {
  const { attempt, host } = connected();
  const asked: RequestInit[] = [];
  host.fetch = (_url, init) => {
    asked.push(init);
    return Promise.resolve(new Response());
  };
  await exchangeHttp(attempt, { method: "GET", url, headers: {} });
  assertEquals(asked.map(({ redirect, cache }) => [redirect, cache]), [["manual", "no-store"]]);
  assertEquals("body" in (asked[0] ?? {}), false);
});

Deno.test("exchangeHttp() returns status, header fields and body", async () => {
  const { status, headers, body } = await send(() =>
    new Response("é", { status: 400, headers: { "x-a": "b" } })
  );
  assertEquals([status, headers.get("x-a"), body], [400, "b", "é"]);
});

Deno.test("exchangeHttp(), no body: empty string; a byte order mark is removed", async () => {
  assertEquals((await send(reply(null))).body, "");
  assertEquals((await send(() => new Response(null, { status: 204 }))).body, "");
  assertEquals((await send(reply("\ufeff{}"))).body, "{}");
});

Deno.test("exchangeHttp(), redirect: error, no second request", async () => {
  await forEachCase({
    "https://evil.example/canary": " to evil.example",
    "https://evil.example:8443/": " to evil.example:8443",
    "http://id.example/token": " to id.example",
    "/elsewhere?canary": " to id.example",
    "//evil.example": " to evil.example",
    "file:///etc/canary": " to file:",
    "https://[canary": "",
    [`https://evil.example/${"canary".repeat(100_000)}`]: " to evil.example",
    "": " to id.example",
  }, async (where, location) => {
    for (const status of [301, 302, 303, 307, 308]) {
      const { attempt, host } = connected({
        fetch: () => new Response("canary", { status, headers: { location } }),
      });
      const failure = await failureOf(
        "redirected",
        () => exchangeHttp(attempt, { method: "POST", url, headers: {} }),
      );
      assertEquals(failure.message, `id.example answered with a redirect${where} (HTTP ${status})`);
      assertNotMatch(toldBy(failure), /canary/);
      assertEquals(host.requests.length, 1);
    }
  });
});

Deno.test("exchangeHttp(), redirect without location: error", async () => {
  for (const status of [300, 304, 399]) {
    const { message } = await failureOf(
      "redirected",
      () => send(() => new Response(null, { status })),
    );
    assertEquals(message, `id.example answered with a redirect (HTTP ${status})`);
  }
});

Deno.test("exchangeHttp(), no TLS: refused, except for loopback addresses", async () => {
  const { attempt, host } = connected();
  for (
    const url of ["http://id.example/?canary", "http://127.0.0.1.id.example", "ftp://localhost"]
  ) {
    const failure = await failureOf(
      "setting_invalid",
      () => exchangeHttp(attempt, { method: "POST", url, headers: {} }),
    );
    assertStringIncludes(failure.message, "without TLS");
    assertNotMatch(toldBy(failure), /canary/);
  }
  assertEquals(host.requests, []);
  const { body } = await send(reply("ok"), { url: "http://127.0.0.1:8080/token" });
  assertEquals(body, "ok");
});

const limit = 1024 * 1024;

/** Bodies of one size, each announced in another way. */
function bodiesOf(size: number): Readonly<Record<string, () => Response>> {
  const body = () => new Blob([new Uint8Array(size).fill(0x20)]).stream();
  return {
    "of unknown size": reply(body()),
    "of known size": reply(body(), { "content-length": `${size}` }),
    "compressed": reply(body(), { "content-encoding": "gzip", "content-length": "99" }),
    "in chunks": reply(body(), { "transfer-encoding": "chunked", "content-length": "99" }),
    "of two sizes": reply(body(), [["content-length", "99"], ["content-length", "98"]]),
  };
}

Deno.test("exchangeHttp(), reply of 1 MiB: read, however its length is announced", async () => {
  await forEachCase(bodiesOf(limit), async (fetch) => {
    assertEquals((await send(fetch)).body.length, limit);
  });
});

Deno.test("exchangeHttp(), reply over 1 MiB: error, however its length is announced", async () => {
  await forEachCase(bodiesOf(limit + 1), async (fetch) => {
    const { message } = await failureOf("reply_too_large", () => send(fetch));
    assertEquals(message, "The reply from id.example is larger than 1 MiB");
  });
});

Deno.test("exchangeHttp() error messages fit replies of keys and metadata", async () => {
  const failures = {
    redirected: () => Response.redirect("https://evil.example/keys"),
    reply_too_large: reply(new Blob([new Uint8Array(limit + 1)]).stream()),
    reply_unusable: () => {
      throw new TypeError("client error (SendRequest): invalid HTTP version parsed");
    },
  } as const;
  for (const code of ["redirected", "reply_too_large", "reply_unusable"] as const) {
    const failure = await failureOf(code, () => send(failures[code], { method: "GET" }));
    assertNotMatch(toldBy(failure), /secret|token/);
  }
});

Deno.test("exchangeHttp(), endless body: reading stops at the limit", async () => {
  let pulled = 0;
  const endless = new ReadableStream({
    pull(controller) {
      controller.enqueue(new Uint8Array(limit / 8));
      pulled++;
    },
  });
  await failureOf("reply_too_large", () => send(reply(endless)));
  assert(pulled < 16, `${pulled} chunks`);
});

Deno.test("exchangeHttp(), time limit reached in any phase: timed_out", async () => {
  const stalled = (signal: AbortSignal) =>
    new ReadableStream({
      start(controller) {
        controller.enqueue(new Uint8Array(1));
        signal.addEventListener("abort", () => controller.error(signal.reason));
      },
    });
  await forEachCase<NonNullable<FakeWorld["fetch"]>>({
    "the reply": ({ signal }) =>
      new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
    "the body": ({ signal }) => new Response(stalled(signal)),
    "a body of known size": ({ signal }) =>
      new Response(stalled(signal), { headers: { "content-length": "2" } }),
  }, async (fetch) => {
    const { attempt, host } = connected({ fetch });
    const sending = failureOf(
      "timed_out",
      () => exchangeHttp(attempt, { method: "POST", url, headers: {} }),
    );
    await Promise.resolve().then(() => host.expire());
    const { message, hint } = await sending;
    assertEquals(message, "id.example did not answer within 30 s");
    assertStringIncludes(hint ?? "", "--timeout");
    assertEquals(host.timeouts, [30_000]);
  });
});

Deno.test("exchangeHttp(), verbose: each step is logged, without query and body", async () => {
  const { attempt, host } = connected({
    fetch: reply("canary", { "content-type": "text/\u00e9", "set-cookie": "canary" }),
  }, "verbose");
  await exchangeHttp(attempt, { method: "POST", url, headers: { x: "canary" }, body: "canary" });
  assertEquals(host.stderr.split("\n"), [
    "gettoken: POST https://id.example/token",
    "gettoken: 200 from id.example after 0 ms, text/é",
    "",
  ]);
});

Deno.test("exchangeHttp(), no reply: the error has no words of the runtime", async () => {
  const failure = await failureOf(
    "connection_failed",
    () => send(() => Promise.reject(new TypeError(`for url (${url}): Connection refused`))),
  );
  assertEquals(failure.message, "id.example refuses the connection");
  assertNotMatch(toldBy(failure), /canary/);
});

function readReply(body: string, contentType?: string, status = 200): HttpReply {
  return {
    status,
    headers: new Headers(contentType === undefined ? {} : { "content-type": contentType }),
    body,
  };
}

Deno.test("isSuccess() is true for 2xx", () => {
  const all = Array.from({ length: 900 }, (_, index) => index + 100);
  const found = all.filter((status) => isSuccess({ status }));
  assertEquals([found[0], found.at(-1), found.length], [200, 299, 100]);
});

Deno.test("maybeJsonObject() reads JSON of any media type, except HTML and XML", async () => {
  await forEachCase({
    "application/json": true,
    "APPLICATION/JSON": true,
    'application/json; charset="UTF-8"': true,
    "application/json; charset=utf8": true,
    "application/json;charset=ISO-8859-1": true,
    "application/json; charset=utf-16": true,
    "application/problem+json": true,
    "application/x-json": true,
    "application/jwk-set+json": true,
    "application/json, application/json": true,
    "application/json, text/html": true,
    "text/json": true,
    "text/plain": true,
    "text/javascript": true,
    "application/octet-stream": true,
    "application/x-www-form-urlencoded": true,
    "html": true,
    "": true,
    "text/html": false,
    "text/html;charset=utf-8": false,
    " Text/HTML; x=application/json": false,
    "text/html, application/json": false,
    "application/xhtml+xml": false,
    "application/xml": false,
    "text/xml": false,
    "application/problem+xml": false,
  }, (isRead, type) => {
    assertEquals(maybeJsonObject(readReply("{}", type)), isRead ? {} : undefined);
  });
  assertEquals(maybeJsonObject(readReply("{}")), {});
});

Deno.test("maybeJsonObject() reads a form with a token or an error", async () => {
  await forEachCase<readonly [body: string, members: Record<string, string> | undefined]>({
    "a token": ["access_token=a%2Bb&token_type=bearer\n", {
      access_token: "a+b",
      token_type: "bearer",
    }],
    "a token of Facebook": ["access_token=1|a&expires=9", { access_token: "1|a", expires: "9" }],
    "an error": ["error=a&error_description=b+c", { error: "a", error_description: "b c" }],
    "a name of every object": ["__proto__=x&error=a", JSON.parse('{"__proto__":"x","error":"a"}')],
    "neither": ["a=1", undefined],
    "a name alone": ["access_token", undefined],
    "a text": ["The error=a is bad", undefined],
    "lines": ["error=a\nb=c", undefined],
    "another alphabet": ["error=é", undefined],
    "a page": ["<p>&error=a", undefined],
  }, ([body, members]) => assertEquals(maybeJsonObject(readReply(body, "text/plain")), members));
});

Deno.test("jsonObjectOf() returns the object in a reply", () => {
  assertEquals(jsonObjectOf(readReply(' {"a": [1]}\r\n', "application/json"), "host", "it"), {
    a: [1],
  });
});

Deno.test("jsonObjectOf(), not one JSON object: error without the content", async () => {
  const notObjects = {
    "null": "null",
    "an array": '["canary"]',
    "a text": '"canary"',
    "a number": "42",
    "a boolean": "true",
    "the beginning of an object": '{"canary": ',
    "two objects": '{"a": "canary"}{}',
    "lines of objects": '{"a": "canary"}\n{"a": 1}\n',
    "garbage behind an object": '{"a": "canary"} x',
    "comments": '{"a": "canary"} // x',
    "single quotes": "{'a': 'canary'}",
  };
  await forEachCase(notObjects, async (body) => {
    const failure = await failureOf(
      "reply_not_json",
      () =>
        jsonObjectOf(readReply(body, "application/json", 203), "id.example", "a token response"),
    );
    assertEquals(
      failure.message,
      "id.example sent something other than a JSON object instead of a token response (HTTP 203)",
    );
    assertEquals(toldBy(failure).includes("canary"), false);
  });
});

Deno.test("jsonObjectOf(), empty reply: the error says so", async () => {
  for (const body of ["", " \r\n"]) {
    const { message } = await failureOf(
      "reply_not_json",
      () => jsonObjectOf(readReply(body, "application/json"), "id.example", "metadata"),
    );
    assertEquals(message, "id.example sent an empty reply instead of metadata (HTTP 200)");
  }
});

Deno.test("jsonObjectOf(), another media type: the error names it", async () => {
  const failure = await failureOf(
    "reply_not_json",
    () => jsonObjectOf(readReply("<h1>Log in</h1>", "text/html"), "id.example", "a token response"),
  );
  assertStringIncludes(failure.message, "sent text/html instead of a token response (HTTP 200)");
  assertEquals(toldBy(failure).includes("Log in"), false);
});

Deno.test("jsonObjectOf(), no media type or a long one: the error says so or shortens it", async () => {
  const untyped = await failureOf("reply_not_json", () => jsonObjectOf(readReply("x"), "h", "it"));
  assertStringIncludes(untyped.message, "h sent no content type instead of it");
  const long = await failureOf(
    "reply_not_json",
    () => jsonObjectOf(readReply("x", "text/" + "x".repeat(70_000)), "h", "it"),
  );
  assertEquals(long.message.length < 200, true);
});
