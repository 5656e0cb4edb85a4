import { assertEquals } from "@std/assert";
import { startWorker } from "../../../lib/platform/isolated_worker.ts";
import { withOthers } from "../helpers.ts";

Deno.test("startWorker(): no permissions; can be stopped; failures reported", async () => {
  const worker = startWorker(`
    const states = [];
    for (const name of ["read", "write", "net", "env", "run", "sys", "ffi", "import"]) {
      states.push((await Deno.permissions.query({ name })).state);
    }
    onmessage = ({ data }) => {
      if (data === "fail") throw new Error();
      postMessage(states.includes("granted"));
    };
  `);
  const said = Promise.withResolvers<unknown>();
  worker.onMessage(said.resolve);
  worker.send("go");
  assertEquals(await said.promise, false);
  const failed = Promise.withResolvers<string>();
  worker.onFailure(failed.resolve);
  worker.send("fail");
  assertEquals(await failed.promise, "exited unexpectedly");
  worker.stop();
});

Deno.test("startWorker(): memory limit exceeded: failure reported", async () => {
  let rss = 0;
  const memory = Deno.memoryUsage();
  const failed = Promise.withResolvers<string>();
  await withOthers(Deno, { memoryUsage: () => ({ ...memory, rss }) }, async () => {
    const worker = startWorker("");
    worker.onFailure(failed.resolve);
    rss = 512 * 1024 * 1024 + 1;
    // Its watch alone would not keep the test alive.
    const alive = setTimeout(() => failed.resolve("nothing"), 5000);
    assertEquals(await failed.promise, "used more than 512 MiB of memory");
    clearTimeout(alive);
    worker.stop();
  });
});
