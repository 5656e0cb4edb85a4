import { assert, assertEquals } from "@std/assert";
import { startSpinner } from "../../../lib/platform/spinner.ts";
import { type FakeHost, fakeHost, type FakeWorld } from "../../fake_host.ts";

const terminal: FakeWorld = { terminals: ["stderr"] };

/** The time since a host began, in milliseconds. */
function stopwatch(host: FakeHost): () => number {
  const start = host.now();
  return () => host.now() - start;
}

Deno.test("startSpinner(): nothing before 300 ms, then a spinner", () => {
  const host = fakeHost(terminal);
  const elapsed = stopwatch(host);
  startSpinner(host, "Asking");
  assertEquals(host.statuses, []);
  host.ring();
  assertEquals(elapsed(), 300);
  assertEquals(host.statuses, ["⠋ Asking"]);
  for (let turn = 0; turn < 10; turn++) host.ring();
  assertEquals(elapsed(), 300 + 10 * 80);
  assertEquals(new Set(host.statuses).size, 10);
  assertEquals(host.statuses[10], host.statuses[0]);
});

Deno.test("startSpinner(): removed completely at the end", () => {
  const host = fakeHost(terminal);
  const stop = startSpinner(host, "Asking");
  host.ring();
  assert(host.status !== "");
  stop();
  assertEquals(host.status, "");
  assertEquals([host.stdout, host.stderr], ["", ""]);
  assertEquals(host.ring(), false);
});

Deno.test("startSpinner(): ends before 300 ms: nothing shown", () => {
  const host = fakeHost(terminal);
  startSpinner(host, "Asking")();
  assertEquals(host.ring(), false);
  assertEquals(host.statuses, []);
});

for (
  const [place, world] of Object.entries<FakeWorld>({
    "stderr is no terminal": { terminals: ["stdin", "stdout"] },
    "the terminal is dumb": { ...terminal, env: { TERM: "dumb" } },
  })
) {
  Deno.test(`startSpinner() shows nothing when ${place}`, () => {
    const host = fakeHost(world);
    const stop = startSpinner(host, "Asking");
    assertEquals(host.ring(), false);
    stop();
    assertEquals(host.statuses, []);
  });
}
