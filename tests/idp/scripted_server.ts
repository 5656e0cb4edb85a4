/**
 * An HTTP server on loopback that answers as a test says and remembers what it was asked.
 * @module
 */
import { type RecordedRequest, recordRequest } from "./recorded_request.ts";
import { untrustedCertificate } from "./untrusted_certificate.ts";

/** Answers one request; a promise that never settles is a server that never answers. */
export type Handler = (request: RecordedRequest) => Response | Promise<Response>;

/** How to serve. */
export interface ServerOptions {
  /**
   * Speak TLS with a certificate that no machine trusts (needs `--allow-read`).
   * @default {false}
   */
  untrustedTls?: boolean;
}

/** A running server; disposing it closes every connection. */
export interface ScriptedServer extends AsyncDisposable {
  /** For example `http://127.0.0.1:54321`. */
  readonly origin: string;
  readonly port: number;
  /** Every request so far, the first one first. */
  readonly requests: RecordedRequest[];
  /** How many connections these requests came on. */
  readonly connections: number;
}

/** Starts a server on a free loopback port. */
export function scriptedServer(handler: Handler, options: ServerOptions = {}): ScriptedServer {
  const { untrustedTls = false } = options;
  const requests: RecordedRequest[] = [];
  const closing = new AbortController();

  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    signal: closing.signal,
    onListen: () => {},
    // The default prints the stack; here the test sees it in the answer.
    onError: (error) => new Response(String(error), { status: 500 }),
    ...(untrustedTls ? untrustedCertificate() : {}),
  }, async (request, { remoteAddr }) => {
    const recorded = await recordRequest(request, remoteAddr.port);
    requests.push(recorded);
    return await handler(recorded);
  });

  const { port } = server.addr;
  return {
    origin: `${untrustedTls ? "https" : "http"}://127.0.0.1:${port}`,
    port,
    requests,
    get connections(): number {
      return new Set(requests.map(({ connection }) => connection)).size;
    },
    async [Symbol.asyncDispose](): Promise<void> {
      closing.abort();
      await server.finished;
    },
  };
}
