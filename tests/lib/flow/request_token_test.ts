import { assertEquals, assertStringIncludes } from "@std/assert";
import { TokenCache } from "../../../lib/cache/token_cache.ts";
import type { Run } from "../../../lib/net/http.ts";
import { noteVariables, requestToken, secretReader } from "../../../lib/flow/request_token.ts";
import { acme, connected, failureOf, jsonReply, sourcesOf, tokenReply } from "../helpers.ts";

const sources = sourcesOf({
  options: { domain: "id.example", clientId: "svc" },
  env: { ACME_SECRET: "s3cr3t" },
});

function cacheOf({ host, log }: Run): TokenCache {
  const context = { host, log, provider: acme, code: undefined, program: "gettoken/1.2.3" };
  const options = { refresh: false, minTtl: 0 };
  return new TokenCache({ ...context, timeout: 30, opened: () => {} }, options);
}

Deno.test("requestToken(): returns a token, and stores nothing without a cache", async () => {
  const { host, connection: run } = connected({ fetch: () => tokenReply() });
  const token = await requestToken({ run, provider: acme, sources });
  assertEquals([token.accessToken.reveal(), host.files.size], ["tok.en-1", 0]);
});

Deno.test("requestToken(), cache: the second call sends no request", async () => {
  const world = { fetch: () => tokenReply(), env: { HOME: "/me" } };
  const { host, connection: run } = connected(world);
  for (let call = 1; call <= 2; call++) {
    const cache = cacheOf(run);
    const token = await requestToken({ run, provider: acme, sources, cache });
    assertEquals([token.accessToken.reveal(), host.requests.length], ["tok.en-1", 1]);
  }
});

Deno.test("requestToken(), cache, the request fails: those who wait for the token go on", async () => {
  const fetch = () => {
    assertEquals(host.locks.size, 1);
    return jsonReply({ error: "invalid_client" }, { status: 401 });
  };
  const { host, connection: run } = connected({ fetch, env: { HOME: "/me" } });
  const asking = () => requestToken({ run, provider: acme, sources, cache: cacheOf(run) });
  await failureOf("refused", asking);
  assertEquals([host.requests.length, host.locks.size], [1, 0]);
});

Deno.test("noteVariables(): warns of an unknown variable, and says what it may mean", async () => {
  for (const verbosity of ["normal", "verbose"] as const) {
    const { host, log } = connected({}, verbosity);
    const variables = sourcesOf({ env: { GETTOKEN_RETRYS: "1", ACME_SECRET: "x" } });
    await noteVariables({ log, provider: acme, catalog: {} }, variables);
    assertEquals(
      host.stderr,
      "gettoken: warning: unknown variable GETTOKEN_RETRYS in the environment; " +
        "did you mean GETTOKEN_RETRIES?\n",
    );
  }
});

Deno.test("secretReader(): warns of a file that others may read", async () => {
  const files = { "/here/secret.txt": "s3cr3t\n" };
  const { host, log } = connected({ files, shared: ["/here/secret.txt"] });
  const secret = await secretReader(host, log)("secret.txt", "GETTOKEN_CLIENT_SECRET_FILE", false);
  assertEquals(secret, "s3cr3t");
  assertStringIncludes(host.stderr, "other users of this machine may read secret.txt");
});

Deno.test("secretReader(), a certificate without its key, or stdin: no warning", async () => {
  const pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----";
  const shared = ["/here/cert.pem", "/here/-"];
  const { host, log } = connected({ files: { "/here/cert.pem": pem }, stdin: pem, shared });
  const read = secretReader(host, log);
  assertEquals(await read("cert.pem", "GETTOKEN_CLIENT_CERT_FILE", true), pem);
  const key = pem.replaceAll("CERTIFICATE", "PRIVATE KEY");
  assertEquals(
    await secretReader(connected({ stdin: key, shared }).host, log)("-", "X", true),
    key,
  );
  assertEquals(host.stderr, "");
});
