import { assertEquals, assertThrows } from "@std/assert";
import { endingSignals, endOnSignals } from "../../../lib/platform/signals.ts";

Deno.test("endOnSignals(): exits with 128 plus the signal number; listens once", () => {
  const listeners: [Deno.Signal, () => void][] = [];
  const ends: unknown[] = [];
  const { exit, addSignalListener } = Deno;
  try {
    Object.assign(Deno, {
      exit(status: number): never {
        ends.push(status);
        throw new Error("the end");
      },
      addSignalListener(signal: Deno.Signal, listener: () => void) {
        listeners.push([signal, listener]);
      },
    });
    endOnSignals();
    endOnSignals();
    for (const [, listener] of listeners) assertThrows(listener, Error, "the end");
  } finally {
    Object.assign(Deno, { exit, addSignalListener });
  }
  const expected = endingSignals(Deno.build.os);
  assertEquals(listeners.map(([signal]) => signal), expected.map(([signal]) => signal));
  assertEquals(ends, expected.map(([, number]) => 128 + number));
});

Deno.test("endingSignals(): those that the system has, with its numbers", () => {
  const posix = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1, SIGQUIT: 3 };
  assertEquals(Object.fromEntries(endingSignals("linux")), posix);
  assertEquals(Object.fromEntries(endingSignals("darwin")), posix);
  // The runtime refuses others there.
  assertEquals(Object.fromEntries(endingSignals("windows")), {
    SIGINT: 2,
    SIGBREAK: 21,
    SIGHUP: 1,
  });
});
