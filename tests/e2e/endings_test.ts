/**
 * How the program ends on a signal.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { neverAnswer, rawServer } from "../idp/raw_server.ts";
import { scriptedServer } from "../idp/scripted_server.ts";
import { namedPipe } from "./named_pipe.ts";
import { type Program, type RunningProgram, type RunOptions, testProgram } from "./program.ts";

const secret = `canary-${crypto.randomUUID()}`;

const signals = [["SIGHUP", 129], ["SIGINT", 130], ["SIGQUIT", 131], ["SIGTERM", 143]] as const;

/**
 * The time limit for the end after a signal, in milliseconds. An idle machine needs far less; without
 * the signal the run would wait for 30 s.
 */
const soon = 5000;

/** Starts the program and returns when it is busy with this. The stack disposes of what it needs. */
type Phase = (gettoken: Program, stack: AsyncDisposableStack) => Promise<RunningProgram>;

const phases: Readonly<Record<string, Phase>> = {
  "waits for metadata": async (gettoken, stack) => {
    const server = stack.use(rawServer(neverAnswer()));
    const running = await start(gettoken, [
      ...["oidc", "--issuer", server.origin, "--client-id", "some-client"],
    ]);
    return await once(running, server.firstRequest);
  },

  "waits for TLS": async (gettoken, stack) => {
    const hello = Promise.withResolvers<unknown>();
    const server = stack.use(rawServer(async (connection) => {
      hello.resolve(await connection.read());
      while (await connection.read());
    }));
    const running = await start(gettoken, usual(server.origin.replace("http:", "https:")));
    return await once(running, hello.promise);
  },

  "waits for a reply": async (gettoken, stack) => {
    const server = stack.use(rawServer(neverAnswer()));
    const running = await start(gettoken, usual(server.origin));
    return await once(running, server.firstRequest);
  },

  "reads a reply": async (gettoken, stack) => {
    const begun = Promise.withResolvers<void>();
    const server = stack.use(rawServer(async (connection) => {
      await connection.request();
      await connection.write("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{");
      begun.resolve();
      while (await connection.read());
    }));
    const running = await start(gettoken, usual(server.origin));
    return await once(running, begun.promise);
  },

  "waits before it tries again": async (gettoken, stack) => {
    const headers = { "retry-after": "20" };
    const server = stack.use(scriptedServer(() => new Response("", { status: 503, headers })));
    const running = await start(gettoken, [...usual(server.origin), "-v"]);
    await running.said(/attempt 2 in/);
    return running;
  },

  "runs a module without an end": async (gettoken) => {
    const files = { "mine.js": 'console.log("begun");\nwhile (true);\n' };
    const running = await start(gettoken, ["./mine.js", "-v"], { files });
    await running.said(/begun/);
    return running;
  },
};

/** The run, after this promise. */
async function once(running: RunningProgram, event: Promise<unknown>): Promise<RunningProgram> {
  const tooEarly = running.result.then(({ status, stderr }) => {
    throw new Error(`It ended with ${status} before:\n${stderr}`);
  });
  await Promise.race([event, tooEarly]);
  // From here on, the run must end.
  tooEarly.catch(() => {});
  return running;
}

function usual(origin: string): string[] {
  return ["oidc", "--token-url", `${origin}/token`, "--client-id", "some-client"];
}

async function start(
  gettoken: Program,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunningProgram> {
  return await gettoken.start(args, {
    env: { GETTOKEN_CLIENT_SECRET: secret },
    secrets: [secret],
    // At first, the operating system handles signals and would write a core file.
    shell: "ulimit -c 0",
    ...options,
  });
}

for (const [what, reach] of Object.entries(phases)) {
  testProgram(`gettoken ends at once on a signal while it ${what}`, async (gettoken) => {
    for (const [signal, status] of signals) {
      await using stack = new AsyncDisposableStack();
      const running = await reach(gettoken, stack);
      assertEquals(await statusAfter(running, signal), status, signal);
    }
  });
}

/** Asserts that a run ends soon after a signal, without output, and returns its status. */
async function statusAfter(
  { kill, result }: RunningProgram,
  signal: Deno.Signal,
): Promise<number> {
  const start = performance.now();
  kill(signal);
  const { status, stderr } = await result;
  const took = performance.now() - start;
  assert(took <= soon, `it took ${took} ms`);
  // Logged steps, if verbose.
  assertMatch(stderr, /^(gettoken: .*\n)*$/);
  assert(!/defect|tried|within/.test(stderr), stderr);
  return status;
}

testProgram("gettoken, signal while starting: ends at once", async (gettoken) => {
  for (const [signal, status] of signals) {
    const running = await start(gettoken, ["--version"]);
    assertEquals(await statusAfter(running, signal), status, signal);
  }
});

testProgram("gettoken, signal while stdout is blocked: ends at once", async (gettoken) => {
  const token = "x".repeat(200_000);
  await using server = scriptedServer(() =>
    Response.json({ access_token: token, token_type: "Bearer" })
  );
  for (const [signal, status] of signals) {
    await using pipe = await namedPipe();
    const running = await start(gettoken, usual(server.origin), {
      folder: pipe.folder,
      shell: "ulimit -c 0; exec >pipe",
    });
    using reader = await pipe.open();
    await reader.read(new Uint8Array(1));
    assertEquals(await statusAfter(running, signal), status, signal);
    assertEquals(await pipe.others(), [], "no core file");
  }
});
