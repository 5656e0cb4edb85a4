/**
 * An HTTPS server on loopback that asks each client for a certificate, and remembers which came.
 * `Deno.serve` cannot ask.
 * @module
 */
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";
import type { CertifiedKey } from "./certificate_authority.ts";
import type { ShownCertificate } from "./real_provider.ts";
import { type RecordedRequest, recordRequest } from "./recorded_request.ts";

/** A request, and the certificate that came on its connection. */
export interface CertifiedRequest extends RecordedRequest {
  readonly certificate: ShownCertificate | undefined;
}

/** How to serve. */
export interface CertificateServerOptions {
  readonly tls: CertifiedKey;
  /** The authority whose certificates are trusted, PEM. */
  readonly authority: string;
  /**
   * Whether to end a connection without a certificate that is trusted.
   * @default {false}
   */
  readonly isStrict?: boolean;
}

/** A running server; disposing it closes every connection. */
export interface CertificateServer extends AsyncDisposable {
  /** For example `https://127.0.0.1:54321`. */
  readonly origin: string;
  readonly port: number;
  /** Every request so far, the first one first. */
  readonly requests: CertifiedRequest[];
}

/** Starts a server on a free loopback port. */
export async function certificateServer(
  handler: (request: CertifiedRequest) => Response | Promise<Response>,
  { tls, authority, isStrict = false }: CertificateServerOptions,
): Promise<CertificateServer> {
  const requests: CertifiedRequest[] = [];
  const server = createServer(
    {
      ...tls,
      ca: [authority],
      requestCert: true,
      rejectUnauthorized: isStrict,
      // By TLS 1.3, a client may write before it hears that it is refused, and then never hear it.
      ...isStrict && { maxVersion: "TLSv1.2" },
    },
    async (incoming, outgoing) => {
      const { remotePort = 0 } = incoming.socket;
      const recorded = await recordRequest(await requestOf(incoming), remotePort);
      const request = { ...recorded, certificate: certificateOf(incoming.socket as TLSSocket) };
      requests.push(request);
      const response = await handler(request);
      outgoing.writeHead(response.status, Object.fromEntries(response.headers));
      outgoing.end(await response.text());
    },
  );
  // A client that is refused is what a test may want.
  server.on("tlsClientError", () => {});
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    origin: `https://127.0.0.1:${port}`,
    port,
    requests,
    async [Symbol.asyncDispose](): Promise<void> {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function certificateOf(socket: TLSSocket): ShownCertificate | undefined {
  const { raw } = socket.getPeerCertificate() ?? {};
  return raw && { der: new Uint8Array(raw).toBase64(), isTrusted: socket.authorized };
}

async function requestOf(incoming: IncomingMessage): Promise<Request> {
  const { method = "GET", url = "/", headers } = incoming;
  const chunks: Uint8Array<ArrayBuffer>[] = await Array.fromAsync(incoming);
  const given = Object.entries(headers).map(([name, value]) => [name, `${value}`] as const);
  return new Request(new URL(url, "https://127.0.0.1"), {
    method,
    headers: Object.fromEntries(given),
    ...(method === "GET" ? {} : { body: await new Blob(chunks).arrayBuffer() }),
  });
}
