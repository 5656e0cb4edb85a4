import {
  assert,
  assertEquals,
  assertMatch,
  assertNotMatch,
  assertStringIncludes,
} from "@std/assert";
import { startSpinner } from "../../../lib/platform/spinner.ts";
import { getToken } from "../../../lib/oauth/get_token.ts";
import type { Provider } from "../../../lib/contract/provider.ts";
import type { Log } from "../../../lib/core/log.ts";
import { Secret } from "../../../lib/core/secret.ts";
import type { Sources } from "../../../lib/settings/sources.ts";
import type { FakeWorld } from "../../fake_host.ts";
import {
  acme,
  connected,
  failureOf,
  jsonReply,
  sampleToken,
  sourcesOf,
  tokenReply,
} from "../helpers.ts";
import { newKey, openJwt, readKey } from "../keys.ts";
import { certificate, pkcs8 } from "../openssl_keys.ts";

const sources = sourcesOf({
  options: { domain: "id.example", clientId: "svc", scope: "a b" },
  env: { ACME_SECRET: "s3cr3t" },
});

/** A run on a fake machine whose server answers so. */
function begin(
  reply: FakeWorld["fetch"],
  verbosity: Log["verbosity"] = "normal",
  world: FakeWorld = {},
) {
  const { host, connection } = connected(
    { ...world, fetch: reply ?? (() => tokenReply()) },
    verbosity,
  );
  return { host, run: connection };
}

Deno.test("getToken() sends one request and returns the token", async () => {
  const { host, run } = begin(() => tokenReply());
  const token = await getToken(run, acme, sources);
  assertEquals(token.accessToken.reveal(), "tok.en-1");
  assertEquals(host.requests.map(({ url }) => url), ["https://id.example/token"]);
  assertEquals(host.stderr, "");
});

Deno.test("getToken(), discovery: metadata is requested first", async () => {
  const issuer = "https://id.example";
  const { host, run } = begin(({ method }) =>
    method === "POST"
      ? tokenReply()
      : jsonReply({ issuer, token_endpoint: "https://id.example/discovered" })
  );
  const provider: Provider = { ...acme, endpoint: () => ({ issuer }) };
  await getToken(run, provider, sources);
  assertEquals(host.requests.map(({ method, url }) => `${method} ${url}`), [
    "GET https://id.example/.well-known/openid-configuration",
    "POST https://id.example/discovered",
  ]);
});

Deno.test("getToken() uses one time limit for discovery and exchange", async () => {
  const { host, run } = begin(() => tokenReply());
  const before = host.timeouts.length;
  await getToken(run, acme, sources);
  assertEquals(host.timeouts.slice(before), [30_000]);
});

Deno.test("getToken(), slow work on this machine: the whole time limit is left", async () => {
  const { host, run } = begin(() => tokenReply());
  const before = host.timeouts.length;
  const slow: Provider = {
    ...acme,
    parameters: async () => {
      await host.sleep(60_000);
      return {};
    },
  };
  await getToken(run, slow, sources);
  assertEquals(host.timeouts.slice(before), [30_000]);
  assertEquals(host.requests.length, 1);
});

Deno.test("getToken(), missing setting: no request", async () => {
  const { host, run } = begin(() => tokenReply());
  await failureOf("setting_missing", () => getToken(run, acme, sourcesOf({})));
  assertEquals(host.requests, []);
});

Deno.test("getToken(), narrower scope: warning", async () => {
  const { host, run } = begin(() => tokenReply({ scope: "c" }));
  await getToken(run, acme, sources);
  assertEquals(
    host.stderr,
    "gettoken: warning: the granted scope is narrower than the requested one; missing: a b\n",
  );
});

Deno.test("getToken(), token already expired: warning", async () => {
  const { host, run } = begin(() => tokenReply({ expires_in: 0 }));
  await getToken(run, acme, sources);
  assertStringIncludes(host.stderr, "warning: the token has already expired");
});

Deno.test("getToken() logs the warnings of the settings", async () => {
  const { host, run } = begin(() => tokenReply());
  const options = { ...sources.options, clientSecret: "s3cr3t" };
  await getToken(run, acme, { ...sources, options });
  assertStringIncludes(host.stderr, "warning: --client-secret shows up in the process list");
});

Deno.test("getToken(), quiet: no warnings", async () => {
  const { host, run } = begin(() => tokenReply({ scope: "b", expires_in: 0 }), "quiet");
  const options = { ...sources.options, clientSecret: "s3cr3t" };
  await getToken(run, acme, { ...sources, options });
  assertEquals(host.stderr, "");
});

Deno.test("getToken(), verbose: each step is logged without secrets", async () => {
  const { host, run } = begin(() => tokenReply({ access_token: "canary" }), "verbose");
  await getToken(run, acme, sources);
  assertNotMatch(host.stderr, /s3cr3t|canary/);
  assertEquals(host.stderr.split("\n"), [
    "gettoken: domain = https://id.example (--domain)",
    "gettoken: client id = svc (--client-id)",
    "gettoken: client secret = *** (ACME_SECRET in the environment)",
    "gettoken: scope = a b (--scope)",
    "gettoken: POST https://id.example/token",
    "gettoken: 200 from id.example after 0 ms, application/json",
    "gettoken: Bearer token, valid for 3600 s",
    "",
  ]);
});

Deno.test("getToken(), no expires_in: lifetime unknown", async () => {
  const { host, run } = begin(() => tokenReply({ expires_in: null }), "verbose");
  await getToken(run, acme, sources);
  assertStringIncludes(host.stderr, "Bearer token, lifetime unknown\n");
});

Deno.test("getToken(), terminal: spinner while waiting, then removed", async () => {
  const terminal: FakeWorld = { terminals: ["stderr"] };
  for (const reply of [() => tokenReply(), () => jsonReply({ error: "no" }, { status: 400 })]) {
    const { host, run } = begin(
      () => {
        host.ring();
        assertMatch(host.status, /Requesting a token$/);
        return reply();
      },
      "normal",
      terminal,
    );
    const beginWaiting = () => startSpinner(host, "Requesting a token");
    await getToken(run, acme, sources, { beginWaiting }).catch(() => {});
    assertEquals([host.status, host.statuses.length], ["", 1]);
    assertEquals(host.ring(), false);
  }
});

Deno.test("getToken(), secret repeated in a cut description: redacted", async () => {
  const secret = "canary-5527-canary-5527";
  const { run, host } = begin(({ headers }) =>
    jsonReply({
      error: `not ${headers.get("authorization")}`,
      error_description: `${"x".repeat(495)} ${secret} ${"y".repeat(100)}`,
      error_hint: secret,
      trace_id: secret,
    }, { status: 400, headers: { "x-request-id": secret } })
  );
  const env = (name: string) => name === "ACME_SECRET" ? secret : undefined;
  const failure = await failureOf("refused", () => getToken(run, acme, { ...sources, env }));
  for (const line of [failure.message, ...failure.details]) run.log.line(line);
  assert(host.stderr.includes("…"));
  assertNotMatch(host.stderr, /cana|Y2FuY|2FuYX|NhbmFy/);
});

const { pem } = await newKey("ES256");

Deno.test("getToken(), DPoP key: the token is bound", async () => {
  const given: Sources = { ...sources, options: { ...sources.options, dpopKey: pem } };
  const { host, run } = begin(() => tokenReply({ token_type: "DPoP" }), "verbose");
  const { tokenType, binding } = await getToken(run, { ...acme, dpop: true }, given);
  assertEquals([tokenType, binding?.to], ["DPoP", "a DPoP key"]);
  assertStringIncludes(host.stderr, "gettoken: the token is bound to a DPoP key\n");
  const proof = host.requests[0]?.headers.get("dpop") ?? "";
  const { claims } = await openJwt(new Secret(proof), await readKey(pem, "ES256"));
  assertEquals([claims.htm, claims.htu], ["POST", "https://id.example/token"]);
  assertStringIncludes(host.stderr, "gettoken: DPoP token, valid for 3600 s");
  for (const secret of [proof, ...pem.split("\n").slice(1, -2)]) {
    assert(!host.stderr.includes(secret));
  }
});

Deno.test("getToken(), cached token: what it is bound to is known", async () => {
  const { host, run } = begin(undefined);
  const cached = { ...sampleToken, tokenType: "DPoP" } as const;
  const findCached = () => Promise.resolve(cached);
  const { binding } = await getToken(run, acme, sources, { findCached });
  assertEquals([binding?.kind, host.requests], ["dpop_key", []]);
});

Deno.test("getToken(), a setting of another provider named dpopKey: no DPoP", async () => {
  const { host, run } = begin(() => tokenReply());
  const provider = { ...acme, settings: { ...acme.settings, dpopKey: { secret: true } } };
  await getToken(run, provider, { ...sources, options: { ...sources.options, dpopKey: "x" } });
  assertEquals(host.requests.map(({ headers }) => headers.has("dpop")), [false]);
});

Deno.test("getToken(), client certificate: presented after the endpoint is known", async () => {
  const issuer = "https://id.example";
  const { host, run } = begin(
    ({ method }) =>
      method === "POST" ? tokenReply() : jsonReply({
        issuer,
        token_endpoint: `${issuer}/token`,
        mtls_endpoint_aliases: { token_endpoint: "https://mtls.id.example/token" },
        token_endpoint_auth_methods_supported: ["self_signed_tls_client_auth"],
      }),
    "normal",
    { now: Date.UTC(2027, 0, 9) },
  );
  const provider: Provider = {
    ...acme,
    clientAuthentication: ["tls_client_auth", "self_signed_tls_client_auth"],
    endpoint: () => ({ issuer }),
  };
  const both = certificate + pkcs8;
  const { binding } = await getToken(run, provider, {
    ...sources,
    env: (name) => name === "GETTOKEN_CLIENT_CERT" ? both : undefined,
  });
  assertEquals(binding, {
    ...{ kind: "certificate", to: "the client certificate", isStated: false },
  });
  assertEquals(host.presented.map(({ after }) => after), [1]);
  assertEquals(host.requests.at(-1)?.url, "https://mtls.id.example/token");
  assertEquals(host.stderr, "");
});
