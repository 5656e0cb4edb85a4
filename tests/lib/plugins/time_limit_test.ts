import { assertEquals, assertRejects } from "@std/assert";
import { within } from "../../../lib/plugins/time_limit.ts";
import { fakeHost } from "../../fake_host.ts";

const never = new Promise<never>(() => {});
const expired = () => new RangeError("late");

Deno.test("within() gives what comes in time, and sets no alarm any more", async () => {
  const host = fakeHost();
  assertEquals(await within(host, 10, Promise.resolve("x"), expired), "x");
  await assertRejects(() => within(host, 10, Promise.reject(new TypeError()), expired), TypeError);
  assertEquals(host.ring(), false);
});

Deno.test("within() fails when the time is up", async () => {
  const host = fakeHost();
  const start = host.now();
  const waiting = assertRejects(() => within(host, 10, never, expired), RangeError, "late");
  host.ring();
  await waiting;
  assertEquals(host.now() - start, 10);
});

Deno.test("within() does not mind a failure that comes too late", async () => {
  const host = fakeHost();
  const { promise, reject } = Promise.withResolvers<void>();
  const waiting = assertRejects(() => within(host, 10, promise, expired), RangeError);
  host.ring();
  await waiting;
  reject(new TypeError());
});
