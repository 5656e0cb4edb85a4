import { assert, assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
import type { FailureCode } from "../../../lib/core/errors.ts";
import type { Log } from "../../../lib/core/log.ts";
import { federatedAssertions } from "../../../lib/oauth/federated_token.ts";
import { idTokenSource } from "../../../lib/oauth/job_token.ts";
import type { Assertion } from "../../../lib/oauth/request_parts.ts";
import type { FakeWorld } from "../../fake_host.ts";
import {
  acme,
  assertOneLine,
  connected,
  failureOf,
  forEachCase,
  jsonReply,
  resolved,
  toldBy,
} from "../helpers.ts";

const server = "run-actions-1-azure-eastus.actions.githubusercontent.com";
const address = `https://${server}/123//idtoken/0a1b/2c3d`;
const audience = "api://AzureADTokenExchange";
const idToken = `eyJhbGciOiJSUzI1NiJ9.${btoa('{"sub":"repo:acme/orders:pull_request"}')}.c2ln`;

type Variables = Readonly<Record<string, string>>;

function job(url: string | undefined, token: string | undefined): Variables {
  return {
    GITHUB_ACTIONS: "true",
    ...(url === undefined ? {} : { ACTIONS_ID_TOKEN_REQUEST_URL: url }),
    ...(token === undefined ? {} : { ACTIONS_ID_TOKEN_REQUEST_TOKEN: token }),
  };
}

/** The proofs of a job. */
async function begin(world: FakeWorld, verbosity: Log["verbosity"] = "normal") {
  const { connection, attempt, host, log } = connected({ now: Date.now(), ...world }, verbosity);
  const provider = { ...acme, assertion: { federation: [{ audience }] } };
  const settings = resolved({ clientId: "svc" });
  const endpoint = { url: "https://id.example/token", audience: "https://id.example" };
  const prove = await federatedAssertions({ run: connection, provider, settings, endpoint });
  return { prove, attempt, host, log };
}

Deno.test("idTokenSource(), no job: undefined", () => {
  for (const env of [{}, job(undefined, undefined), job("", "")]) {
    assertEquals(idTokenSource(connected({ env }).host), undefined);
  }
});

Deno.test("a runner's variables say where to request the ID token", async () => {
  const urls = [
    `${address}?api-version=2.0`,
    "https://pipelines.actions.githubusercontent.com/a/_apis/b/idtoken?api-version=2.0",
    "https://octocorp.ghe.com/_services/pipelines/a/idtoken?api-version=2.0",
    "https://codeberg.org/api/actions/_apis/pipelines/workflows/1/idtoken?placeholder=true",
    "http://127.0.0.1:8080/idtoken?",
  ];
  for (const url of urls) {
    const env = job(url, "eyJ0.req-uest_.to~ken+/==");
    const { prove, attempt, host } = await begin({
      env,
      fetch: () => jsonReply({ value: idToken }),
    });
    await prove(attempt);
    const [request] = host.requests;
    assert(request?.url.startsWith(url));
    assertEquals(request?.headers.get("authorization"), "bearer eyJ0.req-uest_.to~ken+/==");
  }
});

Deno.test("one of the variables is missing: the error names both", async () => {
  await forEachCase<readonly [env: Variables, absent: string, present: string]>({
    "the token": [job(`${address}?canary`, undefined), "_TOKEN", "_URL"],
    "an empty token": [job(`${address}?canary`, ""), "_TOKEN", "_URL"],
    "the address": [job(undefined, "canary"), "_URL", "_TOKEN"],
    "an empty address": [job("", "canary"), "_URL", "_TOKEN"],
  }, async ([env, absent, present]) => {
    const failure = await failureOf("setting_missing", () => begin({ env }));
    const name = "ACTIONS_ID_TOKEN_REQUEST";
    assertEquals(failure.message, `${name}${absent} is not set, but ${name}${present} is`);
    assertStringIncludes(failure.hint ?? "", "Pass both");
    assertNotMatch(toldBy(failure), /canary/);
  });
});

Deno.test("invalid variables of a runner are refused", async () => {
  const ofUrl = "ACTIONS_ID_TOKEN_REQUEST_URL in the environment ";
  await forEachCase<readonly [env: Variables, problem: string]>({
    "without TLS": [job("http://canary.example", "t"), `${ofUrl}must begin with https://`],
    "a user part": [job("https://canary:x@id.example", "t"), `${ofUrl}must not have a user part`],
    "a fragment": [job(`${address}#canary`, "t"), `${ofUrl}must not have a fragment`],
    "no address": [job("canary", "t"), `${ofUrl}must be a URL`],
    "a line break": [job(`${address}\ncanary`, "t"), `${ofUrl}contains a line break`],
    "a token of two lines": [
      job(address, "canary\r\nx: y"),
      "ACTIONS_ID_TOKEN_REQUEST_TOKEN in the environment is not a token",
    ],
  }, async ([env, problem]) => {
    const failure = await failureOf("setting_invalid", () => begin({ env }));
    assertStringIncludes(failure.message, problem);
    assertStringIncludes(failure.hint ?? "", "The runner sets");
    assertNotMatch(toldBy(failure), /canary/);
  });
});

/** Asks a server that answers so. */
async function ask(fetch: NonNullable<FakeWorld["fetch"]>, url = `${address}?api-version=2.0`) {
  const { prove, attempt, host, log } = await begin({
    env: job(url, "req-canary"),
    fetch,
    now: Date.UTC(2026, 0, 9),
  }, "verbose");
  const result = await Promise.resolve(prove(attempt)).catch((error: unknown) => error);
  return { result, requests: host.requests, stderr: () => host.stderr, log };
}

/** What it says when it is answered so. */
function refused(code: FailureCode, reply: () => Response) {
  return failureOf(code, async () => {
    const { result } = await ask(reply);
    throw result;
  });
}

Deno.test("an ID token is requested as the runner's documentation says", async () => {
  const encoded = "audience=api%3A%2F%2FAzureADTokenExchange";
  await forEachCase({
    [`${address}?api-version=2.0`]: `${address}?api-version=2.0&${encoded}`,
    [address]: `${address}?${encoded}`,
    [`${address}?a=%20b`]: `${address}?a=%20b&${encoded}`,
  }, async (expected, url) => {
    const { requests } = await ask(() => jsonReply({ count: 1, value: idToken }), url);
    assertEquals(requests.map(({ method, url }) => [method, url]), [["GET", expected]]);
    assertEquals(requests[0]?.headers.get("authorization"), "bearer req-canary");
  });
});

Deno.test("the ID token is the assertion", async () => {
  const { result } = await ask(() => jsonReply({ count: 1, value: idToken }));
  const { jwt, presented } = result as Assertion;
  assert(jwt.equals(idToken));
  assertEquals(presented?.[1], "presented subject = repo:acme/orders:pull_request");
});

Deno.test("both tokens are redacted", async () => {
  const { log, stderr } = await ask(() => jsonReply({ value: idToken }));
  log.line(`req-canary ${idToken}`);
  assertStringIncludes(stderr(), "*** ***");
  assertNotMatch(stderr(), /canary|eyJ/);
});

Deno.test("the runner refuses: what it said, and the permission", async () => {
  for (const status of [401, 403]) {
    const failure = await refused(
      "refused",
      () => jsonReply({ message: "Can't issue\x1bID_TOKEN for req-canary" }, { status }),
    );
    assertEquals(
      failure.message,
      `${server} did not issue an ID token for this job (HTTP ${status})`,
    );
    assertEquals(failure.details, [
      "It said: Can't issue ID_TOKEN for ***",
      `audience = ${audience}`,
    ]);
    assertStringIncludes(failure.hint ?? "", "`permissions: id-token: write`");
    assertEquals(failure.retry, undefined);
  }
});

Deno.test("the runner's message is cut", async () => {
  for (const message of ["x".repeat(1_000_000), 1, null, ["canary"], { canary: 1 }]) {
    const { details } = await refused("refused", () => jsonReply({ message }, { status: 403 }));
    const expected = typeof message === "string" ? [`It said: ${"x".repeat(511)}…`] : [];
    assertEquals(details, [...expected, `audience = ${audience}`]);
    details.forEach(assertOneLine);
  }
});

Deno.test("the runner is temporarily unavailable: the error says when to retry", async () => {
  await forEachCase<readonly [code: FailureCode, status: number]>({
    "too many requests": ["rate_limited", 429],
    "a defect": ["server_error", 500],
    "a pause": ["server_error", 503],
  }, async ([code, status]) => {
    const failure = await refused(
      code,
      () => new Response("canary", { status, headers: { "retry-after": "7" } }),
    );
    assertStringIncludes(failure.message, `${server} cannot issue an ID token now`);
    assertEquals(failure.retry, { after: 7 });
    assertNotMatch(toldBy(failure), /canary/);
  });
});

Deno.test("any other reply is an error", async () => {
  await forEachCase<readonly [code: FailureCode, reply: () => Response]>({
    "not there": ["reply_unusable", () => jsonReply({ value: idToken }, { status: 404 })],
    "a bad request": ["reply_unusable", () => new Response("canary", { status: 400 })],
    "no content": ["reply_not_json", () => new Response(null, { status: 204 })],
    "a page": ["reply_not_json", () => new Response("<p>canary")],
    "a page that calls itself JSON": [
      "reply_not_json",
      () => new Response("<p>canary", { headers: { "content-type": "application/json" } }),
    ],
    "a list": ["reply_not_json", () => jsonReply([idToken])],
    "no value": ["reply_unusable", () => jsonReply({ token: idToken })],
    "an empty value": ["reply_unusable", () => jsonReply({ value: "" })],
    "a value that is no token": ["reply_unusable", () => jsonReply({ value: "canary" })],
    "a value that is not a string": ["reply_unusable", () => jsonReply({ value: [idToken] })],
    "a redirect": ["redirected", () => Response.redirect("https://evil.example/")],
  }, async ([code, reply]) => {
    const failure = await refused(code, reply);
    assertStringIncludes(failure.message, server);
    assertNotMatch(toldBy(failure), /canary|eyJ/);
  });
});
