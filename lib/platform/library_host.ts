/**
 * The {@linkcode FlowHost} of the library. It uses what all runtimes have: Deno, Node and Bun.
 *
 * @module
 */

import { GettokenError } from "../core/errors.ts";
import type { FlowHost } from "../core/flow_host.ts";
import { FileProblem } from "../core/host.ts";

/** What a flow may use instead of the runtime's. */
export interface HostOptions {
  readonly fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined;
}

/** The machine as one flow sees it: without environment, files and terminal. */
export function createLibraryHost({ fetch: send = fetch }: HostOptions = {}): FlowHost {
  const unreadable = () => Promise.reject(new FileProblem("unreadable"));
  return {
    os: "unknown",
    env: () => undefined,
    envNames: () => [],
    readFile: unreadable,
    readFileOrPipe: unreadable,
    readStdin: unreadable,
    othersMayRead: () => Promise.resolve(false),
    openStore: unreadable,
    trust() {
      throw new GettokenError("setting_invalid", "This runtime cannot trust other CA certificates");
    },
    present() {
      throw new GettokenError("setting_invalid", "This runtime cannot present a certificate");
    },
    probeTls: () => Promise.resolve({}),
    fetch: (url, init) => send(url, init),
    isTerminal: () => false,
    later(milliseconds, callback) {
      const timer = setTimeout(callback, milliseconds);
      return () => clearTimeout(timer);
    },
    sleep: (milliseconds, signal) =>
      new Promise((done) => {
        const timer = setTimeout(done, milliseconds);
        const stop = () => {
          clearTimeout(timer);
          done();
        };
        signal?.addEventListener("abort", stop, { once: true });
      }),
    random: () => Math.random(),
    timeout: (milliseconds) => AbortSignal.timeout(milliseconds),
    now: () => Date.now(),
  };
}
