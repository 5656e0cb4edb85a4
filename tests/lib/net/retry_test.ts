import { assert, assertEquals, assertRejects } from "@std/assert";
import { GettokenError, type Retry } from "../../../lib/core/errors.ts";
import type { Attempt, Connection } from "../../../lib/net/http.ts";
import { withRetries } from "../../../lib/net/retry.ts";
import type { FakeWorld } from "../../fake_host.ts";
import { connected, failureOf } from "../helpers.ts";

interface Trial {
  readonly retries?: number;
  readonly timeout?: number;
  readonly random?: number;
  /** How long each try takes, in seconds; negative if the clock is set back meanwhile. */
  readonly duration?: number;
}

/** Runs work that fails this often, and returns its attempts. */
function tryOften(failures: readonly (Retry | undefined)[], trial: Trial = {}) {
  const { retries = 2, timeout = 30, duration = 0, ...world } = trial;
  const { host, log } = connected(world as FakeWorld, "verbose");
  const begun = host.timeouts.length;
  const attempts: Attempt[] = [];
  const start = host.now();
  const connection: Connection = {
    ...{ host, log, timeout, retries, userAgent: "gettoken", proxyFor: () => undefined },
    endsAt: host.now() + timeout * 1000,
  };
  const work = withRetries(connection, async (attempt) => {
    attempts.push(attempt);
    if (duration !== 0) {
      await host.sleep(duration * 1000);
    }
    if (attempts.length <= failures.length) {
      throw new GettokenError("connection_failed", "No", { retry: failures[attempts.length - 1] });
    }
    return "done";
  });
  return {
    host,
    attempts,
    work,
    limits: () => host.timeouts.slice(begun),
    elapsed: () => host.now() - start,
  };
}

Deno.test("withRetries(), success: one attempt", async () => {
  const { work, host, attempts } = tryOften([]);
  assertEquals([await work, attempts.length, host.sleeps], ["done", 1, []]);
});

Deno.test("withRetries(), transient failure: retried up to the limit", async () => {
  for (const retries of [0, 1, 2, 5]) {
    const { work, attempts } = tryOften(Array(retries).fill({}), { retries });
    assertEquals([await work, attempts.length], ["done", retries + 1]);

    const inVain = tryOften(Array(9).fill({}), { retries });
    const failure = await failureOf("connection_failed", () => inVain.work);
    assertEquals(inVain.attempts.length, retries + 1);
    assertEquals(failure.details, retries === 0 ? [] : [`Gave up after ${retries + 1} attempts.`]);
    assertEquals([failure.message, failure.retry], ["No", {}]);
  }
});

Deno.test("withRetries(), other failure: no retry", async () => {
  const { work, attempts, host } = tryOften([undefined]);
  const failure = await failureOf("connection_failed", () => work);
  assertEquals([attempts.length, host.sleeps, failure.details], [1, [], []]);

  const { connection } = connected();
  let tries = 0;
  await assertRejects(
    () =>
      withRetries({ ...connection, retries: 2 }, () => {
        tries++;
        throw new TypeError("odd");
      }),
    TypeError,
  );
  assertEquals(tries, 1);
});

Deno.test("withRetries() pauses 1, 2, 4 and at most 8 s, with jitter down to half", async () => {
  const longest = [1000, 2000, 4000, 8000, 8000, 8000];
  for (const [random, part] of [[0, 0.5], [0.5, 0.75], [1, 1]] as const) {
    const { work, host } = tryOften(Array(6).fill({}), { retries: 6, timeout: 300, random });
    await work;
    assertEquals(host.sleeps, longest.map((pause) => pause * part));
  }
});

Deno.test("withRetries(), Retry-After: pauses that long", async () => {
  const { work, host } = tryOften([{ after: 0 }, { after: 7 }]);
  await work;
  assertEquals(host.sleeps, [0, 7000]);
});

Deno.test("withRetries(), Retry-After beyond the time limit: fails at once", async () => {
  for (const after of [30, 31, 999_999]) {
    const { work, attempts, host } = tryOften([{ after }]);
    const { retry } = await failureOf("connection_failed", () => work);
    assertEquals([attempts.length, host.sleeps, retry], [1, [], { after }]);
  }
  const { work } = tryOften([{ after: 29 }]);
  assertEquals(await work, "done");
});

Deno.test("withRetries(), pause beyond the time limit: fails at once", async () => {
  const { work, attempts, elapsed } = tryOften(Array(9).fill({}), {
    retries: 9,
    timeout: 5,
    random: 1,
  });
  await failureOf("connection_failed", () => work);
  assertEquals([attempts.length, elapsed()], [3, 3000]);
});

Deno.test("withRetries() limits each attempt but the last to 10 s, and all to the time left", async () => {
  const { work, limits, attempts } = tryOften([{ after: 0 }, { after: 0 }], { duration: 9 });
  await work;
  assertEquals(limits(), [10_000, 10_000, 12_000]);
  assertEquals(attempts.map(({ limit }) => limit), [10, 10, 12]);

  const only = tryOften([], { retries: 0, timeout: 60 });
  await only.work;
  assertEquals(only.limits(), [60_000]);

  const short = tryOften([], { timeout: 3 });
  await short.work;
  assertEquals(short.limits(), [3000]);
});

Deno.test("withRetries(), the clock is set back: no attempt gets more than the time limit", async () => {
  const { work, limits } = tryOften([{ after: 0 }], { duration: -3600, retries: 1 });
  await work;
  assertEquals(limits(), [10_000, 30_000]);
});

Deno.test("withRetries() aborts an attempt at its time limit", async () => {
  const { work, attempts, host } = tryOften([]);
  await work;
  assertEquals(attempts[0]?.deadline.aborted, false);
  host.expire();
  assertEquals(attempts[0]?.deadline.aborted, true);
});

Deno.test("withRetries(), verbose: retries are logged", async () => {
  const { work, host } = tryOften([{}]);
  await work;
  assert(host.stderr.includes("gettoken: No; attempt 2 in 750 ms\n"), host.stderr);
});

Deno.test("withRetries(), the run is aborted: its deadline aborts, and nothing is tried again", async () => {
  const { host, log } = connected({}, "verbose");
  for (const when of ["in the pause", "in the attempt"]) {
    const printed = host.stderr.length;
    const caller = new AbortController();
    const ended = new Set<AbortSignal>();
    host.sleep = (_, signal) => {
      assertEquals([when, signal], ["in the pause", caller.signal]);
      return Promise.resolve(caller.abort("gone"));
    };
    const run = { host, log, timeout: 30, retries: 2, userAgent: "gettoken" };
    const connection = { ...run, proxyFor: () => undefined, endsAt: host.now() + 30_000 };
    const work = withRetries({ ...connection, signal: caller.signal }, ({ deadline }) => {
      if (when === "in the attempt") caller.abort("gone");
      ended.add(deadline);
      return Promise.reject(new GettokenError("connection_failed", "No", { retry: {} }));
    });
    const reason = await work.catch((error) => error.message ?? error);
    assertEquals(reason, when === "in the attempt" ? "No" : "gone");
    if (when === "in the attempt") assertEquals(host.stderr.slice(printed), "");
    assertEquals(ended.size, 1);
    assertEquals([...ended].every(({ aborted }) => aborted), true);
  }
});

Deno.test("withRetries(), the run was aborted before: no attempt", async () => {
  const { connection } = connected();
  const work = () => withRetries({ ...connection, signal: AbortSignal.abort("gone") }, attempt);
  const attempt = () => Promise.reject(new Error("attempted"));
  assertEquals(await work().catch((reason) => reason), "gone");
});
