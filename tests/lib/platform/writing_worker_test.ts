// What it writes is tested in tests/e2e/: unit tests may not write.

import { assertEquals } from "@std/assert";
import { isCacheFile, type WriteJob, WritingWorker } from "../../../lib/platform/writing_worker.ts";
import { failureOf } from "../helpers.ts";

/** Runs a job in a worker that may do nothing; gives the message of its failure. */
async function messageOf(job: unknown): Promise<string> {
  const worker = new WritingWorker({ read: [], write: [] }, "some files");
  try {
    const run = () => worker.run(job as WriteJob);
    return (await failureOf("output_failed", run)).message;
  } finally {
    worker.stop();
  }
}

const task = { name: "x (--out)", path: "/x", part: "/.part", content: "x" };

Deno.test("WritingWorker: only the requested permissions", async () => {
  const noPermission = "gettoken has no permission to write there";
  for (const job of [{ tasks: [task] }, { tasks: [{ ...task, append: true }] }]) {
    assertEquals(await messageOf(job), `Cannot write x (--out): ${noPermission}`);
  }
  for (const place of [{ below: "/" }, { cache: { folder: "/", dev: 1, ino: 1 } }]) {
    assertEquals(
      await messageOf({ tasks: [task], ...place }),
      `Cannot write x (--out): ${noPermission}`,
    );
  }
});

Deno.test("WritingWorker: several jobs without tasks: no error", async () => {
  const worker = new WritingWorker({ read: [], write: [] }, "some files");
  await worker.run({ tasks: [] });
  await worker.run({ tasks: [] });
  worker.stop();
});

Deno.test("WritingWorker: the worker fails: output_failed", async () => {
  assertEquals(await messageOf(undefined), "Cannot write some files: the system refused");
});

Deno.test("WritingWorker: program without permission: output_failed", async () => {
  const { message } = await failureOf(
    "output_failed",
    () => new WritingWorker({ read: [], write: ["/x"] }, "/x"),
  );
  assertEquals(message, "Cannot write /x: gettoken has no permission to write there");
});

Deno.test("isCacheFile(): tokens, locks and temporary files only", () => {
  const token = "0123456789abcdef".repeat(4);
  const part = `${crypto.randomUUID()}.part`;
  assertEquals([token, `${token}.lock`, part].map(isCacheFile), [true, true, true]);
  assertEquals(["notes.txt", `${token}.txt`, "x.part"].map(isCacheFile), [false, false, false]);
});
