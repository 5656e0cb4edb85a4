import { assertEquals, assertStringIncludes } from "@std/assert";
import type { FailureCode, GettokenError } from "../../../lib/core/errors.ts";
import type { Explanation, Pattern, Provider } from "../../../lib/contract/provider.ts";
import {
  explainRefusal,
  failedReplyError,
  readRefusal,
  type Refusal,
} from "../../../lib/oauth/error_response.ts";
import { Secret } from "../../../lib/core/secret.ts";
import type { ResolvedSettings } from "../../../lib/settings/resolve.ts";
import { acme, assertOneLine, connected, forEachCase, resolved } from "../helpers.ts";

type Body = Readonly<Record<string, unknown>>;

function read(
  body: Body,
  headers: HeadersInit = {},
  errorCode?: Pattern,
): Promise<Refusal | undefined> {
  const clean = (text: string) => text.replaceAll("canary", "***");
  return readRefusal(body, { status: 400, headers: new Headers(headers) }, clean, errorCode);
}

/** A pattern that answers by promise, as that of a provider in a place of its own does. */
function remote(pattern: RegExp): Pattern {
  return {
    test: (text) => Promise.resolve(pattern.test(text)),
    exec: (text) => Promise.resolve(pattern.exec(text)),
  };
}

Deno.test("readRefusal() reads the error of every vendor, the standard one first", async () => {
  const shapes: Readonly<Record<string, readonly [body: Body, error: string | undefined]>> = {
    "RFC 6749": [{ error: "invalid_client", errorCode: "E1", name: "x" }, "invalid_client"],
    "prose": [{ error: "HTTP 401 Unauthorized" }, "HTTP 401 Unauthorized"],
    "Okta": [{ errorCode: "E0000011", status: { type: "x" } }, "E0000011"],
    "OneLogin": [{ status: { error: true, type: "bad request" }, name: "x" }, "bad request"],
    "a name only": [{ name: "BadRequest" }, "BadRequest"],
    "a number": [{ error: 42 }, undefined],
    "an empty error before another": [{ error: " ", errorCode: "E1" }, "E1"],
    "an object before another": [{ error: { message: "x" }, errorCode: "E1" }, "E1"],
    "nothing": [{ message: "Not found" }, undefined],
    "an empty one": [{ error: "" }, undefined],
    "a list": [{ error: ["invalid_client"] }, undefined],
    "null": [{ error: null, status: null }, undefined],
    "a status that is a number": [{ status: 404 }, undefined],
  };
  await forEachCase(shapes, async ([body, error]) => {
    assertEquals((await read(body))?.error, error);
  });
});

Deno.test("readRefusal() reads the description of every vendor", async () => {
  const firstToLast: readonly Body[] = [
    { error_description: "0" },
    { description: "1" },
    { errorSummary: "2" },
    { errorDescription: "3" },
    { message: "4" },
    { status: { message: "5" } },
  ];
  for (const index of firstToLast.keys()) {
    const body = Object.assign({ error: "x" }, ...firstToLast.slice(index));
    assertEquals((await read(body))?.description, `${index}`);
  }
  const refusal = await read({ error: "x", error_description: { a: 1 } });
  assertEquals(refusal?.description, undefined);
});

Deno.test("readRefusal(), code with a message: a refusal; code alone: not one", async () => {
  const refusal = await read({ code: "NOT_FOUND", message: "No environment" });
  assertEquals([refusal?.error, refusal?.description], ["NOT_FOUND", "No environment"]);
  assertEquals((await read({ error_code: "E1", message: "x" }))?.error, "E1");
  assertEquals(await read({ code: "NOT_FOUND" }), undefined);
  assertEquals(await read({ code: 404, message: "x" }), undefined);
});

Deno.test("readRefusal() appends the server's hint, unless the description contains it", async () => {
  const described = { error: "x", error_description: "Wrong" };
  assertEquals((await read({ ...described, error_hint: "Look" }))?.description, "Wrong Look");
  assertEquals((await read({ ...described, error_hint: "Wro" }))?.description, "Wrong");
  assertEquals((await read({ error: "x", error_hint: "Look" }))?.description, "Look");
  const descope = { errorCode: "E1", errorDescription: "Invalid", errorMessage: "No grant" };
  assertEquals((await read(descope))?.description, "Invalid No grant");
});

Deno.test("readRefusal() returns the vendor's code", async () => {
  const pattern = /AADSTS(\d+)/;
  const cases: Readonly<Record<string, readonly [body: Body, code: string | undefined]>> = {
    "Entra": [{ error_codes: [7000215, 1], error_reason: "x" }, "7000215"],
    "FusionAuth": [{ error_reason: "invalid_client_id", errorCode: "x" }, "invalid_client_id"],
    "Okta": [{ errorCode: "E0000011" }, "E0000011"],
    "the description only": [
      { error_description: "AADSTS7000215: Invalid client secret" },
      "7000215",
    ],
    "a description without a code": [{ error_description: "Something else" }, undefined],
    "no description": [{}, undefined],
    "an empty list": [{ error_codes: [], error_description: "AADSTS1: x" }, "1"],
  };
  await forEachCase(cases, async ([body, code]) => {
    const refusal = await read({ error: "x", ...body }, {}, pattern);
    assertEquals(refusal?.vendorCode, code);
  });
  const refusal = await read({ error: "x", error_description: "AADSTS1" });
  assertEquals(refusal?.vendorCode, undefined);
});

Deno.test("readRefusal() awaits an asynchronous pattern", async () => {
  await forEachCase({ "E-77: no": "77", "no": undefined }, async (code, text) => {
    const refusal = await read({ error: "x", error_description: text }, {}, remote(/E-(\d+)/));
    assertEquals(refusal?.vendorCode, code);
  });
});

Deno.test("readRefusal() returns each ID for the vendor's support once", async () => {
  const refusal = await read(
    { error: "x", trace_id: "t-1", correlation_id: "c-1", errorId: "e-1" },
    { "x-ms-request-id": "m-1", "x-request-id": "t-1", "x-okta-request-id": "o-1" },
  );
  assertEquals(refusal?.supportIds, [
    { name: "trace_id", id: "t-1" },
    { name: "correlation_id", id: "c-1" },
    { name: "errorId", id: "e-1" },
    { name: "x-ms-request-id", id: "m-1" },
    { name: "x-okta-request-id", id: "o-1" },
  ]);
  const another = await read({ error: "x" }, { "x-request-id": "r-1" });
  assertEquals(another?.supportIds, [{ name: "x-request-id", id: "r-1" }]);
  assertEquals((await read({ error: "x" }))?.supportIds, []);
});

Deno.test("readRefusal() redacts secrets before a pattern sees the string", async () => {
  const seen: string[] = [];
  const pattern: Pattern = {
    test: () => false,
    exec: (text) => {
      seen.push(text);
      return null;
    },
  };
  const refusal = await read(
    { error: "canary", error_description: "a canary", trace_id: "canary-1" },
    { "x-request-id": "canary-2" },
    pattern,
  );
  assertEquals(refusal, {
    status: 400,
    error: "***",
    description: "a ***",
    vendorCode: undefined,
    supportIds: [{ name: "trace_id", id: "***-1" }, { name: "x-request-id", id: "***-2" }],
  });
  assertEquals(seen, ["a ***"]);
  assertEquals((await read({ error: "x", error_codes: ["canary"] }))?.vendorCode, "***");
});

Deno.test("readRefusal(), endless string: cut", async () => {
  const refusal = await read({ error: "x", message: "é".repeat(100_000) });
  assertEquals(refusal?.description, "é".repeat(4096) + "…");
});

const refusal: Refusal = {
  status: 400,
  error: "invalid_client",
  description: "The secret is wrong",
  vendorCode: "7000215",
  supportIds: [],
};

/** Explains a refusal with these explanations of the provider. */
function explain(
  explanations: readonly Explanation[],
  more: Partial<Refusal> = {},
  settings: ResolvedSettings = resolved({}),
) {
  return explainRefusal({ ...acme, explain: explanations }, { ...refusal, ...more }, settings);
}

Deno.test("explainRefusal() uses the first explanation that matches in full", async () => {
  const cases: Readonly<
    Record<string, readonly [entry: Omit<Explanation, "hint">, fits: boolean]>
  > = {
    "the code": [{ code: "7000215" }, true],
    "one of the codes": [{ code: ["1", "7000215"] }, true],
    "another code": [{ code: "700021" }, false],
    "the error": [{ error: "invalid_client" }, true],
    "one of the errors": [{ error: ["x", "invalid_client"] }, true],
    "another error": [{ error: "invalid" }, false],
    "the text": [{ text: /secret/i }, true],
    "another text": [{ text: /^secret/ }, false],
    "all three": [{ code: "7000215", error: "invalid_client", text: /wrong/ }, true],
    "two of three": [{ code: "7000215", error: "invalid_client", text: /right/ }, false],
    "nothing asked for": [{}, true],
  };
  await forEachCase(cases, async ([entry, fits]) => {
    const { hint } = await explain([{ ...entry, hint: "first" }, { hint: "last" }]);
    assertEquals(hint, fits ? "first" : "last");
  });
});

Deno.test("explainRefusal() awaits an asynchronous pattern", async () => {
  const { hint } = await explain([
    { text: remote(/^secret/), hint: "first" },
    { text: remote(/secret/), hint: "second" },
    { text: remote(/./), hint: "third" },
  ]);
  assertEquals(hint, "second");
});

Deno.test("explainRefusal(), no code or description: no match", async () => {
  const without = { description: undefined, vendorCode: undefined };
  assertEquals((await explain([{ code: "", hint: "x" }], without)).hint, undefined);
  assertEquals((await explain([{ text: /./, hint: "x" }], without)).hint, undefined);
  assertEquals((await explain([])).hint, undefined);
  assertEquals((await explainRefusal(acme, refusal, resolved({}))).hint, undefined);
});

Deno.test("explainRefusal() fills settings into the hint, or (not set)", async () => {
  const hint = "{clientId} has no {scope}, nor {nothing} and {constructor}; {clientId}!";
  const { hint: filled } = await explain(
    [{ hint }],
    {},
    resolved({ clientId: "svc$&", scope: "a b" }),
  );
  assertEquals(filled, "svc$& has no a b, nor (not set) and (not set); svc$&!");
});

Deno.test("explainRefusal() lists the settings concerned, with their sources", async () => {
  const settings = resolved({ clientId: "svc", scope: "a b", tenant: "blue" }, {
    secrets: { clientSecret: new Secret("canary") },
    provenance: {
      tenant: { kind: "default" },
      scope: { kind: "option", name: "--scope" },
      clientId: { kind: "environment", name: "ACME_ID" },
      clientSecret: {
        kind: "file",
        name: "ACME_SECRET",
        file: { path: "./.env", named: false, values: new Map() },
      },
    },
  });
  const id = "client id = svc (ACME_ID in the environment)";
  const secret = "client secret = *** (ACME_SECRET in ./.env)";
  const scope = "scope = a b (--scope)";
  const cases: Readonly<Record<string, readonly [hint: string, Partial<Refusal>, string[]]>> = {
    "what the hint names": ["No {scope} in {tenant}.", { error: "invalid_scope" }, [scope]],
    "each once": ["{scope} or {scope}.", { error: "invalid_scope" }, [scope]],
    "the credentials": ["", { error: "invalid_client" }, [id, secret]],
    "the credentials, by the status": ["", { error: "x", status: 401 }, [id, secret]],
    "a secret that the hint is about": ["Is the secret right?", { error: "x" }, [id, secret]],
    "a refused scope": ["", { error: "invalid_scope" }, [scope]],
    "both": ["{clientId}, {scope}.", { error: "invalid_client" }, [id, scope, secret]],
    "nothing that is known": ["", { error: "invalid_request" }, []],
  };
  await forEachCase(cases, async ([hint, more, lines]) => {
    const { details } = await explain([{ hint }], { ...more, description: undefined }, settings);
    assertEquals(details, lines);
  });
});

Deno.test("explainRefusal() returns the codes for programs", async () => {
  const supportIds = [{ name: "trace_id", id: "t-1" }, { name: "x-request-id", id: "r-1" }];
  const told = await explain([], { supportIds });
  assertEquals([told.providerCode, told.traceId], ["7000215", "t-1"]);
  const plain = await explain([], { vendorCode: undefined });
  assertEquals([plain.providerCode, plain.traceId], ["invalid_client", undefined]);
});

Deno.test("explainRefusal() returns the vendor's page", async () => {
  assertEquals((await explain([])).docs, acme.docs);
});

Deno.test("explainRefusal() prints the description on one line, cut, without control characters", async () => {
  const description = `\x1b]52;c;x\x07no\r\n::set-output::\u202e ${"x".repeat(1_000_000)}`;
  const { details: [line = ""] = [] } = await explain([], { description });
  assertOneLine(line);
  assertEquals([...line].length, 512 + "It said: ".length);
});

Deno.test("explainRefusal() lists support IDs that the description does not contain", async () => {
  const supportIds = [{ name: "trace_id", id: "t-1" }, { name: "x-request-id", id: "r\x1b-1" }];
  assertEquals((await explain([], { supportIds })).details, [
    "It said: The secret is wrong",
    "trace_id t-1, x-request-id r -1",
  ]);
  const description = "Wrong. Trace ID: t-1";
  assertEquals((await explain([], { supportIds: supportIds.slice(0, 1), description })).details, [
    `It said: ${description}`,
  ]);
});

Deno.test("explainRefusal(), no description: no line for it", async () => {
  assertEquals((await explain([], { description: undefined })).details, []);
});

Deno.test("explainRefusal() marks temporary failures", async () => {
  const busy = { error: "temporarily_unavailable" };
  assertEquals((await explain([])).temporary, false);
  assertEquals((await explain([], busy)).temporary, true);
  assertEquals((await explain([{ hint: "x", temporary: true }])).temporary, true);
  assertEquals((await explain([{ hint: "x", temporary: false }], busy)).temporary, false);
});

Deno.test("explainRefusal(), unknown placeholder: (not set)", async () => {
  const explain = [{ error: "invalid_client", hint: "{constructor} {valueOf}" }];
  const { details = [], hint } = await explainRefusal(
    { ...acme, explain },
    {
      status: 400,
      error: "invalid_client",
      description: undefined,
      vendorCode: undefined,
      supportIds: [],
    },
    resolved({}),
  );
  assertEquals(hint, "(not set) (not set)");
  assertEquals(details.filter((line) => line.includes("constructor")), []);
});

const now = Date.parse("2026-01-09T02:02:12Z");

/** The error for a reply with this status and this JSON, if any. */
function explainReply(
  status: number,
  body?: unknown,
  { headers = {}, provider = {} }: {
    readonly headers?: Readonly<Record<string, string>>;
    readonly provider?: Partial<Provider>;
  } = {},
): Promise<GettokenError> {
  const json = { "content-type": "application/json" };
  return failedReplyError(
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

Deno.test("failedReplyError() chooses the code by status and body", async () => {
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
    "an error that is not a string": [400, { error: { code: 1 } }, "reply_unusable"],
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
    const failure = await explainReply(status, body);
    assertEquals(failure.code, code);
    assertStringIncludes(failure.message, `(HTTP ${status})`);
  });
});

Deno.test("failedReplyError(), known refusal: the provider's explanation", async () => {
  const body = { error: "invalid_client", error_description: "No such client" };
  const failure = await explainReply(400, body, {
    provider: { explain: [{ error: "invalid_client", hint: "Is {clientId} right?" }] },
  });
  assertEquals(failure.message, "Acme ID refused: invalid_client (HTTP 400)");
  assertEquals(failure.details, ["It said: No such client", "client id = svc (--clientId)"]);
  assertEquals(failure.hint, "Is svc right?");
  assertEquals(failure.docs, acme.docs);
});

Deno.test("failedReplyError() finds the vendor's code with the provider's pattern", async () => {
  const failure = await explainReply(400, { error: "x", error_description: "E-77: no" }, {
    provider: { errorCode: /E-(\d+)/, explain: [{ code: "77", hint: "found" }] },
  });
  assertEquals(failure.hint, "found");
});

Deno.test("failedReplyError() prints the server's error on one line, without control characters", async () => {
  const { message } = await explainReply(400, { error: `\x1b[2J\n${"x".repeat(5000)}` });
  assertEquals(message, `Acme ID refused: [2J ${"x".repeat(95)}… (HTTP 400)`);
});

Deno.test("failedReplyError(), explanation marked temporary: server_error", async () => {
  const { code, hint } = await explainReply(400, { error: "access_denied" }, {
    provider: { explain: [{ error: "access_denied", hint: "Wait", temporary: true }] },
  });
  assertEquals([code, hint], ["server_error", "Wait"]);
});

Deno.test("failedReplyError(), Retry-After: in the message", async () => {
  const cases: Readonly<Record<string, string>> = {
    "60": "; it asks to retry after 60 s",
    "0": "; it asks to retry after 0 s",
    "Fri, 09 Jan 2026 02:03:12 GMT": "; it asks to retry after 60 s",
    "soon": "",
    "-5": "",
    "": "",
  };
  await forEachCase(cases, async (told, value) => {
    const headers = { "retry-after": value };
    const limited = await explainReply(429, undefined, { headers });
    assertEquals(limited.message, `id.example limits requests (HTTP 429)${told}`);
    const down = await explainReply(503, undefined, { headers });
    assertEquals(down.message, `id.example is temporarily unavailable (HTTP 503)${told}`);
  });
});

Deno.test("failedReplyError() sets the retry for temporary failures", async () => {
  const again = async (status: number, headers = {}, body?: unknown) => {
    const { retry, retryAfter } = await explainReply(status, body, { headers });
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

Deno.test("failedReplyError() prefers the provider's hint, for temporary failures as well", async () => {
  const body = { error: "too_many_requests", error_description: "Slow down" };
  const explanation = { error: "too_many_requests", hint: "Raise the quota" };
  for (const status of [429, 503]) {
    const { hint, details } = await explainReply(status, body, {
      provider: { explain: [explanation] },
    });
    assertEquals([hint, details], ["Raise the quota", ["It said: Slow down"]]);
  }
  assertStringIncludes((await explainReply(429)).hint ?? "", "Request tokens less often");
  assertStringIncludes((await explainReply(503)).hint ?? "", "Try again later");
});

Deno.test("failedReplyError(), HTML reply: nothing of it is printed", async () => {
  for (const status of [200, 404, 429, 503]) {
    const { message, details, hint } = await explainReply(status);
    assertEquals([message, ...details, hint].join().includes("canary"), false);
  }
});

Deno.test("failedReplyError(), DPoP required: how to set a key", async () => {
  const explained = { explain: [{ error: "use_dpop_nonce", hint: "Look there." }] };
  for (const provider of [{ ...explained, dpop: true as const }, explained]) {
    const { hint = "" } = await explainReply(400, { error: "use_dpop_nonce" }, { provider });
    assertStringIncludes(hint, "Look there. A token bound to a key is useless without that key");
    assertEquals(hint.includes("--dpop-key-file"), provider !== explained);
  }
});
