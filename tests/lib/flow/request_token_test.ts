import { assertEquals } from "@std/assert";
import { TokenCache } from "../../../lib/cache/token_cache.ts";
import { requestToken } from "../../../lib/flow/request_token.ts";
import { acme, connected, sourcesOf, tokenReply } from "../helpers.ts";

const sources = sourcesOf({
  options: { domain: "id.example", clientId: "svc" },
  env: { ACME_SECRET: "s3cr3t" },
});

Deno.test("requestToken(): returns a token, and stores nothing without a cache", async () => {
  const { host, connection: run } = connected({ fetch: () => tokenReply() });
  const token = await requestToken({ run, provider: acme, sources });
  assertEquals([token.accessToken.reveal(), host.files.size], ["tok.en-1", 0]);
});

Deno.test("requestToken(), cache: the second call sends no request", async () => {
  const world = { fetch: () => tokenReply(), env: { HOME: "/me" } };
  const { host, log, connection: run } = connected(world);
  for (let call = 1; call <= 2; call++) {
    const context = { host, log, provider: acme, code: undefined, program: "gettoken/1.2.3" };
    const cache = new TokenCache(
      { ...context, timeout: 30, opened: () => {} },
      { refresh: false, minTtl: 0 },
    );
    const token = await requestToken({ run, provider: acme, sources, cache });
    assertEquals([token.accessToken.reveal(), host.requests.length], ["tok.en-1", 1]);
  }
});
