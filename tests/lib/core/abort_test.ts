import { assertEquals, assertRejects } from "@std/assert";
import { unlessAborted } from "../../../lib/core/abort.ts";

Deno.test("unlessAborted(): the result or the failure of the work, also without a signal", async () => {
  for (const signal of [undefined, new AbortController().signal]) {
    assertEquals(await unlessAborted(() => 1, signal), 1);
    const failing = () => {
      throw new TypeError("at once");
    };
    await assertRejects(() => unlessAborted(failing, signal), TypeError, "at once");
  }
});

Deno.test("unlessAborted(), a signal aborts before the work or during it: its reason", async () => {
  const reason = new RangeError("enough");
  const never = () => new Promise(() => {});
  await assertRejects(() => unlessAborted(never, AbortSignal.abort(reason)), RangeError);
  const controller = new AbortController();
  const waiting = unlessAborted(never, controller.signal);
  controller.abort(reason);
  await assertRejects(() => waiting, RangeError, "enough");
});
