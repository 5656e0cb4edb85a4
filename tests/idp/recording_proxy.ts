/**
 * An HTTP proxy on loopback that remembers what it was asked and all that it could read. It lets
 * through to this machine only, whatever name a client asks for. For one that misbehaves, take a
 * raw server: it has only to answer the first request badly.
 * @module
 */
import { join, streamOf, writeAll } from "./connection.ts";
import { type RawScript, rawServer } from "./raw_server.ts";
import type { ServerOptions } from "./scripted_server.ts";

/** How to be a proxy. */
export interface ProxyOptions extends ServerOptions {
  /** The user and password that it demands: `user:password`. */
  readonly credentials?: string;
  /** The ports of this machine behind names: `{ "id.example:443": 54321 }`. */
  readonly leadsTo?: Readonly<Record<string, number>>;
}

/** What a client asked the proxy for. */
export interface ProxyRequest {
  readonly method: string;
  /** `id.example:443` for a tunnel, else an address: `http://127.0.0.1:54321/token`. */
  readonly target: string;
  /** Decoded: `user:password`. */
  readonly credentials: string | undefined;
}

/** A running proxy; disposing it closes every connection. */
export interface RecordingProxy extends AsyncDisposable {
  /** For example `http://127.0.0.1:54321`. */
  readonly origin: string;
  readonly port: number;
  /** Every request so far, the first one first. */
  readonly requests: ProxyRequest[];
  /** All that clients have sent, one character for a byte. */
  readonly seen: string;
}

/** Starts a proxy on a free loopback port. */
export function recordingProxy(options: ProxyOptions = {}): RecordingProxy {
  const { credentials, leadsTo = {} } = options;
  const requests: ProxyRequest[] = [];

  const serve: RawScript = async (connection) => {
    const text = await connection.request();
    if (text === undefined) return;
    const request = parseRequest(text);
    requests.push(request);
    if (credentials !== undefined && request.credentials !== credentials) {
      return await connection.write(PASSWORD_PLEASE);
    }
    const port = portOf(request.target, leadsTo);
    if (port === undefined) return await connection.write(NOT_REACHED);
    using target = await Deno.connect({ hostname: "127.0.0.1", port });
    if (request.method === "CONNECT") await connection.write(ESTABLISHED);
    else await writeAll(target, forwarded(text, request.target));
    await join(connection, streamOf(target));
  };

  const server = rawServer(serve, options);
  return {
    origin: server.origin,
    port: server.port,
    requests,
    get seen(): string {
      return server.seen;
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

const ESTABLISHED = "HTTP/1.1 200 Connection established\r\n\r\n";
const PASSWORD_PLEASE = "HTTP/1.1 407 Proxy Authentication Required\r\n" +
  'proxy-authenticate: Basic realm="proxy"\r\ncontent-length: 0\r\n\r\n';
const NOT_REACHED = "HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n";

function parseRequest(text: string): ProxyRequest {
  const [, method = "", target = ""] = /^(\S+) (\S+) /.exec(text) ?? [];
  const [, encoded] = /^proxy-authorization: *basic +(\S+)\r$/im.exec(text) ?? [];
  const credentials = encoded === undefined
    ? undefined
    : new TextDecoder().decode(Uint8Array.fromBase64(encoded));
  return { method, target, credentials };
}

/** The port behind a target: by the table, or because it is on this machine. */
export function portOf(
  target: string,
  leadsTo: NonNullable<ProxyOptions["leadsTo"]>,
): number | undefined {
  const { host, hostname, port } = new URL(/^https?:/.test(target) ? target : `tcp://${target}`);
  return leadsTo[host] ?? (/^(127\.0\.0\.1|localhost)$/.test(hostname) ? Number(port) : undefined);
}

/** A request as the server gets it: for a path, without what is for the proxy, and the only one. */
function forwarded(text: string, target: string): Uint8Array {
  const { origin } = new URL(target);
  const request = text.replace(` ${origin}`, " ")
    .replace(/^proxy-[^\n]*\n/gim, "")
    .replace("\r\n", "\r\nconnection: close\r\n");
  return Uint8Array.from(request, (character) => character.charCodeAt(0));
}
