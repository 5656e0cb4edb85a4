import { assertEquals, assertThrows } from "@std/assert";
import { GettokenError } from "../../../lib/core/errors.ts";
import { refuseAborted, SharedWork } from "../../../lib/flow/shared_work.ts";
import { failureOf } from "../helpers.ts";

/** Work that ends when the test says so. */
function begin() {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const signals: AbortSignal[] = [];
  const work = new SharedWork((signal) => {
    signals.push(signal);
    return promise;
  });
  return { work, resolve, reject, signals };
}

Deno.test("SharedWork: is done once for all callers", async () => {
  const { work, resolve, signals } = begin();
  const all = Promise.all([work.join([]), work.join([]), work.join([])]);
  resolve("done");
  assertEquals(await all, ["done", "done", "done"]);
  assertEquals([signals.length, signals[0]?.aborted, work.isAbandoned], [1, false, false]);
});

Deno.test("SharedWork, one caller aborts: the others get the result", async () => {
  const { work, resolve, signals } = begin();
  const caller = new AbortController();
  const gone = work.join([caller.signal]);
  const other = work.join([new AbortController().signal]);
  caller.abort("why");
  const { exitStatus, cause } = await failureOf("aborted", () => gone);
  assertEquals([exitStatus, cause, signals[0]?.aborted], [130, "why", false]);
  resolve("done");
  assertEquals(await other, "done");
});

Deno.test("SharedWork, all callers abort: the work is aborted, its failure is handled", async () => {
  const { work, reject, signals } = begin();
  const caller = new AbortController();
  const all = [work.join([caller.signal]), work.join([caller.signal])];
  caller.abort();
  for (const one of all) await failureOf("aborted", () => one);
  assertEquals([signals[0]?.aborted, work.isAbandoned], [true, true]);
  reject(new Error("nobody waits for it"));
});

Deno.test("SharedWork, the work fails: all callers get the failure", async () => {
  const { work, reject } = begin();
  const all = [work.join([]), work.join([new AbortController().signal])];
  reject(new GettokenError("refused", "no"));
  for (const one of all) await failureOf("refused", () => one);
});

Deno.test("SharedWork, the time of a signal ends: timed_out, with its reason as the cause", async () => {
  const { work } = begin();
  const reason = new DOMException("late", "TimeoutError");
  const caller = new AbortController();
  const waiting = work.join([caller.signal]);
  caller.abort(reason);
  const { exitStatus, cause } = await failureOf("timed_out", () => waiting);
  assertEquals([exitStatus, cause], [6, reason]);
});

Deno.test("SharedWork, many callers with the same signal: one listener, none afterwards", async () => {
  const { work, resolve } = begin();
  const { signal } = new AbortController();
  let count = 0;
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...given: Parameters<AbortSignal["addEventListener"]>) => {
    count++;
    addEventListener.apply(signal, given);
  };
  signal.removeEventListener = (...given: Parameters<AbortSignal["removeEventListener"]>) => {
    count--;
    removeEventListener.apply(signal, given);
  };
  const all = Array.from({ length: 1000 }, () => work.join([signal, signal]));
  assertEquals(count, 1);
  resolve("done");
  assertEquals([new Set(await Promise.all(all)).size, count], [1, 0]);
});

Deno.test("SharedWork, a caller whose signal has aborted: aborted", async () => {
  const { work } = begin();
  await failureOf("aborted", () => work.join([AbortSignal.abort()]));
  assertEquals(work.isAbandoned, true);
});

Deno.test("refuseAborted(): throws if one of the signals has aborted", () => {
  refuseAborted([]);
  refuseAborted([new AbortController().signal]);
  const signals = [new AbortController().signal, AbortSignal.abort()];
  assertThrows(() => refuseAborted(signals), GettokenError, "The call was aborted");
});
