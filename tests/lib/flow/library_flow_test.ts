import { assertEquals, assertMatch, assertNotMatch, assertStringIncludes } from "@std/assert";
import type { FlowOptions } from "../../../lib/flow/flow_options.ts";
import { LibraryFlow } from "../../../lib/flow/library_flow.ts";
import { type FakeHost, fakeHost, type FakeWorld } from "../../fake_host.ts";
import { acme, failureOf, jsonReply, tokenReply } from "../helpers.ts";

const catalog = { acme: { aliases: [], load: () => Promise.resolve(acme) } };

/** A flow on a fake machine, whose server numbers its tokens. */
function begin(
  options: Partial<FlowOptions> = {},
  world: FakeWorld = {},
): { readonly flow: LibraryFlow; readonly host: FakeHost; readonly log: string[] } {
  const log: string[] = [];
  const host = fakeHost({ fetch: () => nextToken(host), ...world });
  const flow = new LibraryFlow({
    provider: acme,
    ...{ domain: "id.example", clientId: "svc", clientSecret: "s3cr3t" },
    log: ({ level, message }) => log.push(`${level}: ${message}`),
    ...options,
  }, { catalog, version: "1.2.3", createHost: () => host });
  return { flow, host, log };
}

function nextToken(host: FakeHost, more: Readonly<Record<string, unknown>> = {}): Response {
  return tokenReply({ access_token: `tok.en-${host.requests.length}`, ...more });
}

/** The values of the tokens that calls get one after the other, with pauses in seconds between. */
async function valuesAfter(
  { flow, host }: ReturnType<typeof begin>,
  pauses: readonly number[],
): Promise<string[]> {
  const values = [];
  for (const pause of pauses) {
    await host.sleep(pause * 1000);
    values.push((await flow.getToken()).value);
  }
  return values;
}

Deno.test("getToken() with another option or a signal in place of one: usage, no request", async () => {
  const { flow, host } = begin();
  for (
    const [options, message] of [
      [{ minTtl: 60 }, "minTtl is not an option of getToken(), which has signal"],
      [{ Signal: AbortSignal.abort() }, "Signal is not an option of getToken(), which has signal"],
      [AbortSignal.abort(), "getToken() takes an object, not a signal"],
    ] as const
  ) {
    const failure = await failureOf("usage", () => flow.getToken(options as object));
    assertEquals(failure.message, message);
  }
  assertEquals(host.requests, []);
});

Deno.test("LibraryFlow: sends the settings, and returns the token", async () => {
  const { flow, host } = begin({ scopes: ["a", "b"] });
  const token = await flow.getToken();
  assertEquals([token.value, token.scope], ["tok.en-1", "a b"]);
  const [request] = host.requests;
  assertEquals(request?.url, "https://id.example/token");
  assertEquals(request?.headers.get("user-agent"), "gettoken/1.2.3");
  assertEquals(await request?.text(), "grant_type=client_credentials&scope=a+b");
});

Deno.test("LibraryFlow: a token is kept until a fifth of its lifetime is left", async () => {
  const values = await valuesAfter(
    begin({}, {}),
    [0, 1, 3600 - 300 - 2, 2, 1],
  );
  assertEquals(values, ["tok.en-1", "tok.en-1", "tok.en-1", "tok.en-2", "tok.en-2"]);
});

Deno.test("LibraryFlow, minTtl: a token is renewed as soon as less time is left", async () => {
  assertEquals(await valuesAfter(begin({ minTtl: 3000 }), [0, 599, 2]), [
    ...["tok.en-1", "tok.en-1", "tok.en-2"],
  ]);
});

Deno.test("LibraryFlow, minTtl that no token reaches: each call sends a request, with a warning", async () => {
  const flow = begin({ minTtl: 3601 });
  assertEquals(await valuesAfter(flow, [0, 0]), ["tok.en-1", "tok.en-2"]);
  const warning = "warning: the token is valid for 3600 s, less than minTtl (3601 s)";
  assertEquals(flow.log.filter((line) => line.startsWith("warning")), [warning, warning]);
});

Deno.test("LibraryFlow, no expiry in the reply: each call sends a request", async () => {
  const flow = begin({}, { fetch: () => nextToken(flow.host, { expires_in: undefined }) });
  assertEquals(await valuesAfter(flow, [0, 0]), ["tok.en-1", "tok.en-2"]);
});

Deno.test("LibraryFlow, cache none: each call sends a request, also at the same time", async () => {
  const { flow, host } = begin({ cache: "none" });
  await Promise.all([flow.getToken(), flow.getToken()]);
  await flow.getToken();
  assertEquals(host.requests.length, 3);
});

Deno.test("LibraryFlow, cache sealed: another flow gets the same token without a request", async () => {
  const env = { HOME: "/me" };
  const first = begin({ cache: "sealed", provider: "acme" }, { env });
  assertEquals((await first.flow.getToken()).value, "tok.en-1");
  assertEquals(first.host.locks.size, 0);
  const files = Object.fromEntries(first.host.files);
  const second = begin({ cache: "sealed", provider: "acme" }, { env, files });
  assertEquals((await second.flow.getToken()).value, "tok.en-1");
  assertEquals([second.host.requests.length, second.host.mayWrite], [0, true]);
});

Deno.test("LibraryFlow.discard(): the next call requests a token; an older one changes nothing", async () => {
  const { flow, host } = begin();
  const first = await flow.getToken();
  flow.discard(first);
  const second = await flow.getToken();
  flow.discard(first);
  assertEquals([second.value, await flow.getToken() === second], ["tok.en-2", true]);
  assertEquals(host.requests.length, 2);
});

Deno.test("LibraryFlow.discard(), cache sealed: the token there is not used either", async () => {
  const { flow, host } = begin({ provider: "acme", cache: "sealed" }, { env: { HOME: "/me" } });
  flow.discard(await flow.getToken());
  assertEquals((await flow.getToken()).value, "tok.en-2");
  const files = Object.fromEntries(host.files);
  const other = begin({ provider: "acme", cache: "sealed" }, { env: { HOME: "/me" }, files });
  assertEquals((await other.flow.getToken()).value, "tok.en-2");
});

Deno.test("LibraryFlow.discard(), cache sealed: a later renewal uses the token there again", async () => {
  const env = { HOME: "/me" };
  const { flow, host } = begin({ provider: "acme", cache: "sealed" }, { env });
  flow.discard(await flow.getToken());
  await flow.getToken();
  await host.sleep(3_500_000);
  const other = begin({ provider: "acme", cache: "sealed" }, { env, now: host.now() });
  await other.flow.getToken();
  for (const [path, content] of other.host.files) {
    (host.files as Map<string, typeof content>).set(path, content);
  }
  assertEquals((await flow.getToken()).value, "tok.en-1");
  assertEquals(host.requests.length, 2);
});

Deno.test("LibraryFlow, many callers at the same time: one request, also for a renewal", async () => {
  const { flow, host } = begin();
  for (const round of [1, 2]) {
    const tokens = await Promise.all(Array.from({ length: 50 }, () => flow.getToken()));
    assertEquals(new Set(tokens.map(({ value }) => value)), new Set([`tok.en-${round}`]));
    await host.sleep(3_500_000);
  }
  assertEquals(host.requests.length, 2);
});

Deno.test("LibraryFlow, one caller aborts: the others get the token", async () => {
  const { flow, host } = begin();
  const caller = new AbortController();
  const gone = flow.getToken({ signal: caller.signal });
  const other = flow.getToken();
  caller.abort();
  await failureOf("aborted", () => gone);
  assertEquals([(await other).value, host.requests.length], ["tok.en-1", 1]);
});

Deno.test("LibraryFlow, all callers abort: the request is aborted, the next call sends another", async () => {
  const { promise: sent, resolve } = Promise.withResolvers<Request>();
  const { flow, host } = begin({}, {
    fetch: (request) => {
      if (host.requests.length > 1) return tokenReply();
      resolve(request);
      return new Promise((_, reject) =>
        request.signal.addEventListener("abort", () => reject(request.signal.reason))
      );
    },
  });
  const caller = new AbortController();
  const all = [1, 2].map(() => flow.getToken({ signal: caller.signal }));
  const { signal } = await sent;
  caller.abort("enough");
  for (const one of all) assertEquals((await failureOf("aborted", () => one)).cause, "enough");
  assertEquals(signal.aborted, true);
  assertEquals((await flow.getToken()).value, "tok.en-1");
  assertEquals(host.requests.length, 2);
});

Deno.test("LibraryFlow, its own signal aborted: no call sends a request", async () => {
  const owner = new AbortController();
  const { flow, host } = begin({ signal: owner.signal });
  await flow.getToken();
  owner.abort();
  await failureOf("aborted", () => flow.getToken());
  assertEquals(host.requests.length, 1);
});

Deno.test("LibraryFlow, a failure: is not kept", async () => {
  const { flow, host } = begin({}, {
    fetch: () =>
      host.requests.length === 1
        ? jsonReply({ error: "invalid_client" }, { status: 401 })
        : nextToken(host),
  });
  await failureOf("refused", () => flow.getToken());
  assertEquals((await flow.getToken()).value, "tok.en-2");
});

Deno.test("LibraryFlow, a renewal fails: the old token until it expires, with pauses between", async () => {
  const began = begin({ retries: 0 }, {
    fetch: () =>
      began.host.requests.length === 1
        ? nextToken(began.host)
        : jsonReply({ error: "server_error" }, { status: 500 }),
  });
  const { flow, host, log } = began;
  assertEquals(await valuesAfter(began, [0, 3310, 5, 6]), Array(4).fill("tok.en-1"));
  assertEquals(host.requests.length, 3);
  const warnings = log.filter((line) => line.startsWith("warning: "));
  assertEquals(warnings.length, 2);
  assertMatch(warnings[0] ?? "", /could not be renewed, and is used until it expires: .*500/);
  await host.sleep(300_000);
  await failureOf("server_error", () => flow.getToken());
});

Deno.test("LibraryFlow, a renewal fails, a later one does not: the new token is renewed in time", async () => {
  const began = begin({ retries: 0 }, {
    fetch: () =>
      began.host.requests.length === 2
        ? jsonReply({ error: "slow_down" }, { status: 429, headers: { "retry-after": "5000" } })
        : nextToken(began.host),
  });
  const values = await valuesAfter(began, [0, 3310, 300, 3310]);
  assertEquals(values, ["tok.en-1", "tok.en-1", "tok.en-3", "tok.en-4"]);
});

Deno.test("LibraryFlow, cache sealed: a token found there is renewed as early as its lifetime says", async () => {
  const world = { env: { HOME: "/me" } };
  const first = begin({ cache: "sealed", provider: "acme" }, world);
  await first.flow.getToken();
  const later = first.host.now() + 3_290_000;
  const files = Object.fromEntries(first.host.files);
  const fetch = () => tokenReply({ access_token: "tok.en-new" });
  const second = begin({ cache: "sealed", provider: "acme" }, {
    ...world,
    files,
    now: later,
    fetch,
  });
  assertEquals(await valuesAfter(second, [0, 9, 2]), ["tok.en-1", "tok.en-1", "tok.en-new"]);
});

Deno.test("LibraryFlow, a renewal fails, and the clock is set back: another is tried", async () => {
  const began = begin({ retries: 0 }, {
    fetch: () =>
      began.host.requests.length === 2
        ? jsonReply({ error: "server_error" }, { status: 500 })
        : nextToken(began.host),
  });
  const values = await valuesAfter(began, [0, 3310, -3400, 3000]);
  assertEquals(values, ["tok.en-1", "tok.en-1", "tok.en-3", "tok.en-3"]);
});

Deno.test("LibraryFlow, a JWT without expires_in: kept until shortly before its exp", async () => {
  const { flow, host, log } = begin({}, {
    fetch: () => {
      const exp = host.now() / 1000 + (host.requests.length === 1 ? 1000 : -1000);
      const payload = btoa(JSON.stringify({ exp, n: host.requests.length }));
      return tokenReply({ access_token: `e30.${payload}.c2ln`, expires_in: undefined });
    },
  });
  const values = await valuesAfter({ flow, host, log }, [0, 799, 2, 0]);
  assertEquals(new Set(values.slice(0, 2)).size, 1);
  // The later ones have expired already.
  assertEquals([new Set(values).size, host.requests.length], [3, 3]);
  assertEquals(log.filter((line) => line.includes("minTtl")), []);
});

Deno.test("LibraryFlow, a renewal fails with Retry-After: not tried again before", async () => {
  const began = begin({ retries: 0 }, {
    fetch: () =>
      began.host.requests.length === 1
        ? nextToken(began.host)
        : jsonReply({}, { status: 429, headers: { "retry-after": "60" } }),
  });
  assertEquals(await valuesAfter(began, [0, 3310, 50, 20]), Array(4).fill("tok.en-1"));
  assertEquals(began.host.requests.length, 3);
});

Deno.test("LibraryFlow, a renewal fails: no token that is valid for less than minTtl", async () => {
  const began = begin({ retries: 0, minTtl: 200 }, {
    fetch: () =>
      began.host.requests.length === 1 ? nextToken(began.host) : jsonReply({}, { status: 500 }),
  });
  assertEquals(await valuesAfter(began, [0, 3310]), ["tok.en-1", "tok.en-1"]);
  await began.host.sleep(100_000);
  await failureOf("server_error", () => began.flow.getToken());
});

Deno.test("LibraryFlow, a renewal is aborted: no warning, and no pause before the next", async () => {
  const caller = new AbortController();
  const { flow, host, log } = begin({}, {
    fetch: ({ signal }) => {
      if (host.requests.length !== 2) return nextToken(host);
      caller.abort();
      return Promise.reject(signal.reason);
    },
  });
  await flow.getToken();
  await host.sleep(3_310_000);
  await failureOf("aborted", () => flow.getToken({ signal: caller.signal }));
  assertEquals((await flow.getToken()).value, "tok.en-3");
  assertEquals(log.filter((line) => line.startsWith("warning: ")), []);
});

Deno.test("LibraryFlow, cache sealed, minTtl that no token reaches: one warning", async () => {
  const options = { provider: "acme", cache: "sealed", minTtl: 3601 } as const;
  const { flow, log } = begin(options, { env: { HOME: "/me" } });
  await flow.getToken();
  assertEquals(log.filter((line) => line.startsWith("warning: ")).length, 1);
});

Deno.test("LibraryFlow: no secret and no token is in a log, a failure or the flow", async () => {
  const secret = "canary-5527-canary-5527";
  const said: string[] = [];
  const { flow, host, log } = begin({ clientSecret: secret }, {
    fetch: ({ headers }) =>
      host.requests.length === 1 ? tokenReply({ access_token: secret.toUpperCase() }) : jsonReply({
        error: "invalid_client",
        error_description: `${headers.get("authorization")} ${secret} ${btoa(secret)}`,
      }, { status: 401 }),
  });
  await flow.getToken();
  await host.sleep(4_000_000);
  const error = await failureOf("refused", () => flow.getToken());
  const members = Object.getOwnPropertyDescriptors(error);
  said.push(JSON.stringify(members), error.stack ?? "", Deno.inspect(error), `${error}`);
  said.push(
    Deno.inspect(flow, { depth: 20, getters: true, showHidden: true }),
    JSON.stringify(flow),
  );
  said.push(...log);
  assertStringIncludes(error.serverMessage ?? "", "***");
  for (const text of said) assertNotMatch(text, /canary|Y2FuYXJ5/i);
});

Deno.test("LibraryFlow, what is no signal: usage", async () => {
  const { flow, host } = begin();
  const signal = new AbortController() as unknown as AbortSignal;
  await failureOf("usage", () => flow.getToken({ signal }));
  assertEquals(host.requests.length, 0);
});

Deno.test("LibraryFlow, a failure for several callers: each stack leads to its caller", async () => {
  const { flow } = begin({}, { fetch: () => jsonReply({ error: "x" }, { status: 400 }) });
  async function firstCaller(): Promise<void> {
    await flow.getToken();
  }
  async function otherCaller(): Promise<void> {
    await flow.getToken();
  }
  const [first, other] = await Promise.all(
    [firstCaller, otherCaller].map((call) => failureOf("refused", call)),
  );
  assertMatch(first?.stack ?? "", /firstCaller/);
  assertMatch(other?.stack ?? "", /otherCaller/);
});

Deno.test("LibraryFlow, getToken() with no options: usage", async () => {
  for (const options of [null, "x"]) {
    const { message } = await failureOf("usage", () => begin().flow.getToken(options as never));
    assertEquals(message, "The options must be an object");
  }
});

Deno.test("LibraryFlow, the server shows the last token in a refusal: redacted", async () => {
  const { flow, host, log } = begin({}, {
    fetch: () =>
      host.requests.length === 1
        ? nextToken(host)
        : jsonReply({ error: "x", error_description: "you have tok.en-1" }, { status: 400 }),
  });
  flow.discard(await flow.getToken());
  const { serverMessage } = await failureOf("refused", () => flow.getToken());
  assertEquals(serverMessage, "you have ***");
  assertNotMatch(log.join(), /tok\.en/);
});
