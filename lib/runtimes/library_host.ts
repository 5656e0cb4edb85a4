/**
 * The {@linkcode FlowHost} of the library, in Deno, Node, Bun and other servers. Nothing of a runtime is
 * touched before it is needed: in Deno, a flow needs only the permission for the network.
 *
 * @module
 */

import type { FlowHost, TlsIdentity } from "../core/flow_host.ts";
import { FileProblem } from "../core/host.ts";
import { emptyEnvironment, libraryEnvironment } from "./library_environment.ts";
import { refuseRuntime, systemOf } from "./runtimes.ts";
import type { Fetch } from "./own_fetch.ts";
import type { TlsConnections } from "./tls_connections.ts";

/** What a flow may use of the machine, or in its place. */
export interface HostOptions {
  /** Sends the requests. It makes its own connections, with certificates of its own. */
  readonly fetch?: Fetch | undefined;
}

/**
 * The machine as one flow sees it, until the host is closed.
 *
 * @param hasEnvironment Whether environment variables may be read.
 * @throws {GettokenError} `usage` in a browser, and in an old Node.
 */
export function createLibraryHost(
  { fetch: ownFetch }: HostOptions = {},
  hasEnvironment = false,
): FlowHost & Required<Pick<FlowHost, "close">> {
  refuseRuntime();
  const connections = new Connections(ownFetch);
  const limits = new Set<ReturnType<typeof setTimeout>>();
  return {
    os: hasEnvironment ? systemOf() : "unknown",
    ...hasEnvironment ? libraryEnvironment() : emptyEnvironment,
    readFile: async (path, limit) => await (await nodeFiles()).readFile(path, limit),
    readFileOrPipe: async (path, limit) => await (await nodeFiles()).readFile(path, limit),
    readStdin: () => Promise.reject(new FileProblem("unreadable", "the library does not read it")),
    othersMayRead: async (path) => await (await nodeFiles()).othersMayRead(path),
    openStore: async (folder) => (await import("./library_store.ts")).openLibraryStore(folder),
    trust: (certificates) => connections.trust(certificates),
    present: (identity) => connections.present(identity),
    probeTls: () => Promise.resolve({}),
    fetch: (url, init) => connections.send(url, init),
    close() {
      connections.close();
      for (const limit of limits) clearTimeout(limit);
    },
    isTerminal: () => false,
    later(milliseconds, callback) {
      const timer = setTimeout(callback, milliseconds);
      return () => clearTimeout(timer);
    },
    sleep,
    random: () => Math.random(),
    timeout(milliseconds) {
      // In Node, AbortSignal.timeout() lets the process end while only a function of the caller is waited for.
      const controller = new AbortController();
      const end = () => controller.abort(new DOMException("Timed out", "TimeoutError"));
      limits.add(setTimeout(end, milliseconds));
      return controller.signal;
    },
    now: () => Date.now(),
  };
}

function nodeFiles(): Promise<typeof import("./node_files.ts")> {
  return import("./node_files.ts");
}

/** How a flow sends its requests: by the caller's function, or by the runtime's `fetch`. */
class Connections {
  readonly #ownFetch: Fetch | undefined;
  #trusted: readonly string[] = [];
  #identity: TlsIdentity | undefined;
  /** Connections with certificates, if there are any. */
  #opened: Promise<TlsConnections> | undefined;

  constructor(ownFetch: Fetch | undefined) {
    this.#ownFetch = ownFetch;
  }

  trust(certificates: readonly string[]): void {
    this.close();
    this.#trusted = certificates;
  }

  present(identity: TlsIdentity): void {
    this.close();
    this.#identity = identity;
  }

  async send(url: string, init: RequestInit): Promise<Response> {
    if (this.#ownFetch) {
      const { callFetch } = await import("./own_fetch.ts");
      return await callFetch(this.#ownFetch, url, init);
    }
    const isPlain = this.#trusted.length === 0 && !this.#identity;
    // Without TLS there are no certificates, and the small fetch for Node has only TLS.
    if (isPlain || !/^https:/i.test(url)) return await fetch(url, init);
    this.#opened ??= this.#open();
    return await (await this.#opened).fetch(url, init);
  }

  close(): void {
    this.#opened?.then(({ close }) => close(), () => {});
    this.#opened = undefined;
  }

  async #open(): Promise<TlsConnections> {
    const { openConnections } = await import("./tls_connections.ts");
    return await openConnections({ trusted: this.#trusted, identity: this.#identity });
  }
}

async function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds);
  const stop = () => resolve();
  signal?.addEventListener("abort", stop);
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}
