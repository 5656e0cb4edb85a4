import { assertEquals, assertStringIncludes } from "@std/assert";
import { type FailureCode, type GettokenError } from "../../../lib/core/errors.ts";
import { explainFailedReply } from "../../../lib/oauth/explain_error.ts";
import type { Provider } from "../../../lib/contract/provider.ts";
import { acme, connected, forEachCase, resolved } from "../helpers.ts";

const now = Date.parse("2026-01-09T02:02:12Z");

/** What is told of a reply with this status and, if given, this JSON. */
function explain(
  status: number,
  body?: unknown,
  { headers = {}, provider = {} }: {
    readonly headers?: Readonly<Record<string, string>>;
    readonly provider?: Partial<Provider>;
  } = {},
): Promise<GettokenError> {
  const json = { "content-type": "application/json" };
  return explainFailedReply(
    {
      status,
      headers: new Headers({ ...body === undefined ? {} : json, ...headers }),
      body: body === undefined ? "<h1>canary</h1>" : JSON.stringify(body),
    },
    {
      run: connected({ now }),
      provider: { ...acme, ...provider },
      settings: resolved({ clientId: "svc" }),
      server: "id.example",
    },
  );
}

Deno.test("explainFailedReply() goes by the status and by what the server says", async () => {
  const refusal = { error: "invalid_client" };
  const cases: Readonly<Record<string, readonly [number, unknown, FailureCode]>> = {
    "a refusal": [400, refusal, "refused"],
    "a refusal of the client": [401, refusal, "refused"],
    "a refusal of access": [403, refusal, "refused"],
    "a refusal where there is nothing": [404, refusal, "refused"],
    "a refusal that claims success": [200, refusal, "refused"],
    "a refusal for now": [400, { error: "temporarily_unavailable" }, "server_error"],
    "a time-out": [408, undefined, "server_error"],
    "too many requests": [429, undefined, "rate_limited"],
    "too many requests, in words": [429, { error: "too_many_requests" }, "rate_limited"],
    "a broken server": [500, undefined, "server_error"],
    "a broken server, in words": [500, refusal, "server_error"],
    "a broken gateway": [502, undefined, "server_error"],
    "a server that is down": [503, undefined, "server_error"],
    "a slow gateway": [504, undefined, "server_error"],
    "no token and no error": [200, {}, "reply_unusable"],
    "a page": [404, undefined, "reply_unusable"],
    "JSON of another kind": [404, { message: "Not found" }, "reply_unusable"],
    "JSON that is no object": [400, ["invalid_client"], "reply_unusable"],
    "an error that is no text": [400, { error: { code: 1 } }, "reply_unusable"],
    "the wrong method": [405, undefined, "reply_unusable"],
    "the wrong type": [415, undefined, "reply_unusable"],
    "a proxy's login": [407, undefined, "reply_unusable"],
    "what is not implemented": [501, undefined, "reply_unusable"],
    "another version": [505, undefined, "reply_unusable"],
    "success of another kind": [201, { access_token: "x" }, "reply_unusable"],
    "no content": [204, undefined, "reply_unusable"],
    "a status that does not exist": [999, undefined, "reply_unusable"],
  };
  await forEachCase(cases, async ([status, body, code]) => {
    const failure = await explain(status, body);
    assertEquals(failure.code, code);
    assertStringIncludes(failure.message, `(HTTP ${status})`);
  });
});

Deno.test("explainFailedReply() tells a refusal with the provider's explanation", async () => {
  const body = { error: "invalid_client", error_description: "No such client" };
  const failure = await explain(400, body, {
    provider: { explain: [{ error: "invalid_client", hint: "Is {clientId} right?" }] },
  });
  assertEquals(failure.message, "Acme ID refused: invalid_client (HTTP 400)");
  assertEquals(failure.details, ["It said: No such client", "client id = svc (--clientId)"]);
  assertEquals(failure.hint, "Is svc right?");
  assertEquals(failure.docs, acme.docs);
});

Deno.test("explainFailedReply() finds the vendor's code where the provider says", async () => {
  const failure = await explain(400, { error: "x", error_description: "E-77: no" }, {
    provider: { errorCode: /E-(\d+)/, explain: [{ code: "77", hint: "found" }] },
  });
  assertEquals(failure.hint, "found");
});

Deno.test("explainFailedReply() shows an error of the server on a harmless line", async () => {
  const { message } = await explain(400, { error: `\x1b[2J\n${"x".repeat(5000)}` });
  assertEquals(message, `Acme ID refused: [2J ${"x".repeat(95)}… (HTTP 400)`);
});

Deno.test("explainFailedReply() lets the provider say that a refusal is for now", async () => {
  const { code, hint } = await explain(400, { error: "access_denied" }, {
    provider: { explain: [{ error: "access_denied", hint: "Wait", temporary: true }] },
  });
  assertEquals([code, hint], ["server_error", "Wait"]);
});

Deno.test("explainFailedReply() says for how long the server asks to wait", async () => {
  const cases: Readonly<Record<string, string>> = {
    "60": "; it asks to wait 60 s",
    "0": "; it asks to wait 0 s",
    "Fri, 09 Jan 2026 02:03:12 GMT": "; it asks to wait 60 s",
    "soon": "",
    "-5": "",
    "": "",
  };
  await forEachCase(cases, async (told, value) => {
    const headers = { "retry-after": value };
    const limited = await explain(429, undefined, { headers });
    assertEquals(limited.message, `id.example limits requests (HTTP 429)${told}`);
    const down = await explain(503, undefined, { headers });
    assertEquals(down.message, `id.example cannot answer now (HTTP 503)${told}`);
  });
});

Deno.test("explainFailedReply() says which failures pass by themselves, and when", async () => {
  const again = async (status: number, headers = {}, body?: unknown) => {
    const { retry, retryAfter } = await explain(status, body, { headers });
    return [retry, retryAfter];
  };
  for (const status of [408, 429, 500, 502, 503, 504]) {
    assertEquals(await again(status), [{ after: undefined }, undefined]);
    assertEquals(await again(status, { "retry-after": "7" }), [{ after: 7 }, 7]);
  }
  for (const status of [200, 400, 401, 403, 404, 407, 410, 501, 505]) {
    assertEquals(await again(status, { "retry-after": "7" }), [undefined, undefined]);
  }
  const busy = { error: "temporarily_unavailable" };
  assertEquals(await again(400, {}, busy), [undefined, undefined]);
});

Deno.test("explainFailedReply() prefers the provider's hint to its own, also for later", async () => {
  const body = { error: "too_many_requests", error_description: "Slow down" };
  const explanation = { error: "too_many_requests", hint: "Raise the quota" };
  for (const status of [429, 503]) {
    const { hint, details } = await explain(status, body, { provider: { explain: [explanation] } });
    assertEquals([hint, details], ["Raise the quota", ["It said: Slow down"]]);
  }
  assertStringIncludes((await explain(429)).hint ?? "", "Ask less often");
  assertStringIncludes((await explain(503)).hint ?? "", "Try again later");
});

Deno.test("explainFailedReply() shows nothing of a page", async () => {
  for (const status of [200, 404, 429, 503]) {
    const { message, details, hint } = await explain(status);
    assertEquals([message, ...details, hint].join().includes("canary"), false);
  }
});

Deno.test("explainFailedReply() tells what to do about DPoP", async () => {
  const explained = { explain: [{ error: "use_dpop_nonce", hint: "Look there." }] };
  for (const provider of [{ ...explained, dpop: true as const }, explained]) {
    const { hint = "" } = await explain(400, { error: "use_dpop_nonce" }, { provider });
    assertStringIncludes(hint, "Look there. A token bound to a key is useless without that key");
    assertEquals(hint.includes("--dpop-key-file"), provider !== explained);
  }
});
