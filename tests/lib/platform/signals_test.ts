import { assertEquals, assertThrows } from "@std/assert";
import { endOnSignals } from "../../../lib/platform/signals.ts";

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
  const statuses = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129, SIGQUIT: 131 };
  const expected = Deno.build.os === "windows" ? { SIGINT: 130 } : statuses;
  assertEquals(listeners.map(([signal]) => signal), Object.keys(expected));
  assertEquals(ends, Object.values(expected));
});
