import { assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
import { exchange } from "../../../lib/oauth/exchange.ts";
import type { FailureCode } from "../../../lib/core/errors.ts";
import type { Pattern, Provider } from "../../../lib/contract/provider.ts";
import { formEncode } from "../../../lib/core/encodings.ts";
import { Secret } from "../../../lib/core/secret.ts";
import type { Token } from "../../../lib/oauth/token_response.ts";
import type { RequestSource, TokenRequest } from "../../../lib/oauth/token_request.ts";
import {
  acme,
  awkwardSecret,
  connected,
  failureOf,
  forEachCase,
  jsonReply,
  resolved,
  tokenReply,
  toldBy,
} from "../helpers.ts";

const request: TokenRequest = {
  url: "https://id.example/token",
  method: "client_secret_post",
  headers: { "x-id": "1" },
  form: [["grant_type", "client_credentials"], ["client_secret", new Secret("s3cr3t&")]],
};

/** Exchanges credentials with a server that answers so; `host` and `log` are there afterwards. */
function begin(
  reply: () => Response,
  provider: Partial<Provider> = {},
  form: TokenRequest["form"] = request.form,
) {
  const { connection, host, log } = connected({ fetch: reply });
  const settings = resolved({ scope: "a b" });
  return {
    host,
    log,
    run: (): Promise<Token> =>
      exchange(
        connection,
        { ...acme, ...provider },
        settings,
        () => Promise.resolve({ ...request, form }),
      ),
  };
}

Deno.test("exchange() sends one request and returns the token", async () => {
  const { host, run } = begin(() => tokenReply());
  const token = await run();
  assertEquals(token.accessToken.reveal(), "tok.en-1");
  assertEquals([token.expiresIn, token.scope], [3600, "a b"]);
  const [sent, ...others] = host.requests;
  assertEquals(others, []);
  assertEquals([sent?.method, sent?.url, sent?.headers.get("x-id")], ["POST", request.url, "1"]);
  assertEquals(await sent?.text(), "grant_type=client_credentials&client_secret=s3cr3t%26");
});

Deno.test("exchange(), JWT for another audience than requested: warning", async () => {
  const jwt = (claims: unknown) =>
    `e30.${new TextEncoder().encode(JSON.stringify(claims)).toBase64({ alphabet: "base64url" })}.x`;
  const warned = async (form: TokenRequest["form"], access_token: string) => {
    const { host, run } = begin(() => tokenReply({ access_token }), {}, form);
    await run();
    return host.stderr;
  };
  const api = "https://api.example/";
  const warning = (found: string) =>
    `gettoken: warning: the token has ${found}, without the requested ${api}\n`;
  const aud = (names: string) => warning(`the audience (aud) ${names}`);
  assertEquals(await warned([["audience", api]], jwt({ aud: "account" })), aud("account"));
  assertEquals(await warned([["resource", api]], jwt({ aud: ["a", "b"] })), aud("a, b"));
  assertEquals(await warned([["audience", api]], jwt({})), warning("no audience (aud)"));
  assertEquals(await warned([["audience", `b ${api}`]], jwt({ aud: ["b"] })), aud("b"));
  const odd = await warned([["audience", api]], jwt({ aud: ["a\x1b[2J\nb", 1, "tok\u202e"] }));
  assertEquals(odd, aud("a [2J b, tok"));
  const silent: readonly (readonly [TokenRequest["form"], string])[] = [
    [[["audience", api]], jwt({ aud: api })],
    [[["audience", `a ${api}`]], jwt({ aud: [api, "a"] })],
    [[["audience", api]], "opaque"],
    [[], jwt({ aud: "account" })],
  ];
  for (const [form, token] of silent) assertEquals(await warned(form, token), "");
});

Deno.test("exchange() returns the time of receipt", async () => {
  const { host, run } = begin(() => tokenReply());
  assertEquals((await run()).receivedAt, host.now());
});

Deno.test("exchange() redacts the token from then on", async () => {
  const { host, log, run } = begin(() => tokenReply({ access_token: "canary-5527" }));
  await run();
  log.line("It was canary-5527");
  assertEquals(host.stderr, "It was ***\n");
});

Deno.test("exchange(), unusable reply: the token in it is redacted", async () => {
  const canary = "canary-5527";
  for (
    const reply of [
      () => tokenReply({ access_token: canary, token_type: canary }),
      () => tokenReply({ access_token: `${canary}\n`, token_type: canary }),
      typed(`access_token=${canary}&token_type=${canary}`, "text/plain"),
      () => jsonReply({ access_token: canary, error: canary }, { status: 400 }),
    ]
  ) {
    const { host, log, run } = begin(reply);
    const failure = await run().catch((error) => error);
    log.line(toldBy(failure));
    assertNotMatch(host.stderr, /canary/);
  }
});

Deno.test("exchange() applies the provider's response quirks", async () => {
  const { run } = begin(() => tokenReply({ expires_in: undefined, instance_url: "https://a" }), {
    response: { defaultLifetime: 60, publicMembers: ["instance_url"] },
  });
  const { expiresIn, publicMembers } = await run();
  assertEquals([expiresIn, publicMembers], [60, { instance_url: "https://a" }]);
});

Deno.test("exchange(), error beside the token: the token is returned, with a redacted warning", async () => {
  const { host, run } = begin(() =>
    tokenReply({ access_token: "canary-5527", error: "canary-5527" })
  );
  assertEquals((await run()).accessToken.reveal(), "canary-5527");
  assertEquals(host.stderr, 'gettoken: warning: the reply has a token and an error, "***"\n');
});

Deno.test("exchange(), token with any status of success: returned", async () => {
  for (const status of [200, 201, 202, 203, 206, 226, 299]) {
    const { run } = begin(() => jsonReply({ access_token: "x", token_type: "Bearer" }, { status }));
    assertEquals((await run()).accessToken.reveal(), "x");
  }
});

Deno.test("exchange(), token in another form: returned", async () => {
  const json = ' {"access_token": "tok.en-1", "token_type": "Bearer"}\r\n';
  const form = "access_token=tok.en-1&token_type=bearer";
  await forEachCase<readonly [body: string, type: string]>({
    "JSON as text/plain": [json, "text/plain"],
    "JSON in another encoding, as it claims": [json, "application/json; charset=utf-16"],
    "a form": [form, "application/x-www-form-urlencoded"],
    "a form as text/plain, with a line break": [`${form}\n`, "text/plain; charset=UTF-8"],
    "a form as JSON": [form, "application/json"],
  }, async ([body, type]) => {
    assertEquals((await begin(typed(body, type)).run()).accessToken.reveal(), "tok.en-1");
  });
});

Deno.test("exchange(), empty error member: the token is returned", async () => {
  for (const error of [null, ""]) {
    const { run } = begin(() => tokenReply({ error }));
    assertEquals((await run()).accessToken.reveal(), "tok.en-1");
  }
});

Deno.test("exchange(), members that other vendors use for refusals: the token is returned", async () => {
  const { run } = begin(() => tokenReply({ name: "app", message: "ok", status: { type: "x" } }));
  assertEquals((await run()).accessToken.reveal(), "tok.en-1");
});

function typed(body: string, type: string): () => Response {
  return () => new Response(body, { headers: { "content-type": type } });
}

Deno.test("a reply has no access_token: the error lists its members, names only", async () => {
  const many = Object.fromEntries(
    Array.from({ length: 12 }, (_, index) => [`m${index}`, "canary"]),
  );
  await forEachCase<readonly [reply: Record<string, unknown>, details: string[]]>({
    "some": [{ id_token: "canary", "a\x1b[2J": "canary" }, [
      "The reply has the members id_token, a [2J",
    ]],
    "many": [many, ["The reply has the members m0, m1, m2, m3, m4, m5, m6, m7, m8, m9 and 2 more"]],
    "a long name": [{ ["x".repeat(50)]: 1 }, [`The reply has the members ${"x".repeat(39)}…`]],
    "none": [{}, []],
  }, async ([reply, details]) => {
    const { run } = begin(() => jsonReply(reply));
    assertEquals((await failureOf("reply_unusable", run)).details, details);
  });
});

Deno.test("exchange(), each kind of bad reply: its code after one request", async () => {
  const complete = '{"access_token": "x", "token_type": "Bearer"}';
  const cases: Readonly<Record<string, readonly [() => Response, FailureCode]>> = {
    "a refusal": [() => jsonReply({ error: "invalid_client" }, { status: 401 }), "refused"],
    "a refusal that claims success": [() => jsonReply({ error: "invalid_scope" }), "refused"],
    "an empty token with an error": [
      () => tokenReply({ access_token: "", error: "invalid_scope" }),
      "refused",
    ],
    "a refusal as a form": [typed("error=invalid_client&error_uri=x", "text/plain"), "refused"],
    "no token": [() => jsonReply({}), "reply_unusable"],
    "a token that is null": [() => tokenReply({ access_token: null }), "reply_unusable"],
    "a token that is empty": [() => tokenReply({ access_token: "" }), "reply_unusable"],
    "a token of another type": [() => tokenReply({ token_type: "DPoP" }), "reply_unusable"],
    "a page": [typed("<h1>Log in</h1>", "text/html"), "reply_not_json"],
    "JSON as a page": [typed(complete, "text/html"), "reply_not_json"],
    "JSON as XML": [typed(complete, "application/xml"), "reply_not_json"],
    "a page as JSON": [
      typed("<!doctype html>access_token=x", "application/json"),
      "reply_not_json",
    ],
    "a text about a token": [typed("Your access_token=x", "text/plain"), "reply_not_json"],
    "a form without a token": [typed("a=1&b=2", "text/plain"), "reply_not_json"],
    "no content": [() => new Response(null, { status: 204 }), "reply_not_json"],
    "nothing": [typed("", "application/json"), "reply_not_json"],
    "JSON and garbage": [typed(`${complete} x`, "application/json"), "reply_not_json"],
    "a redirect": [() => Response.redirect("https://evil.example", 307), "redirected"],
    "too many requests": [() => new Response("", { status: 429 }), "rate_limited"],
    "a server that is down": [() => new Response("", { status: 503 }), "server_error"],
    "an unknown status of the server": [() => new Response("", { status: 520 }), "server_error"],
    "a grant that the server lacks": [() => new Response("", { status: 501 }), "reply_unusable"],
    "a page that is not there": [() => new Response("", { status: 404 }), "reply_unusable"],
    "too much": [typed(" ".repeat(2 ** 20 + 1), "application/json"), "reply_too_large"],
  };
  await forEachCase(cases, async ([reply, code]) => {
    const { host, run } = begin(reply);
    await failureOf(code, run);
    assertEquals(host.requests.length, 1);
  });
});

Deno.test("exchange(), deeply nested JSON: no crash", async () => {
  const deep = "[".repeat(100_000) + "]".repeat(100_000);
  const { run } = begin(
    typed(`{"access_token": "x", "token_type": "Bearer", "deep": ${deep}}`, "application/json"),
  );
  assertEquals((await run()).accessToken.reveal(), "x");
});

Deno.test("exchange(), no token: the error names the server", async () => {
  const { message } = await failureOf("reply_not_json", begin(typed("<h1>", "text/html")).run);
  assertEquals(message, "id.example sent text/html instead of a token response (HTTP 200)");
  const { message: other } = await failureOf("reply_unusable", begin(() => jsonReply({})).run);
  assertStringIncludes(other, "id.example");
});

Deno.test("exchange(), refusal with the secret in it: redacted for patterns and user", async () => {
  const repeated: Readonly<Record<string, readonly [secret: string, description: string]>> = {
    "as it is": ["canary-5527", "Got canary-5527."],
    "escaped in JSON": [awkwardSecret, `Got ${awkwardSecret}.`],
    "as it was sent": [awkwardSecret, `Got ${formEncode(awkwardSecret)}.`],
  };
  await forEachCase(repeated, async ([secret, description]) => {
    const given: string[] = [];
    const pattern: Pattern = {
      test: (text) => given.push(text) > 0,
      exec: (text) => [text, `${given.push(text)}`],
    };
    const { log, run } = begin(
      () => jsonReply({ error: "invalid_client", error_description: description }),
      { errorCode: pattern, explain: [{ text: pattern, hint: "Compare it" }] },
    );
    log.protect(new Secret(secret));
    const failure = await failureOf("refused", run);
    assertEquals(given, ["Got ***.", "Got ***."]);
    assertEquals(failure.details, ["It said: Got ***."]);
    assertEquals(failure.hint, "Compare it");
  });
});

Deno.test("exchange(), secret escaped in JSON: redacted for patterns", async () => {
  const given: string[] = [];
  const json = String
    .raw`{"error": "invalid_client", "error_description": "\u0063anary\u002D5527"}`;
  const { log, run } = begin(typed(json, "application/json"), {
    explain: [{ text: { test: (text) => given.push(text) > 0, exec: () => null }, hint: "" }],
  });
  log.protect(new Secret("canary-5527"));
  const { details } = await failureOf("refused", run);
  assertEquals(given, ["***"]);
  assertEquals(details, ["It said: ***"]);
});

Deno.test("exchange(), secret as the error code: redacted", async () => {
  const { log, run } = begin(() => jsonReply({ error: "canary-5527" }, { status: 400 }));
  log.protect(new Secret("canary-5527"));
  const { message } = await failureOf("refused", run);
  assertEquals(message, "Acme ID refused: *** (HTTP 400)");
});

/** Exchanges with a proof of a key, which the request shows as a header. */
function beginBound(replies: readonly (() => Response)[]) {
  const given: (string | undefined)[] = [];
  let count = 0;
  const { connection, host } = connected({
    fetch: () => replies[count++]?.() ?? jsonReply({ error: "no" }, { status: 400 }),
  }, "verbose");
  const makeRequest: RequestSource = (_, nonce) => {
    given.push(nonce);
    return Promise.resolve({ ...request, headers: { DPoP: `${nonce}` }, isBound: true });
  };
  const run = (retries = 0) =>
    exchange({ ...connection, retries }, { ...acme, dpop: true }, resolved({}), makeRequest);
  return { host, given, run };
}

/** A reply that asks for a nonce. */
function wantsNonce(nonce: string, status = 400): () => Response {
  return () => jsonReply({ error: "use_dpop_nonce" }, { status, headers: { "DPoP-Nonce": nonce } });
}

Deno.test("exchange(), nonce demanded: a second request with it", async () => {
  for (const status of [400, 401]) {
    const { host, given, run } = beginBound([
      wantsNonce("n-1", status),
      () => tokenReply({ token_type: "DPoP" }),
    ]);
    assertEquals((await run()).tokenType, "DPoP");
    assertEquals(given, [undefined, "n-1"]);
    assertEquals(host.requests.map(({ headers }) => headers.get("dpop")), ["undefined", "n-1"]);
    assertEquals([host.sleeps, host.timeouts.length], [[], 2]);
    assertStringIncludes(
      host.stderr,
      "requires a nonce in the DPoP proof; sending another request",
    );
  }
});

Deno.test("exchange(), nonce demanded twice: refused after two requests", async () => {
  const { given, run } = beginBound([wantsNonce("n-1"), wantsNonce("n-2"), () => tokenReply()]);
  const { message } = await failureOf("refused", () => run(2));
  assertEquals(message, "Acme ID refused: use_dpop_nonce (HTTP 400)");
  assertEquals(given, [undefined, "n-1"]);
});

Deno.test("exchange(), nonce demanded: not counted as a retry", async () => {
  const down = () => new Response("", { status: 503 });
  const { given, run } = beginBound([
    wantsNonce("n-1"),
    down,
    wantsNonce("n-2"),
    () => tokenReply({ token_type: "DPoP" }),
  ]);
  await run(1);
  assertEquals(given, [undefined, "n-1", undefined, "n-2"]);
});

Deno.test("exchange(), no proof in the request: no nonce is sent", async () => {
  const { host, run } = begin(wantsNonce("n-1"));
  await failureOf("refused", run);
  assertEquals(host.requests.length, 1);
});

Deno.test("exchange(), token not bound to the key: warning", async () => {
  const { host, run } = beginBound([() => tokenReply()]);
  assertEquals((await run()).tokenType, "Bearer");
  assertStringIncludes(host.stderr, "warning: the server did not bind the token");
});

Deno.test("exchange(), certificate rejected in the handshake: what was presented is listed", async () => {
  const refusing = () => {
    throw new TypeError("fetch failed", {
      cause: new Error("received fatal alert: UnknownCA"),
    });
  };
  for (
    const [method, identified, code] of [
      ["tls_client_auth", true, "refused"],
      ["client_secret_post", true, "refused"],
      ["private_key_jwt", false, "tls_failed"],
    ] as const
  ) {
    const { connection, host } = connected({ fetch: refusing });
    const presenting = {
      ...request,
      method,
      identified,
      presented: ["presented certificate = CN=a"],
    };
    const failure = await failureOf(
      code,
      () =>
        exchange(
          { ...connection, retries: 2 },
          acme,
          resolved({}),
          () => Promise.resolve(presenting),
        ),
    );
    assertEquals(failure.details.includes("presented certificate = CN=a"), code === "refused");
    assertEquals(host.requests.length, 1);
  }
});

Deno.test("exchange(), the token deeper in the reply: returned and redacted, or refused without it", async () => {
  const provider = {
    response: { accessToken: "data.access_token" },
    explain: [{ code: "40001", hint: "Look at the key." }],
  };
  const data = { access_token: "canary-5527", expires_in: 60 };
  const { host, log, run } = begin(() => jsonReply({ code: 0, msg: "ok", data }), provider);
  const { accessToken, tokenType, expiresIn } = await run();
  assertEquals([accessToken.reveal(), tokenType, expiresIn], ["canary-5527", "Bearer", 60]);
  log.line("It was canary-5527");
  assertEquals(host.stderr, "It was ***\n");

  const refused = begin(() => jsonReply({ code: 40001, msg: "bad key", data: null }), provider);
  const failure = await failureOf("refused", refused.run);
  assertEquals(failure.message, "Acme ID refused: 40001 (HTTP 200)");
  assertStringIncludes(toldBy(failure), "It said: bad key");
  assertEquals(failure.hint, "Look at the key.");
});

Deno.test("exchange(), secret that is an ordinary word: redacted wherever the server repeats it", async () => {
  const json = { "content-type": "application/json" };
  const echoes: Readonly<Record<string, () => Response>> = {
    "in a redirect": () =>
      new Response(null, { status: 302, headers: { location: "https://password.example/" } }),
    "in a media type": () => new Response("x", { headers: { "content-type": "text/password" } }),
    "in a description": () =>
      jsonReply({ error: "x", error_description: "not password" }, { status: 400 }),
    "in a nested message": () => jsonReply({ error: { message: "not password" } }, { status: 401 }),
    "in a text": () => new Response("not Password", { status: 403 }),
    "in a title": () => new Response("<html><title>not password", { status: 403 }),
    "in a challenge": () =>
      new Response("", { status: 401, headers: { "www-authenticate": 'Basic error="password"' } }),
    "in the name of a member": () => jsonReply({ password: 1 }),
    "in a scope": () => tokenReply({ scope: "password" }),
    "in an odd member": () => tokenReply({ expires_in: "password" }),
    "in an odd type": () => tokenReply({ token_type: "password" }),
    "in an ID": () =>
      new Response("{}", { status: 401, headers: { ...json, "x-request-id": "password" } }),
  };
  const { connection, log } = connected({
    fetch: () =>
      jsonReply({ error: "invalid_client", error_description: "client" }, { status: 401 }),
  });
  log.protect(new Secret("client"));
  const failure = await failureOf(
    "refused",
    () => exchange(connection, acme, resolved({}), () => Promise.resolve(request)),
  );
  assertEquals(failure.message, "Acme ID refused: invalid_client (HTTP 401)");
  assertEquals(failure.serverMessage, "***");
  await forEachCase(echoes, async (reply) => {
    const { connection, host, log } = connected({ fetch: reply }, "verbose");
    log.protect(new Secret("password"));
    const settings = resolved({ scope: "a b" });
    const outcome = await exchange(connection, acme, settings, () => Promise.resolve(request))
      .then(({ scope }) => scope, toldBy);
    assertNotMatch(`${outcome}${host.stderr}`, /password/i);
  });
});
