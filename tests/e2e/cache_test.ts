/**
 * The token cache.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { exportPKCS8, generateKeyPair } from "jose";
import type { Handler } from "../idp/scripted_server.ts";
import { assertSealed, cacheWorld, numbered, secret, tokenNumber } from "./cache_world.ts";
import { canRun } from "./commands.ts";
import { filesIn } from "./folder.ts";
import { testProgram } from "./program.ts";

testProgram("gettoken --cache, several runs: one request, the same token", async (gettoken) => {
  await using here = await cacheWorld(numbered({ scope: "canary-granted" }));
  const first = await here.run(gettoken, ["--cache", "-o", "json"]);
  assertEquals(first.status, 0, first.stderr);
  const second = await here.run(gettoken, ["--cache", "-o", "json"]);
  const { expires_in: before, ...told } = JSON.parse(first.stdout);
  const { expires_in: after, ...toldAgain } = JSON.parse(second.stdout);
  assertEquals(toldAgain, told);
  assert(after <= before && after > before - 60);
  const plain = await here.run(gettoken, [], { env: { GETTOKEN_CACHE: "1" } });
  assertEquals([plain.stdout, plain.stderr], [`${tokenNumber(1)}\n`, ""]);
  assertEquals(here.server.requests.length, 1);
  await assertSealed(here);
});

testProgram("gettoken --cache, token cached and server gone: token printed", async (gettoken) => {
  await using here = await cacheWorld();
  await here.run(gettoken);
  await here.server[Symbol.asyncDispose]();
  const { status, stdout, stderr } = await here.run(gettoken, ["--cache", "-v"]);
  assertEquals([status, stdout], [0, `${tokenNumber(1)}\n`]);
  assertMatch(stderr, /using the cached token, valid for another 60 min/);
});

testProgram("gettoken without --cache: nothing is written", async (gettoken) => {
  await using here = await cacheWorld();
  for (const args of [[], ["--refresh"], ["--min-ttl", "5"], ["--cache", "--dry-run"]]) {
    assertEquals((await here.run(gettoken, args)).status, 0);
  }
  assertEquals((await filesIn(here.cache)).size, 0);
});

testProgram(
  "gettoken --cache, another client, secret or scope: new request",
  async (gettoken) => {
    await using here = await cacheWorld();
    const changes: readonly Readonly<Record<string, string>>[] = [
      {},
      { GETTOKEN_CLIENT_SECRET: `${secret}-rotated` },
      { GETTOKEN_CLIENT_ID: "another" },
      { GETTOKEN_SCOPE: "another" },
      { GETTOKEN_FORM: "tenant=blue" },
      { GETTOKEN_AUTH_METHOD: "client_secret_post" },
      { GETTOKEN_TOKEN_URL: `${here.server.origin}/other` },
    ];
    for (const round of [1, 2]) {
      for (const [index, env] of changes.entries()) {
        const { stdout } = await here.run(gettoken, ["--cache"], { env });
        assertEquals(stdout, `${tokenNumber(index + 1)}\n`, `round ${round}`);
      }
    }
  },
);

testProgram(
  "gettoken --cache, --min-ttl or --refresh: new request",
  async (gettoken) => {
    await using here = await cacheWorld();
    const printed = async (...args: string[]) => (await here.run(gettoken, args)).stdout.trim();
    assertEquals(await printed("--cache"), tokenNumber(1));
    assertEquals(await printed("--cache", "--min-ttl", "3000"), tokenNumber(1));
    assertEquals(await printed("--cache", "--min-ttl", "3600"), tokenNumber(2));
    assertEquals(await printed("--cache", "--refresh"), tokenNumber(3));
    assertEquals(await printed("--cache"), tokenNumber(3));
  },
);

testProgram("gettoken --cache, token about to expire: not cached", async (gettoken) => {
  await using here = await cacheWorld(numbered({ expires_in: 9 }));
  await here.run(gettoken);
  const { stdout, stderr } = await here.run(gettoken, ["--cache", "-v"]);
  assertEquals(stdout, `${tokenNumber(2)}\n`);
  assertMatch(stderr, /the token is not cached: it expires in 9 s/);
});

testProgram("gettoken --cache, concurrent runs: one request", async (gettoken) => {
  await using here = await cacheWorld();
  const count = gettoken.front === "compiled" ? 20 : 8;
  const runs = await Promise.all(Array.from({ length: count }, () => here.run(gettoken)));
  for (const { status, stdout, stderr } of runs) {
    assertEquals([status, stdout, stderr], [0, `${tokenNumber(1)}\n`, ""]);
  }
  assertEquals(here.server.requests.length, 1);
  await assertSealed(here);
});

testProgram(
  "gettoken --cache, requesting run killed: a waiting run takes over",
  async (gettoken) => {
    const asked = Promise.withResolvers<void>();
    await using here = await cacheWorld(firstWaits(asked.resolve));
    const options = { env: here.env, secrets: [secret] };
    const first = await gettoken.start(["oidc", "--cache"], options);
    await asked.promise;
    const second = await gettoken.start(["oidc", "--cache", "-v"], options);
    await second.said(/waiting for another gettoken/);
    assertEquals(here.server.requests.length, 1);
    first.kill("SIGKILL");
    const { status, stdout } = await second.result;
    assertEquals([status, stdout], [0, `${tokenNumber(2)}\n`]);
    assertEquals((await first.result).status, 137);
  },
);

testProgram("gettoken --cache, other run hangs: waits up to --timeout", async (gettoken) => {
  const asked = Promise.withResolvers<void>();
  await using here = await cacheWorld(firstWaits(asked.resolve));
  const options = { env: here.env, secrets: [secret], seconds: 60 };
  const first = await gettoken.start(["oidc", "--cache", "--timeout", "300"], options);
  await asked.promise;
  const args = ["--cache", "-v", "--timeout", "2"];
  const { status, stdout, stderr } = await here.run(gettoken, args, { seconds: 60 });
  assertEquals([status, stdout], [0, `${tokenNumber(2)}\n`]);
  assertMatch(stderr, /stopped waiting after 2 s\n[^]*the token is cached/);
  first.kill("SIGKILL");
  await first.result;
});

testProgram(
  "gettoken --cache, signal while waiting for another run: ends",
  async (gettoken) => {
    const asked = Promise.withResolvers<void>();
    await using here = await cacheWorld(firstWaits(asked.resolve));
    const options = { env: here.env, secrets: [secret], seconds: 60 };
    const first = await gettoken.start(["oidc", "--cache", "--timeout", "300"], options);
    await asked.promise;
    for (const [signal, expected] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
      const args = ["oidc", "--cache", "-v", "--timeout", "300"];
      const second = await gettoken.start(args, options);
      await second.said(/waiting for another gettoken/);
      second.kill(signal);
      assertEquals((await second.result).status, expected, signal);
    }
    assertEquals(here.server.requests.length, 1);
    first.kill("SIGKILL");
    await first.result;
  },
);

const hasTaskset = await canRun("taskset", "-c", "0", "true");

testProgram("gettoken --cache, 40 runs on one core: one request", async (gettoken) => {
  const reply = Promise.withResolvers<void>();
  const answer = numbered();
  await using here = await cacheWorld(async (request) => {
    await reply.promise;
    return await answer(request);
  });
  const busy = new Deno.Command("taskset", { args: ["-c", "0", "sh", "-c", "while :; do :; done"] })
    .spawn();
  try {
    const shell = "taskset -cp 0 $$ >&2";
    const options = { env: here.env, secrets: [secret], shell, seconds: 300 };
    const args = ["oidc", "--cache", "-v", "--timeout", "300"];
    const runs = await Promise.all(
      Array.from({ length: 40 }, () => gettoken.start(args, options)),
    );
    // The requesting run does not log that it waits. It gets its reply when all others wait.
    const waiting = runs.map((run) => run.said(/waiting for another gettoken|POST /));
    await Promise.all(waiting);
    reply.resolve();
    for (const { result } of runs) {
      const { status, stdout } = await result;
      assertEquals([status, stdout], [0, `${tokenNumber(1)}\n`]);
    }
    assertEquals(here.server.requests.length, 1);
  } finally {
    reply.resolve();
    busy.kill("SIGKILL");
    await busy.status;
  }
}, { fronts: ["compiled"], ignore: !hasTaskset });

testProgram(
  "gettoken --cache, requesting run refused: a waiting run sends a request",
  async (gettoken) => {
    const reply = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    let count = 0;
    await using here = await cacheWorld(async () => {
      if (++count > 1) {
        return Response.json({
          access_token: tokenNumber(2),
          token_type: "Bearer",
          expires_in: 99,
        });
      }
      asked.resolve();
      await reply.promise;
      return Response.json({ error: "invalid_client" }, { status: 401 });
    });
    const options = { env: here.env, secrets: [secret], seconds: 60 };
    const args = ["oidc", "--cache", "-v", "--timeout", "300"];
    const first = await gettoken.start(args, options);
    await asked.promise;
    const second = await gettoken.start(args, options);
    await second.said(/waiting for another gettoken/);
    reply.resolve();
    assertEquals((await first.result).status, 4);
    const { status, stdout } = await second.result;
    assertEquals([status, stdout], [0, `${tokenNumber(2)}\n`]);
  },
);

/** A server that never answers the first request. */
function firstWaits(asked: () => void): Handler {
  let count = 0;
  return () => {
    count++;
    if (count > 1) {
      return Response.json({
        access_token: tokenNumber(count),
        token_type: "Bearer",
        expires_in: 3600,
      });
    }
    asked();
    return new Promise<Response>(() => {});
  };
}

testProgram(
  "gettoken --cache, provider module changed: new request",
  async (gettoken) => {
    await using here = await cacheWorld();
    const folder = await Deno.makeTempDir();
    const source = (title: string) =>
      `export default {
    apiVersion: 1, name: "mine", title: "${title}", docs: "https://mine.example/",
    settings: { url: { format: "url", required: true } },
    endpoint: ({ url }) => ({ tokenEndpoint: url }),
  };`;
    const printed = async (title: string) => {
      await Deno.writeTextFile(`${folder}/mine.ts`, source(title));
      const env = { ...here.env, GETTOKEN_URL: `${here.server.origin}/token` };
      const { status, stdout, stderr } = await gettoken.run(["./mine.ts", "--cache"], {
        folder,
        env,
        secrets: [secret],
      });
      assertEquals(status, 0, stderr);
      return stdout.trim();
    };
    assertEquals(await printed("One"), tokenNumber(1));
    assertEquals(await printed("One"), tokenNumber(1));
    assertEquals(await printed("Two"), tokenNumber(2));
    await assertSealed(here);
    await Deno.remove(folder, { recursive: true });
  },
);

testProgram(
  "gettoken --cache, private key as credential: cached without decrypting the key",
  async (gettoken) => {
    await using here = await cacheWorld();
    const { privateKey } = await generateKeyPair("ES256", { extractable: true });
    const pem = await exportPKCS8(privateKey);
    const { GETTOKEN_CLIENT_SECRET: _, ...env } = here.env;
    const printed = async (more: Readonly<Record<string, string>> = {}) => {
      const { stdout } = await gettoken.run(["oidc", "--cache", "-q"], {
        env: { ...env, GETTOKEN_PRIVATE_KEY: pem, ...more },
        secrets: pem.split("\n").filter((line) => /^[\w+/=]{8,}$/.test(line)),
      });
      return stdout.trim();
    };
    assertEquals(await printed(), tokenNumber(1));
    assertEquals(await printed(), tokenNumber(1));
    // Without the passphrase of the key, there is no entry.
    assertEquals(await printed({ GETTOKEN_KEY_PASSPHRASE: "canary-pass" }), tokenNumber(2));
    await assertSealed(here);
  },
);

testProgram(
  "gettoken --cache, federated token: not cached",
  async (gettoken) => {
    await using here = await cacheWorld();
    const run = () =>
      gettoken.run(
        [
          ...[
            "entra",
            "--cache",
            "--authority-host",
            here.server.origin,
            "--tenant",
            "contoso.com",
          ],
          ...["--client-id", "11111111-2222-3333-4444-555555555555", "--scope", "api://a/.default"],
          ...["--federated-token-file", "token", "-v"],
        ],
        {
          env: { XDG_CACHE_HOME: here.cache, HOME: here.cache },
          files: { token: tokenNumber(100) },
        },
      );
    for (const count of [1, 2]) {
      const { stdout, stderr } = await run();
      assertEquals(stdout, `${tokenNumber(count)}\n`, stderr);
      assertMatch(stderr, /no cache: a federated token is new each time/);
    }
    assertEquals(
      [...(await filesIn(here.cache)).keys()].filter((path) => /gettoken\//.test(path)),
      [],
    );
  },
);
