import { assert, assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
import * as jose from "jose";
import { type FailureCode, GettokenError } from "../../../lib/core/errors.ts";
import type {
  FederatedTokenRequest,
  FederatedTokenSource,
} from "../../../lib/settings/choose_credential.ts";
import type { Provider } from "../../../lib/contract/provider.ts";
import { federatedAssertions } from "../../../lib/oauth/federated_token.ts";
import type { Assertion } from "../../../lib/oauth/request_parts.ts";
import type { Log } from "../../../lib/core/log.ts";
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

const provider: Provider = {
  ...acme,
  assertion: {
    federation: [
      { audience: "api://blue", with: { cloud: "blue" } },
      { audience: "api://AzureADTokenExchange", with: { cloud: "azure" } },
      { audience: "api://any" },
    ],
  },
};

const { privateKey } = await jose.generateKeyPair("ES256");
const signedToken = await new jose.SignJWT({}).setProtectedHeader({ alg: "ES256" })
  .setIssuer("https://other.example").setSubject("job").setAudience("api://any")
  .setExpirationTime("5m").sign(privateKey);

async function begin(
  values = {},
  world: FakeWorld = {},
  verbosity: Log["verbosity"] = "normal",
  federatedToken?: FederatedTokenSource,
) {
  const { connection, attempt, host, log } = connected({ now: Date.now(), ...world }, verbosity);
  const settings = resolved({ clientId: "svc", ...values }, {
    federatedToken,
    provenance: { federatedTokenFile: { kind: "environment", name: "AZURE_FEDERATED_TOKEN_FILE" } },
  });
  const endpoint = { url: "https://id.example/token", audience: "https://id.example" };
  const prove = await federatedAssertions({ run: connection, provider, settings, endpoint });
  return { prove, attempt, host, log };
}

Deno.test("federatedAssertions() reads the file for each attempt and lists what it presents", async () => {
  const files = { "/here/token": signedToken };
  const { prove, host, log } = await begin({ federatedTokenFile: "token" }, { files });
  const { jwt, presented } = await prove();
  assertEquals(jwt.reveal(), signedToken);
  assertEquals(presented, [
    "presented issuer = https://other.example",
    "presented subject = job",
    "presented audience = api://any",
  ]);
  log.line(`it is ${signedToken}`);
  assertEquals(host.stderr, "it is ***\n");
  (host.files as Map<string, string>).set("/here/token", "gone");
  await failureOf("setting_invalid", () => prove());
});

Deno.test("federatedAssertions(), stdin: read once and reused", async () => {
  const { prove } = await begin({ federatedTokenFile: "-" }, { stdin: signedToken });
  assertEquals((await prove()).jwt.reveal(), signedToken);
  assertEquals((await prove()).jwt.reveal(), signedToken);
});

Deno.test("federatedAssertions(), job: requests an ID token for the audience of the settings", async () => {
  for (const [cloud, audience] of [["blue", "api://blue"], ["red", "api://any"]] as const) {
    const { prove, attempt, host } = await begin({ cloud }, {
      env: {
        ACTIONS_ID_TOKEN_REQUEST_URL: "https://jobs.example/token?a=b",
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: "request-token",
      },
      fetch: () => Response.json({ value: signedToken }),
    });
    assertEquals((await prove()).jwt.reveal(), "(an ID token of this job)");
    assertEquals(host.requests, []);
    assertEquals((await prove(attempt)).jwt.reveal(), signedToken);
    assertEquals(new URL(host.requests[0]?.url ?? "").searchParams.get("audience"), audience);
  }
});

Deno.test("federatedAssertions(), neither file nor job: a defect", async () => {
  for (const env of [{}, job(undefined, undefined), job("", "")]) {
    await failureOf("defect", () => begin({}, { env }));
  }
});

const path = "/var/run/secrets/azure/tokens/azure-identity-token";
const source = "AZURE_FEDERATED_TOKEN_FILE in the environment";
const now = Date.parse("2026-01-09T02:02:12Z");

function encode(part: unknown): string {
  const bytes = new TextEncoder().encode(JSON.stringify(part));
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

const claims = {
  iss: "https://oidc.prod-aks.azure.com/1/",
  sub: "system:serviceaccount:shop:orders",
  aud: ["api://AzureADTokenExchange"],
  exp: now / 1000 + 3600,
};

function jwt(payload: unknown = claims): string {
  return `${encode({ alg: "RS256", kid: "canary" })}.${encode(payload)}.c2ln-bmF_dHVyZQ`;
}

/** The assertion from a file with this content; without any, there is no such file. */
async function read(content?: string, at = now) {
  const files: FakeWorld["files"] = content === undefined ? {} : { [path]: content };
  const { prove } = await begin({ federatedTokenFile: path }, { files, now: at });
  return await prove();
}

Deno.test("the token in a file is sent unchanged, without white space around it", async () => {
  for (const content of [jwt(), `${jwt()}\n`, ` \r\n${jwt()}\r\n\r\n`, `\uFEFF${jwt()}`]) {
    assert((await read(content)).jwt.equals(jwt()));
  }
});

Deno.test("a file without a signed JWT is refused", async () => {
  const [header, payload, signature] = jwt().split(".");
  await forEachCase({
    "a word": "canary",
    "two parts": `${header}.${payload}`,
    "five parts": `${header}.${payload}.${signature}.${payload}.${signature}`,
    "no signature": `${header}.${payload}.`,
    "a word in front": `Bearer ${jwt()}`,
    "quotes": `"${jwt()}"`,
    "JSON around it": `{"value":"${jwt()}"}`,
    "two": `${jwt()}\n${jwt()}`,
    "the other alphabet": `${header}.${payload}.a+b/`,
    "claims that are no object": jwt(["canary"]),
    "claims that are no JSON": `${header}.canary.${signature}`,
    "a host name": "canary.example.com",
  }, async (content) => {
    const failure = await failureOf("setting_invalid", () => read(content));
    assertEquals(failure.message, `${source} names ${path}: it contains no signed JWT`);
    assertStringIncludes(failure.hint ?? "", "must contain only the token");
    assertNotMatch(toldBy(failure), /canary|eyJ/);
  });
});

Deno.test("an unreadable file is refused", async () => {
  await forEachCase({
    "": "it is empty",
    "a\0": "it contains a NUL character",
    [jwt().padEnd(65_537)]: "it is larger than 64 KiB",
  }, async (problem, content) => {
    const { message } = await failureOf("setting_invalid", () => read(content));
    assertEquals(message, `${source} names ${path}: ${problem}`);
  });
  const { message } = await failureOf("setting_invalid", () => read());
  assertEquals(message, `${source} names ${path}: there is no such file`);
});

Deno.test("an expired token is refused, with the times", async () => {
  await forEachCase<readonly [exp: number, ago: string, end: string]>({
    "a moment": [now / 1000, "0 s", "2026-01-09T02:02:12Z"],
    "a fraction of a second": [now / 1000 - 0.4, "0 s", "2026-01-09T02:02:11Z"],
    "minutes": [now / 1000 - 300, "5 min", "2026-01-09T01:57:12Z"],
    "days": [now / 1000 - 604_800, "7 days", "2026-01-02T02:02:12Z"],
    "for ever": [-1e300, "20462 days", "1970-01-01T00:00:00Z"],
  }, async ([exp, ago, end]) => {
    const failure = await failureOf("setting_invalid", () => read(jwt({ ...claims, exp })));
    assertEquals(failure.message, `${source} names ${path}: its token expired ${ago} ago`);
    assertEquals(failure.details, [
      `It was valid until ${end}; this machine's clock says 2026-01-09T02:02:12Z.`,
    ]);
    assertStringIncludes(failure.hint ?? "", "Check why the token was not renewed");
  });
});

Deno.test("any other exp claim is not checked", async () => {
  for (const exp of [now / 1000 + 1, 1e300, undefined, null, "0", {}]) {
    assert((await read(jwt({ exp }))).jwt.equals(jwt({ exp })));
  }
});

Deno.test("the claims that are compared are presented, and nothing else", async () => {
  assertEquals((await read(jwt())).presented, [
    "presented issuer = https://oidc.prod-aks.azure.com/1/",
    "presented subject = system:serviceaccount:shop:orders",
    "presented audience = api://AzureADTokenExchange",
  ]);
});

Deno.test("claims of every form are presented in one line each", async () => {
  await forEachCase<readonly [claim: unknown, shown: string]>({
    "nothing": [undefined, "(none)"],
    "an empty string": [" ", "(none)"],
    "null": [null, "(none)"],
    "a number": [1, "(none)"],
    "an object": [{ a: "canary" }, "(none)"],
    "several": [["a", "b"], "a, b"],
    "several of several kinds": [["a", 1, null, ["c"], "b"], "a, b"],
    "characters that do harm": ["a\x1b[31m\nb\u202ec", "a [31m b c"],
    "as much as Entra registers": ["x".repeat(600), "x".repeat(600)],
    "more": ["x".repeat(601), "x".repeat(599) + "…"],
  }, async ([claim, shown]) => {
    const { presented: lines = [] } = await read(jwt({ iss: claim, sub: claim, aud: claim }));
    assertEquals(
      lines,
      ["issuer", "subject", "audience"].map((name) => `presented ${name} = ${shown}`),
    );
    lines.forEach(assertOneLine);
  });
});

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
    const { prove, attempt, host } = await begin({}, {
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
    const failure = await failureOf("setting_missing", () => begin({}, { env }));
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
    const failure = await failureOf("setting_invalid", () => begin({}, { env }));
    assertStringIncludes(failure.message, problem);
    assertStringIncludes(failure.hint ?? "", "The runner sets");
    assertNotMatch(toldBy(failure), /canary/);
  });
});

/** Asks a server that answers so. */
async function ask(fetch: NonNullable<FakeWorld["fetch"]>, url = `${address}?api-version=2.0`) {
  const { prove, attempt, host, log } = await begin({ cloud: "azure" }, {
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

/** Proofs with the token that a function gets, the audience in the settings. */
async function fromFunction(federatedToken: FederatedTokenSource) {
  return await begin({ cloud: "blue" }, {}, "normal", federatedToken);
}

Deno.test("federatedAssertions(), function: called for each attempt, with audience and signal", async () => {
  const requests: FederatedTokenRequest[] = [];
  const { prove, attempt, host, log } = await fromFunction((request) => {
    requests.push(request);
    return `${signedToken}\n`;
  });
  assertEquals(requests, []);
  const { jwt, presented } = await prove(attempt);
  assertEquals(jwt.reveal(), signedToken);
  assertEquals(presented?.at(1), "presented subject = job");
  await prove(attempt);
  assertEquals(requests.map(({ audience }) => audience), ["api://blue", "api://blue"]);
  assertEquals(requests[0]?.signal, attempt.deadline);
  log.line(`it is ${signedToken}`);
  assertEquals(host.stderr, "it is ***\n");
});

Deno.test("federatedAssertions(), function without a usable token: setting_invalid, no secret", async () => {
  const failing: Record<string, FederatedTokenSource> = {
    "the function threw TypeError": () => {
      throw new TypeError("s3cr3t");
    },
    "the function threw Error": () => Promise.reject(new Error("s3cr3t")),
    "the function threw Error ": () =>
      Promise.reject(Object.assign(new Error(), { name: "s3cr3t" })),
    "the function threw what is no Error": () => Promise.reject("s3cr3t"),
    "it did not return a signed JWT": () => "s3cr3t",
    "it did not return a signed JWT ": () => Promise.resolve(undefined as unknown as string),
  };
  for (const [problem, federatedToken] of Object.entries(failing)) {
    const { prove, attempt } = await fromFunction(federatedToken);
    const failure = await failureOf("setting_invalid", () => prove(attempt));
    assertEquals(failure.message, `federatedToken: ${problem.trim()}`);
    assertNotMatch(JSON.stringify({ ...failure, stack: failure.stack }), /s3cr3t/);
  }
});

Deno.test("federatedAssertions(), function that throws a GettokenError: that error", async () => {
  const thrown = new GettokenError("refused", "The other issuer refused");
  const { prove, attempt } = await fromFunction(() => Promise.reject(thrown));
  assertEquals(await failureOf("refused", () => prove(attempt)), thrown);
});

Deno.test("federatedAssertions(), function that does not return: timed_out", async () => {
  const { prove, attempt } = await fromFunction(() => new Promise(() => {}));
  const ended = { ...attempt, deadline: AbortSignal.abort(), limit: 5 };
  const { message } = await failureOf("timed_out", () => prove(ended));
  assertEquals(message, "federatedToken did not return a token within 5 s");
});
