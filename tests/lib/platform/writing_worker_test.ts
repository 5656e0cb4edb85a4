// What it may write is tested in tests/e2e/prepared_files_test.ts: unit tests may not write.

import { assertEquals } from "@std/assert";
import { type WorkerScope, WritingWorker } from "../../../lib/platform/writing_worker.ts";
import { failureOf } from "../helpers.ts";

/** A worker that may do nothing. */
function start(work: (scope: WorkerScope) => void): WritingWorker {
  return new WritingWorker(work, { read: [], write: [] }, "some files");
}

Deno.test("WritingWorker hands on what went wrong, and nothing if all is well", async () => {
  const worker = start((scope) => {
    scope.onmessage = ({ data }) => scope.postMessage(data);
  });
  try {
    await worker.ask(undefined);
    const { message } = await failureOf(
      "output_failed",
      () => worker.ask({ path: "x", reason: "EROFS" }),
    );
    assertEquals(message, "Cannot write x: the file system can only be read");
  } finally {
    worker.stop();
  }
});

Deno.test("WritingWorker fails as a failure to write when the work breaks down", async () => {
  const worker = start((scope) => {
    scope.onmessage = () => {
      throw new Error("canary");
    };
  });
  try {
    const { message } = await failureOf("output_failed", () => worker.ask({}));
    assertEquals(message, "Cannot write some files: the system refuses it");
  } finally {
    worker.stop();
  }
});

Deno.test("WritingWorker cannot have a permission that the program has not", async () => {
  const { message } = await failureOf(
    "output_failed",
    () => new WritingWorker(() => {}, { read: [], write: ["/x"] }, "/x"),
  );
  assertEquals(message, "Cannot write /x: gettoken runs without the permission to write there");
});
