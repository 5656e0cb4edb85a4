import { assertEquals, assertStringIncludes } from "@std/assert";
import type { FailureCode, GettokenError } from "../../../lib/core/errors.ts";
import type { Provider } from "../../../lib/contract/provider.ts";
import { failedReplyError } from "../../../lib/oauth/error_response.ts";
import { acme, connected, forEachCase, resolved } from "../helpers.ts";

const now = Date.parse("2026-01-09T02:02:12Z");

const credentialOf = {
  nothing: "clientSecret",
  proof: "clientSecret",
  assertion: "privateKey",
  "federated token": "federatedTokenFile",
} as const;

/** The error for a reply with this status and this JSON, if any. */
function explainReply(
  status: number,
  body?: unknown,
  { headers = {}, provider = {}, signs, ...more }: {
    readonly headers?: Readonly<Record<string, string>>;
    readonly provider?: Partial<Provider>;
    readonly url?: string;
    /** What is signed in the request. */
    readonly signs?: "assertion" | "proof" | "federated token";
    /** In place of JSON. */
    readonly text?: string;
  } = {},
): Promise<GettokenError> {
  const json = { "content-type": "application/json" };
  return failedReplyError(
    {
      status,
      headers: new Headers({ ...body === undefined ? {} : json, ...headers }),
      body: more.text ?? (body === undefined ? "<h1>canary</h1>" : JSON.stringify(body)),
    },
    {
      run: connected({ now }),
      provider: { ...acme, ...provider },
      settings: resolved({ clientId: "svc" }, { credential: credentialOf[signs ?? "nothing"] }),
      request: {
        url: more.url ?? "https://id.example/token",
        form: signs && signs !== "proof" ? [["client_assertion", "x"]] : [],
        isBound: signs === "proof",
      },
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
    "a list": [400, ["invalid_client"], "refused"],
    "a message": [400, { message: "Secret expired" }, "refused"],
    "a message that the status has as well": [400, { message: "Bad Request" }, "reply_unusable"],
    "another message with 403": [403, { message: "Forbidden" }, "refused"],
    "an error without words": [400, { error: { code: 1 } }, "reply_unusable"],
    "an error without words, with 401": [401, { error: { code: 1 } }, "refused"],
    "nothing with 401": [401, {}, "refused"],
    "a page with 401": [401, undefined, "refused"],
    "a page with 403": [403, undefined, "refused"],
    "a page with 400": [400, undefined, "reply_unusable"],
    "an error of the web server": [404, { error: "Not Found", status: 404 }, "reply_unusable"],
    "an error for the method": [405, { error: "Method Not Allowed" }, "reply_unusable"],
    "an error of another kind": [418, { error: "i_am_a_teapot" }, "refused"],
    "a failure that claims success": [200, { success: false, message: "Wrong" }, "refused"],
    "an answer of another service": [200, { name: "search-1", tagline: "x" }, "reply_unusable"],
    "the wrong method": [405, undefined, "reply_unusable"],
    "the wrong type": [415, undefined, "reply_unusable"],
    "a proxy's login": [407, undefined, "reply_unusable"],
    "what is not implemented": [501, undefined, "reply_unusable"],
    "another version": [505, undefined, "reply_unusable"],
    "success of another kind": [201, { access_token: "x" }, "reply_unusable"],
    "no content": [204, undefined, "reply_not_json"],
    "a list that claims success": [200, [{ error: "invalid_client" }], "refused"],
    "an unpaid bill": [402, { message: "Subscription ended" }, "refused"],
    "a locked account": [423, { message: "Account is locked" }, "refused"],
    "an invalid form": [422, { errors: { client_id: ["is invalid"] } }, "refused"],
    "a conflict without words": [409, { message: "Conflict" }, "reply_unusable"],
    "an API that has gone": [410, { message: "Retired" }, "reply_unusable"],
    "another form": [415, { error: "Unsupported Media Type" }, "reply_unusable"],
    "an error of OAuth with another form": [415, refusal, "refused"],
    "too many requests, with a code": [429, { error: "invalid_client" }, "rate_limited"],
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
    assertEquals([hint, details], ["Raise the quota", ["It said: too_many_requests: Slow down"]]);
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

Deno.test("failedReplyError(), reply in another form: the status and what it says", async () => {
  const words = await explainReply(401, { fault: { faultstring: "No such key" } });
  assertEquals(words.message, "Acme ID refused the request (HTTP 401)");
  assertEquals(words.details, ["It said: No such key", "client id = svc (--clientId)"]);
  assertEquals([words.serverMessage, words.httpStatus], ["No such key", 401]);
  assertEquals([words.oauthError, words.providerCode], [undefined, undefined]);
  const text = await explainReply(403, undefined, { text: "invalid_client: secret expired" });
  assertEquals(text.message, "Acme ID refused: invalid_client (HTTP 403)");
  assertEquals(text.oauthError, "invalid_client");
  const elsewhere = await explainReply(404, { message: "Not found" });
  assertEquals(elsewhere.details, ["It said: Not found", "The reply has the members message"]);
  assertEquals([elsewhere.code, elsewhere.serverMessage], ["reply_unusable", "Not found"]);
});

Deno.test("failedReplyError(), no refusal: the error code with the description", async () => {
  const body = { error: "Realm does not exist", error_description: "See the log" };
  const { details } = await explainReply(404, body);
  assertEquals(details[0], "It said: Realm does not exist: See the log");
  const repeated = { error: "busy", message: "busy for now" };
  assertEquals((await explainReply(503, repeated)).details, ["It said: busy for now"]);
});

Deno.test("failedReplyError(), success without JSON: a page's title and stated errors, no other text", async () => {
  const told = async (text: string, type = "text/html") => {
    const { code, details } = await explainReply(200, undefined, {
      ...{ text, headers: { "content-type": type } },
    });
    return [code, ...details];
  };
  const page = "<html><head><title>Request Rejected</title>";
  assertEquals(await told(page), [
    "reply_not_json",
    "It sent an HTML page with the title: Request Rejected",
  ]);
  const refused = ["refused", "It said: Expired", "client id = svc (--clientId)"];
  const error = '{"error":"invalid_client","error_description":"Expired"}';
  assertEquals(await told(error), refused);
  assertEquals(await told(`callback( ${error} );`), refused);
  assertEquals(await told(`[${error}]`, "application/json"), refused);
  for (const text of ["tok123", "the token: tok123", '"tok123"', "<t><token>tok123</token></t>"]) {
    assertEquals(await told(text, "text/plain"), ["reply_not_json"]);
  }
  assertEquals(await told("<title>Oauth error invalid_client</title>"), [
    "reply_not_json",
    "It sent an HTML page with the title: Oauth error invalid_client",
    "client id = svc (--clientId)",
  ]);
});

Deno.test("failedReplyError(), token under another name: how to use it", async () => {
  const place = async (body: unknown) =>
    /response\.accessToken: "(.*)"/.exec((await explainReply(200, body)).hint ?? "")?.[1];
  assertEquals(
    await place({ code: 0, data: { tenant_access_token: "x" } }),
    "data.tenant_access_token",
  );
  assertEquals(await place({ accessToken: "x", expireIn: 7200 }), "accessToken");
  for (const body of [{ id_token: "x" }, { token: "" }, { tokens: 7 }, { status: "UP" }]) {
    assertEquals(await place(body), undefined);
  }
});

Deno.test("failedReplyError(), empty members: marked", async () => {
  const { details } = await explainReply(200, { access_token: " ", scope: null, token_type: "x" });
  assertEquals(details, [
    "The reply has the members access_token (empty), scope (null), token_type",
  ]);
});

Deno.test("failedReplyError(), a gateway's page about a certificate: refused", async () => {
  const text = "<html><head><title>400 No required SSL certificate was sent</title></head>";
  const { code, hint = "" } = await explainReply(400, undefined, { text });
  assertEquals([code, hint.includes("--client-cert-file")], ["refused", true]);
});

Deno.test("failedReplyError(), http to a TLS port: https:// is suggested", async () => {
  const of = async (text: string, url: string) =>
    (await explainReply(400, undefined, { text, url })).hint?.includes("write https://");
  const texts = [
    "Client sent an HTTP request to an HTTPS server.\n",
    "<html><title>400 The plain HTTP request was sent to HTTPS port</title>",
    "<html><title>400 Bad Request</title>You're speaking plain HTTP to an SSL-enabled server port.",
  ];
  for (const text of texts) {
    assertEquals(await of(text, "http://127.0.0.1:8443/token"), true);
    assertEquals(await of(text, "https://id.example/token"), false);
  }
});

Deno.test("failedReplyError(), wrong clock and something signed: said first", async () => {
  const at = (seconds: number) => ({ date: new Date(now - seconds * 1000).toUTCString() });
  const refusal = { error: "invalid_client" };
  const signed = async (
    seconds: number,
    signs: "assertion" | "proof" | "federated token" = "assertion",
    provider: Partial<Provider> = {},
  ) => {
    const { details: [first], hint = "" } = await explainReply(401, refusal, {
      ...{ headers: at(seconds), provider, signs },
    });
    return hint.includes("Set the clock") ? first : undefined;
  };
  assertEquals(
    await signed(3 * 3600),
    "This machine's clock is 3 h ahead of the server's, and the assertion is valid for 60 s.",
  );
  assertEquals(
    await signed(-90, "proof"),
    "This machine's clock is 90 s behind the server's, and the DPoP proof contains its time.",
  );
  assertEquals(await signed(60), undefined);
  assertEquals(await signed(90, "assertion", { assertion: { lifetime: 300 } }), undefined);
  assertEquals(typeof await signed(301, "assertion", { assertion: { lifetime: 300 } }), "string");
  assertEquals(await signed(3600, "federated token"), undefined);
  const { hint = "" } = await explainReply(401, refusal, { headers: at(3600) });
  assertEquals(hint.includes("clock"), false);
});

Deno.test("failedReplyError(), server says that the time is wrong: the clock is printed", async () => {
  const clock = "this machine's clock = 2026-01-09T02:02:12Z";
  const refused = async (error_description: string, signs?: "assertion" | "federated token") => {
    const body = { error: "invalid_client", error_description };
    return (await explainReply(400, body, signs && { signs })).details.at(-1) === clock;
  };
  const texts = ["Token is not active", "DPoP proof is not active", "Assertion has expired"];
  for (const text of [...texts, "iat is in the future", "JWT not yet valid"]) {
    assertEquals(await refused(text, "assertion"), true, text);
  }
  assertEquals(await refused("Invalid signature", "assertion"), false);
  assertEquals(await refused("Token is not active"), false);
  assertEquals(await refused("Token is not active", "federated token"), false);
});
