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
  const stopWatching = watchMemory(() => reportFailure("took more than 512 MiB of memory"));
  return {
    send: (message) => worker.postMessage(message),
    onMessage: (receive) => worker.onmessage = ({ data }) => receive(data),
    onFailure(failed) {
      reportFailure = failed;
      worker.onerror = (event) => {
        // Else it would end the program.
        event.preventDefault();
        failed("ended by itself");
      };
      worker.onmessageerror = () => failed("said what cannot be understood");
    },
    stop() {
      stopWatching();
      worker.terminate();
    },
  };
}

/** The most memory that the program may take for a worker, in bytes. */
const workerMemory = 512 * 1024 * 1024;

/** Calls back when the program has taken too much more memory; returns a function that stops this. */
function watchMemory(exceeded: () => void): () => void {
  const before = Deno.memoryUsage().rss;
  const timer = setInterval(() => {
    if (Deno.memoryUsage().rss - before > workerMemory) exceeded();
  }, 50);
  Deno.unrefTimer(timer);
  return () => clearInterval(timer);
}
