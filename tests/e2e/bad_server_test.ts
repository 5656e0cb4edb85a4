/**
 * Servers that do not answer as they should, and networks that do not get there.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  answerEndlessly,
  answerOnce,
  hangUp,
  neverAnswer,
  type RawScript,
  rawServer,
} from "../idp/raw_server.ts";
import { scriptedServer } from "../idp/scripted_server.ts";
import { type Program, type RunResult, testProgram } from "./program.ts";

const secret = "canary-secret-value";
const token = { access_token: "some-token", token_type: "Bearer", expires_in: 60 };

function ask(gettoken: Program, tokenUrl: string, ...more: string[]): Promise<RunResult> {
  return gettoken.run(["oidc", "--token-url", tokenUrl, "--client-id", "x", ...more], {
    env: { GETTOKEN_CLIENT_SECRET: secret },
    secrets: [secret],
  });
}

function json(value: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return Response.json(value, { status, headers });
}

const replies: readonly {
  readonly what: string;
  readonly reply: () => Response;
  readonly status: number;
  readonly says: RegExp;
}[] = [
  {
    what: "HTML instead of JSON",
    reply: () => new Response("<html>", { headers: { "content-type": "text/html" } }),
    status: 7,
    says: /sent text\/html instead of a token response/,
  },
  {
    what: "an empty body",
    reply: () => new Response("", { headers: { "content-type": "application/json" } }),
    status: 7,
    says: /sent an empty reply/,
  },
  {
    what: "something that is no JSON",
    reply: () =>
      new Response(`{"a": ${secret}`, { headers: { "content-type": "application/json" } }),
    status: 7,
    says: /other than a JSON object/,
  },
  {
    what: "a 200 without access_token",
    reply: () => json({ token_type: "Bearer" }),
    status: 7,
    says: /HTTP 200/,
  },
  {
    what: "a 200 with an error",
    reply: () => json({ error: "invalid_client" }),
    status: 4,
    says: /invalid_client/,
  },
  {
    what: "a token of another type",
    reply: () => json({ ...token, token_type: "DPoP" }),
    status: 7,
    says: /token_type is "DPoP"/,
  },
  {
    what: "a token with a line break",
    reply: () => json({ ...token, access_token: "a\nb" }),
    status: 7,
    says: /access_token/,
  },
  {
    what: "a lifetime that is no number",
    reply: () => json({ ...token, expires_in: "1h" }),
    status: 7,
    says: /expires_in/,
  },
  {
    what: "a reply of more than 1 MiB",
    reply: () => json({ ...token, more: "x".repeat(2 ** 20) }),
    status: 7,
    says: /larger than 1 MiB/,
  },
  {
    what: "a page that is not there",
    reply: () => new Response("gone", { status: 404 }),
    status: 7,
    says: /HTTP 404.*\n.*token endpoint\?/,
  },
  {
    what: "a server error",
    reply: () => new Response("oops", { status: 503, headers: { "retry-after": "7" } }),
    status: 6,
    says: /HTTP 503.*wait 7 s/,
  },
  {
    what: "an echo of the secret",
    reply: () => json({ error: "invalid_client", error_description: `bad secret ${secret}` }, 401),
    status: 4,
    says: /bad secret \*\*\*/,
  },
  {
    what: "a text full of control characters",
    reply: () =>
      json({
        error: "invalid_client",
        error_description: "a\x1b]52;c;eA==\x07\r\ngettoken: forged\u202e",
      }, 400),
    status: 4,
    says: /It said: a \]52;c;eA== gettoken: forged$/m,
  },
];

for (const { what, reply, status, says } of replies) {
  testProgram(`gettoken ends with ${status} on ${what}`, async (gettoken) => {
    await using server = scriptedServer(reply);
    const result = await ask(gettoken, server.origin);
    assertEquals(result.status, status, result.stderr);
    assertMatch(result.stderr, says);
    assertEquals(server.requests.length, 1);
  });
}

for (const status of [301, 302, 303, 307, 308]) {
  testProgram(`gettoken never follows a redirect with ${status}`, async (gettoken) => {
    await using thief = scriptedServer(() => json(token));
    await using server = scriptedServer(() =>
      new Response(null, { status, headers: { location: `${thief.origin}/steal` } })
    );
    const result = await ask(gettoken, server.origin);
    assertEquals(result.status, 7);
    assertMatch(result.stderr, new RegExp(`redirect to 127\\.0\\.0\\.1:${thief.port}`));
    assertEquals(thief.requests, []);
  });
}

const brokenConnections: readonly {
  readonly what: string;
  readonly script: RawScript;
  readonly status: number;
  readonly says: RegExp;
}[] = [
  {
    what: "a server that never answers",
    script: neverAnswer(),
    status: 6,
    says: /did not answer within 1 s/,
  },
  {
    what: "a body that never ends",
    script: answerEndlessly(),
    status: 7,
    says: /larger than 1 MiB/,
  },
  { what: "a server that hangs up", script: hangUp(), status: 5, says: /ended the connection/ },
  {
    what: "something that is not HTTP",
    script: answerOnce("SSH-2.0-x\r\n"),
    status: 7,
    says: /does not answer in HTTP/,
  },
  {
    what: "half a body",
    script: answerOnce(
      'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{"access',
    ),
    status: 5,
    says: /ended the connection/,
  },
];

for (const { what, script, status, says } of brokenConnections) {
  testProgram(`gettoken ends with ${status} on ${what}`, async (gettoken) => {
    await using server = rawServer(script);
    const result = await ask(gettoken, server.origin, "--timeout", "1");
    assertEquals(result.status, status, result.stderr);
    assertMatch(result.stderr, says);
  });
}

testProgram("gettoken ends with 5 on a closed port", async (gettoken) => {
  const port = await closedPort();
  const { status, stderr } = await ask(gettoken, `http://127.0.0.1:${port}`);
  assertEquals(status, 5);
  assertMatch(stderr, /refuses the connection/);
});

/** A port that was free a moment ago. */
async function closedPort(): Promise<number> {
  await using server = scriptedServer(() => new Response());
  return server.port;
}

testProgram("gettoken ends with 5 on an unknown host", async (gettoken) => {
  const { status, stderr } = await ask(gettoken, "https://nobody.invalid/token");
  assertEquals(status, 5, stderr);
  assertMatch(stderr, /Cannot find the host nobody\.invalid/);
});

testProgram("gettoken ends with 5 on a certificate that is not trusted", async (gettoken) => {
  await using server = scriptedServer(() => json(token), { untrustedTls: true });
  const { status, stderr } = await ask(gettoken, server.origin);
  assertEquals(status, 5);
  assertMatch(stderr, /certificate of 127\.0\.0\.1:\d+ is not trusted/);
  assertMatch(stderr, /DENO_CERT/);
  assertEquals(server.requests, []);
});

testProgram("gettoken ends with 5 on plain HTTP behind https", async (gettoken) => {
  await using server = scriptedServer(() => json(token));
  const { status, stderr } = await ask(gettoken, server.origin.replace("http:", "https:"));
  assertEquals(status, 5, stderr);
  assertMatch(stderr, /does not speak TLS/);
});

testProgram("gettoken oidc refuses the metadata of another issuer", async (gettoken) => {
  await using server = scriptedServer(() =>
    json({ issuer: "https://other.example", token_endpoint: "https://other.example/token" })
  );
  const { status, stderr } = await gettoken.run(
    ["oidc", "--issuer", server.origin, "--client-id", "x"],
    { env: { GETTOKEN_CLIENT_SECRET: secret }, secrets: [secret] },
  );
  assertEquals(status, 7);
  assertMatch(stderr, /names the issuer: https:\/\/other\.example/);
});

for (const [signal, status] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
  testProgram(`gettoken ends with ${status} on ${signal} while it waits`, async (gettoken) => {
    await using server = rawServer(neverAnswer());
    const running = await gettoken.start(
      ["oidc", "--token-url", server.origin, "--client-id", "x"],
      { env: { GETTOKEN_CLIENT_SECRET: secret }, secrets: [secret] },
    );
    await Promise.race([server.firstRequest, running.result]);
    running.kill(signal);
    const { status: ended, stderr } = await running.result;
    assertEquals([ended, stderr], [status, ""]);
  });
}

testProgram("gettoken ends with 9 when stdout is full", async (gettoken) => {
  if (Deno.build.os !== "linux") return;
  await using server = scriptedServer(() => json(token));
  const { status, stderr } = await gettoken.runInto("/dev/full", [
    ...["oidc", "--token-url", server.origin, "--client-id", "x"],
  ], { env: { GETTOKEN_CLIENT_SECRET: secret }, secrets: [secret] });
  assertEquals(status, 9);
  assertMatch(stderr, /Cannot write to stdout/);
});

testProgram("gettoken uses one connection and says who it is", async (gettoken) => {
  await using server = scriptedServer(() => json(token));
  const { status } = await ask(gettoken, server.origin);
  assertEquals(status, 0);
  assertEquals(server.connections, 1);
  const { headers } = server.requests[0]!;
  assertMatch(headers.get("user-agent") ?? "", /^gettoken\/\d/);
  assertEquals(headers.get("accept"), "application/json");
  assert(!server.requests[0]!.query, "nothing in the URL");
});
