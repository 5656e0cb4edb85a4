/**
 * Requests with CA certificates and a client certificate of one's own. Each runtime has another way;
 * this file is imported only for such requests.
 *
 * @module
 */

import { GettokenError } from "../core/errors.ts";
import type { TlsIdentity } from "../core/flow_host.ts";
import type { NodeTls } from "./node_fetch.ts";
import type { Fetch } from "./own_fetch.ts";
import { type Runtime, runtimeOf } from "./runtimes.ts";

/** What connections trust, and what they present. */
export interface TlsOptions {
  /** CA certificates (PEM), beside those of the runtime. */
  readonly trusted: readonly string[];
  readonly identity?: TlsIdentity | undefined;
}

/** Sends requests over connections of its own. */
export interface TlsConnections {
  readonly fetch: Fetch;
  readonly close: () => void;
}

const openers: Readonly<
  Partial<Record<Runtime, (options: TlsOptions) => Promise<TlsConnections> | TlsConnections>>
> = {
  deno({ trusted, identity }) {
    const client = Deno.createHttpClient({
      caCerts: [...trusted],
      ...identity && { cert: identity.certificate, key: identity.key },
    });
    return {
      fetch: (url, init) => fetch(url, { ...init, client }),
      close: () => client.close(),
    };
  },

  async bun(options) {
    const tls = await contextFor(options);
    // Bun could send another request over the same connection.
    const more = { tls, keepalive: false };
    return { fetch: (url, init) => fetch(url, { ...init, ...more }), close: () => {} };
  },

  async node(options) {
    const { nodeFetch } = await import("./node_fetch.ts");
    const tls = await contextFor(options);
    return { fetch: (url, init) => nodeFetch(url, init, tls), close: () => {} };
  },
};

/**
 * Prepares such requests.
 *
 * @throws {GettokenError} `setting_invalid` if the runtime cannot use the certificates.
 */
export async function openConnections(
  options: TlsOptions,
  runtime = runtimeOf(),
): Promise<TlsConnections> {
  const open = openers[runtime];
  if (open === undefined) {
    const message = "This runtime cannot use certificates of its own for a request";
    const hint = "Pass a function that can, as the option fetch.";
    throw new GettokenError("setting_invalid", message, { hint });
  }
  try {
    return await open(options);
  } catch {
    const message = options.identity
      ? "The runtime rejects the client certificate or its key"
      : "The runtime rejects the CA certificates";
    throw new GettokenError("setting_invalid", message);
  }
}

/** The options of TLS in Node and Bun. There, CA certificates replace those of the runtime. */
async function contextFor({ trusted, identity }: TlsOptions): Promise<NodeTls> {
  const { createSecureContext, rootCertificates } = await import("node:tls");
  const tls: NodeTls = {
    rejectUnauthorized: true,
    ...trusted.length > 0 && { ca: [...rootCertificates, ...trusted] },
    ...identity && { cert: identity.certificate, key: identity.key },
  };
  createSecureContext(tls);
  return tls;
}
