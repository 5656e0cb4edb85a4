/**
 * An HTTP server on loopback that answers as a test says and remembers what it was asked.
 * @module
 */
import type { CertifiedKey } from "./certificate_authority.ts";
import { type RecordedRequest, recordRequest } from "./recorded_request.ts";

/** Answers one request; a promise that never settles is a server that never answers. */
export type Handler = (request: RecordedRequest) => Response | Promise<Response>;

/** How to serve. */
export interface ServerOptions {
  /** Speak TLS, and show this certificate. */
  readonly tls?: CertifiedKey;
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
  const { tls } = options;
  const requests: RecordedRequest[] = [];
  const closing = new AbortController();

  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    signal: closing.signal,
    onListen: () => {},
    // The default prints the stack; here the test sees it in the answer.
    onError: (error) => new Response(String(error), { status: 500 }),
    ...tls,
  }, async (request, { remoteAddr }) => {
    const recorded = await recordRequest(request, remoteAddr.port);
    requests.push(recorded);
    return await handler(recorded);
  });

  const { port } = server.addr;
  return {
    origin: `${tls ? "https" : "http"}://127.0.0.1:${port}`,
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
