import { assertEquals, assertMatch, assertNotMatch, assertStringIncludes } from "@std/assert";
import { Log } from "../../../lib/core/log.ts";
import { GettokenError } from "../../../lib/core/errors.ts";
import { UnsafeFolder } from "../../../lib/platform/private_folder.ts";
import { Secret } from "../../../lib/core/secret.ts";
import { type CacheContext, TokenCache } from "../../../lib/cache/token_cache.ts";
import type { Token } from "../../../lib/oauth/token_response.ts";
import { type FakeHost, fakeHost, type FakeWorld } from "../../fake_host.ts";
import { acme, forEachCase, resolved } from "../helpers.ts";

const folder = "/me/.cache/gettoken";
const env = { HOME: "/me" };
const start = Date.UTC(2026, 0, 9, 2, 2, 12);

const settings = resolved(
  { domain: "https://id.example", clientId: "svc", scope: "read" },
  { secrets: { clientSecret: new Secret("s3cr3t-canary") } },
);

const token: Token = {
  accessToken: new Secret("tok.en-canary"),
  tokenType: "Bearer",
  expiresIn: 3600,
  scope: "read",
  publicMembers: { instance_url: "https://x.example" },
};

interface Changes {
  readonly context?: Partial<CacheContext>;
  readonly refresh?: boolean;
  readonly minTtl?: number;
  readonly raw?: boolean;
}

/** The cache of a verbose run on a machine. */
function cacheOn(
  host: FakeHost,
  { context, refresh = false, minTtl = 0, raw = false }: Changes = {},
): TokenCache {
  const log = new Log(host);
  log.verbosity = "verbose";
  return new TokenCache({
    host,
    log,
    provider: acme,
    code: undefined,
    program: "gettoken/1.2.3",
    timeout: 30,
    opened: () => host.dropWritePermission(),
    ...context,
  }, { refresh, minTtl, raw });
}

/** A machine with a cached token, this many seconds after the run that stored it. */
async function laterHost(
  seconds = 0,
  kept: Token = token,
  more: FakeWorld = {},
): Promise<FakeHost> {
  const host = fakeHost({ env, now: start });
  const cache = cacheOn(host);
  await cache.find(settings);
  await cache.store(kept);
  return fakeHost({
    env,
    files: Object.fromEntries(host.files),
    now: start + seconds * 1000,
    ...more,
  });
}

/** Lets another run have written files. */
function put(host: FakeHost, files: FakeHost["files"]): void {
  for (const [path, content] of files) {
    (host.files as Map<string, typeof content>).set(path, content);
  }
}

Deno.test("TokenCache is empty at first, then returns the stored token", async () => {
  const host = fakeHost({ env, now: start });
  const first = cacheOn(host);
  assertEquals(await first.find(settings), undefined);
  assertStringIncludes(host.stderr, "no cached token");
  await first.store(token);
  assertStringIncludes(host.stderr, "the token is cached for 60 min");
  assertEquals([...host.files.keys()].map((path) => path.replace(/[0-9a-f]{64}/, "NAME")), [
    `${folder}/NAME`,
  ]);

  const later = await laterHost(100);
  const found = await cacheOn(later).find(settings);
  assertEquals(found?.accessToken.reveal(), "tok.en-canary");
  assertEquals({ ...found, accessToken: token.accessToken }, {
    ...token,
    expiresIn: 3500,
    receivedAt: start + 100_000,
    // It looked again for another run's token before it sent the request.
    issuedAt: start + 500,
  });
  assertStringIncludes(later.stderr, "using the cached token, valid for another 58 min");
});

Deno.test("TokenCache counts the lifetime from the reply", async () => {
  const host = fakeHost({ env, now: start });
  const first = cacheOn(host);
  await first.find(settings);
  await first.store({ ...token, receivedAt: start - 400 });
  const later = fakeHost({ env, now: start + 500, files: Object.fromEntries(host.files) });
  const { expiresIn = NaN, receivedAt = NaN } = await cacheOn(later).find(settings) ?? {};
  const second = (time: number) => Math.floor(time / 1000);
  assertEquals(second(receivedAt + expiresIn * 1000), second(start - 400 + 3_600_000));
});

Deno.test("TokenCache writes and logs nothing in plain form", async () => {
  const host = await laterHost();
  await cacheOn(host).find(settings);
  const [[path, content] = ["", ""]] = host.files;
  const text = typeof content === "string" ? content : new TextDecoder("latin1").decode(content);
  assertNotMatch(`${path} ${text} ${host.stderr}`, /canary|Bearer|svc|id\.example/);
});

Deno.test("TokenCache drops the write permission in every case, after locking and opening", async () => {
  const miss = fakeHost({ env });
  await cacheOn(miss).find(settings);
  assertEquals([miss.mayWrite, miss.locks.size], [false, 1]);
  const hit = await laterHost();
  await cacheOn(hit).find(settings);
  assertEquals([hit.mayWrite, hit.locks.size], [false, 0]);
  const none = fakeHost({});
  await cacheOn(none).find(settings);
  assertEquals(none.mayWrite, false);
});

Deno.test("TokenCache, another setting: another entry", async () => {
  const { values, secrets } = settings;
  const other = new Secret("another");
  await forEachCase<readonly [Partial<typeof settings>, Changes?]>({
    "the secret": [{ secrets: { clientSecret: other } }],
    "one more secret": [{ secrets: { ...secrets, keyPassphrase: other } }],
    "the client": [{ values: { ...values, clientId: "other" } }],
    "the scope": [{ values: { ...values, scope: "read write" } }],
    "no scope": [{ values: { domain: "https://id.example", clientId: "svc" } }],
    "the server": [{ values: { ...values, domain: "https://other.example" } }],
    "the method": [{ values: { ...values, authMethod: "client_secret_post" } }],
    "who is trusted": [{ network: { caFile: "ca.pem" } }],
    "the kind of credential": [{
      credential: "privateKey",
      secrets: { ...secrets, privateKey: other },
    }],
    "the provider": [{}, { context: { provider: { ...acme, name: "other" } } }],
    "a module": [{}, { context: { code: "data:text/javascript,1" } }],
    "the program": [{}, { context: { program: "gettoken/1.2.4" } }],
  }, async ([more, changes = {}]) => {
    const host = await laterHost();
    assertEquals(await cacheOn(host, changes).find({ ...settings, ...more }), undefined);
    assertStringIncludes(host.stderr, "no cached token");
  });
});

Deno.test("TokenCache, changed module code: another entry", async () => {
  const host = fakeHost({ env });
  const one = cacheOn(host, { context: { code: "1", opened: () => {} } });
  await one.find(settings);
  await one.store(token);
  const find = (code: string) => cacheOn(host, { context: { code } }).find(settings);
  assertEquals((await find("1"))?.tokenType, "Bearer");
  assertEquals(await find("2"), undefined);
});

Deno.test("TokenCache, other credential with the same secrets: another entry", async () => {
  const host = fakeHost({ env });
  const secrets = { ...settings.secrets, privateKey: new Secret("key") };
  const one = cacheOn(host, { context: { opened: () => {} } });
  await one.find({ ...settings, secrets });
  await one.store(token);
  const find = (credential: typeof settings.credential) =>
    cacheOn(host).find({ ...settings, secrets, credential });
  assertEquals((await find("clientSecret"))?.tokenType, "Bearer");
  assertEquals(await find("privateKey"), undefined);
});

Deno.test("TokenCache redacts the cached token", async () => {
  const host = await laterHost();
  const log = new Log(host);
  await cacheOn(host, { context: { log } }).find(settings);
  assertEquals(log.redacted("said tok.en-canary"), "said ***");
});

Deno.test("TokenCache, other order or source of the settings: the same entry", async () => {
  const { values: { clientId, scope, domain } } = settings;
  const host = await laterHost();
  const found = await cacheOn(host).find({
    ...settings,
    values: { scope, clientId, domain },
    provenance: {},
    warnings: ["x"],
  });
  assertEquals(found?.tokenType, "Bearer");
});

Deno.test("TokenCache, token due for renewal: not used, with the reason logged", async () => {
  await forEachCase<readonly [seconds: number, changes: Changes, why: RegExp]>({
    "soon expired": [3301, {}, /it expires in 5 min, so it is renewed/],
    "expired": [3601, {}, /it has expired/],
    "in the future": [-6, {}, /in the future/],
    "not long enough": [100, { minTtl: 3501 }, /sooner than --min-ttl allows/],
  }, async ([seconds, changes, why]) => {
    const host = await laterHost(seconds);
    assertEquals(await cacheOn(host, changes).find(settings), undefined);
    assertMatch(host.stderr, why);
  });
  assertEquals((await cacheOn(await laterHost(3300)).find(settings))?.expiresIn, 300);
});

Deno.test("TokenCache, --refresh: new token without waiting, then cached", async () => {
  const host = await laterHost(0, token, { locked: new Promise(() => {}) });
  const cache = cacheOn(host, { refresh: true });
  assertEquals(await cache.find(settings), undefined);
  await cache.store({ ...token, accessToken: new Secret("new") });
  const next = fakeHost({ env, now: start, files: Object.fromEntries(host.files) });
  assertEquals((await cacheOn(next).find(settings))?.accessToken.reveal(), "new");
  assertEquals(host.sleeps, []);
});

Deno.test("TokenCache, unknown or short lifetime: not cached", async () => {
  await forEachCase<readonly [Partial<Token>, RegExp]>({
    "no lifetime": [{ expiresIn: undefined }, /not cached: its expiry is unknown/],
    "none left": [{ expiresIn: 0 }, /not cached: it has expired/],
    "too little": [{ expiresIn: 9 }, /not cached: it expires in 9 s/],
  }, async ([more, why]) => {
    const host = fakeHost({ env });
    const cache = cacheOn(host);
    await cache.find(settings);
    await cache.store({ ...token, ...more });
    assertMatch(host.stderr, why);
    assertEquals(host.files.size, 0);
  });
});

Deno.test("TokenCache, new token shorter than --min-ttl: warning", async () => {
  for (const [minTtl, warns] of [[3600, false], [3601, true]] as const) {
    const host = fakeHost({ env });
    const cache = cacheOn(host, { minTtl });
    await cache.find(settings);
    await cache.store(token);
    const warning = "warning: the token is valid for 3600 s, less than --min-ttl (3601 s)";
    assertEquals(host.stderr.includes(warning), warns);
    assertEquals(host.files.size, 1);
  }
});

Deno.test("TokenCache waits until another run has stored the token", async () => {
  const host = fakeHost({ env, now: start, locked: new Promise(() => {}) });
  const { files } = await laterHost();
  const { sleep } = host;
  host.sleep = (milliseconds) => {
    if (host.sleeps.length === 7) put(host, files);
    return sleep(milliseconds);
  };
  assertEquals((await cacheOn(host).find(settings))?.tokenType, "Bearer");
  assertEquals(host.sleeps, Array(8).fill(500));
  assertStringIncludes(host.stderr, "waiting for another gettoken that requests this token\n");
});

Deno.test("TokenCache reads the entry again when another run unlocks it", async () => {
  const { files } = await laterHost();
  const { promise, resolve } = Promise.withResolvers<void>();
  const host = fakeHost({ env, now: start, locked: promise });
  host.sleep = () => {
    put(host, files);
    resolve();
    return new Promise(() => {});
  };
  assertEquals((await cacheOn(host).find(settings))?.tokenType, "Bearer");
});

Deno.test("TokenCache waits for another run up to the time limit", async () => {
  const host = fakeHost({ env, locked: new Promise(() => {}) });
  const cache = cacheOn(host, { context: { timeout: 12 } });
  assertEquals(await cache.find(settings), undefined);
  assertEquals(host.sleeps, Array(24).fill(500));
  assertStringIncludes(host.stderr, "stopped waiting after 12 s\n");
  await cache.store(token);
  assertEquals(host.files.size, 1);
});

Deno.test("TokenCache, unusable files: the run continues", async () => {
  const { files } = await laterHost();
  const [path = ""] = files.keys();
  const damaged = { [path]: "x" };
  await forEachCase<readonly [FakeWorld, RegExp]>({
    "damaged": [{ files: damaged }, /the cache entry is damaged/],
    "empty": [{ files: { [path]: "" } }, /the cache entry is damaged/],
    "a folder": [{ problems: { [path]: "not_a_file" } }, /cache entry cannot be read/],
    "too large": [{ files: { [path]: new Uint8Array(2 * 1024 * 1024 + 1) } }, /cannot be read/],
    "a full disk": [{ full: true }, /cannot write to the cache: It is full/],
    "no home": [{ env: {} }, /no cache: no environment variable sets the cache folder/],
  }, async ([world, why]) => {
    const host = fakeHost({ env, ...world });
    const cache = cacheOn(host);
    assertEquals(await cache.find(settings), undefined);
    await cache.store(token);
    assertMatch(host.stderr, why);
  });
});

Deno.test("TokenCache, no permission to read the environment: no cache and no failure", async () => {
  const host = fakeHost({ env });
  host.env = () => {
    throw new GettokenError("setting_invalid", "No permission");
  };
  const cache = cacheOn(host);
  assertEquals(await cache.find(settings), undefined);
  await cache.store(token);
  assertMatch(host.stderr, /no cache: No permission/);
});

Deno.test("TokenCache releases its lock when it is closed, or the token read after waiting", async () => {
  const { files } = await laterHost();
  const host = fakeHost({ env, now: start });
  const first = cacheOn(host);
  await first.find(settings);
  assertEquals(host.locks.size, 1);
  await first.store({ ...token, expiresIn: undefined });
  assertEquals(host.locks.size, 1);
  first.close();
  // Locks are released in a promise.
  await Promise.resolve();
  assertEquals(host.locks.size, 0);

  const { promise, resolve } = Promise.withResolvers<void>();
  const waiting = fakeHost({ env, now: start, locked: promise });
  waiting.sleep = () => (put(waiting, files), Promise.resolve());
  assertEquals((await cacheOn(waiting).find(settings))?.tokenType, "Bearer");
  resolve();
  await promise;
  await new Promise((done) => setTimeout(done));
  assertEquals(waiting.locks.size, 0);
});

Deno.test("TokenCache, no write permission: no cache and no failure", async () => {
  const host = fakeHost({ env });
  host.dropWritePermission();
  const cache = cacheOn(host);
  assertEquals(await cache.find(settings), undefined);
  await cache.store(token);
  assertMatch(host.stderr, /^gettoken: no cache: Cannot write\n$/);
});

Deno.test("TokenCache, unsafe folder: no cache, and a warning with any options", async () => {
  const unsafe = new UnsafeFolder("output_failed", "It is a link", { hint: "Remove it." });
  const { files } = await laterHost();
  for (const changes of [{}, { refresh: true }, { minTtl: 5 }]) {
    const host = fakeHost({ env, files: Object.fromEntries(files), unsafe });
    const cache = cacheOn(host, changes);
    assertEquals(await cache.find(settings), undefined);
    await cache.store(token);
    assertEquals(host.stderr, "gettoken: warning: no cache: It is a link → Remove it.\n");
    assertEquals([host.files, host.mayWrite], [files, false]);
  }
});

Deno.test("TokenCache, disk does not respond: no cache after the time limit", async () => {
  const host = fakeHost({ env });
  const writing = Promise.withResolvers<void>();
  const write = () => (writing.resolve(), new Promise<void>(() => {}));
  const { openStore } = host;
  host.openStore = async (folder) => ({ ...await openStore.call(host, folder), write });
  const cache = cacheOn(host);
  await cache.find(settings);
  const keeping = cache.store(token);
  await writing.promise;
  assertEquals(host.ring(), true);
  await keeping;
  assertStringIncludes(host.stderr, "the cache did not respond within the time limit");
});

Deno.test("TokenCache, federated token: not cached", async () => {
  const host = fakeHost({ env });
  const federated = { ...settings, secrets: {}, credential: "federatedTokenFile" } as const;
  const cache = cacheOn(host);
  assertEquals(await cache.find(federated), undefined);
  await cache.store(token);
  assertEquals([host.files.size, host.mayWrite], [0, false]);
  assertStringIncludes(host.stderr, "no cache: a federated token is new each time");
});

Deno.test("TokenCache, --raw: an entry with the reply is used, another is a miss", async () => {
  const without = await laterHost(10);
  assertEquals(await cacheOn(without, { raw: true }).find(settings), undefined);
  assertStringIncludes(without.stderr, "it was cached without the reply that --raw prints");

  const reply = '{"access_token":"tok.en-canary"}';
  const found = await cacheOn(await laterHost(10, { ...token, reply }), { raw: true })
    .find(settings);
  assertEquals(found?.reply, reply);
});

Deno.test("TokenCache, no client authentication: cached if there is a secret to encrypt it", async () => {
  const provider = { ...acme, clientAuthentication: [] };
  for (const [secrets, count] of [[{ apiKey: new Secret("s3cr3t-canary") }, 1], [{}, 0]] as const) {
    const host = fakeHost({ env, now: start });
    const cache = cacheOn(host, { context: { provider } });
    await cache.find({ ...settings, credential: "federatedTokenFile", secrets });
    await cache.store(token);
    assertEquals(host.files.size, count, host.stderr);
  }
});
