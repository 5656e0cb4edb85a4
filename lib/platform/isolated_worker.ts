/**
 * A worker without permissions and with a memory limit: the sandbox of provider modules.
 *
 * @module
 */

import type { IsolatedWorker } from "../core/host.ts";
import { moduleUrl } from "../core/encodings.ts";

/** Starts a worker without any permission. It runs an ECMAScript module. */
export function startWorker(source: string): IsolatedWorker {
  const worker = new Worker(moduleUrl(source), {
    type: "module",
    deno: { permissions: "none" },
  });
  let reportFailure = (_what: string): void => {};
  const stopWatching = watchMemory(() => reportFailure("used more than 512 MiB of memory"));
  return {
    send: (message) => worker.postMessage(message),
    onMessage: (receive) => worker.onmessage = ({ data }) => receive(data),
    onFailure(failed) {
      reportFailure = failed;
      worker.onerror = (event) => {
        // Otherwise the error would end the program.
        event.preventDefault();
        failed("exited unexpectedly");
      };
      worker.onmessageerror = () => failed("sent a message that cannot be decoded");
    },
    stop() {
      stopWatching();
      worker.terminate();
    },
  };
}

/** The maximum memory growth of the program while a worker runs, in bytes. */
const workerMemory = 512 * 1024 * 1024;

/** Calls back when the memory limit is exceeded; returns a function that stops watching. */
function watchMemory(exceeded: () => void): () => void {
  const before = Deno.memoryUsage().rss;
  const timer = setInterval(() => {
    if (Deno.memoryUsage().rss - before > workerMemory) exceeded();
  }, 50);
  Deno.unrefTimer(timer);
  return () => clearInterval(timer);
}
