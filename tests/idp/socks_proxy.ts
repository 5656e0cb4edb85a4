/**
 * A SOCKS5 proxy on loopback (RFC 1928, with passwords by RFC 1929) that remembers what it was asked
 * and all that it could read. It lets through to this machine only.
 * @module
 */
import { join, streamOf } from "./connection.ts";
import { type RawConnection, rawServer } from "./raw_server.ts";
import {
  portOf,
  type ProxyOptions,
  type ProxyRequest,
  type RecordingProxy,
} from "./recording_proxy.ts";

/** Starts a SOCKS5 proxy on a free loopback port. */
export function socksProxy(options: Omit<ProxyOptions, "tls"> = {}): RecordingProxy {
  const { credentials, leadsTo = {} } = options;
  const requests: ProxyRequest[] = [];

  const server = rawServer(async (connection) => {
    const given = await authenticate(connection, credentials);
    if (given !== credentials) return;
    const message = await connection.read();
    if (message === undefined) return;
    const target = targetOf(message);
    requests.push({ method: "CONNECT", target, credentials: given });
    const port = portOf(target, leadsTo);
    if (port === undefined) return await connection.write(reply(HOST_UNREACHABLE));
    using there = await Deno.connect({ hostname: "127.0.0.1", port });
    await connection.write(reply(SUCCEEDED));
    await join(connection, streamOf(there));
  });

  return {
    origin: server.origin.replace("http:", "socks5:"),
    port: server.port,
    requests,
    get seen(): string {
      return server.seen;
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

const [WITHOUT_PASSWORD, WITH_PASSWORD, NO_WAY] = [0, 2, 0xff];
const [SUCCEEDED, HOST_UNREACHABLE] = [0, 4];

/** Agrees on a way to log in, and goes it. Client and proxy take turns, a message at a time. */
async function authenticate(
  { read, write }: RawConnection,
  demanded: string | undefined,
): Promise<string | undefined> {
  const [, , ...offered] = await read() ?? [];
  const method = demanded === undefined ? WITHOUT_PASSWORD : WITH_PASSWORD;
  await write(Uint8Array.of(5, offered.includes(method) ? method : NO_WAY));
  if (method === WITHOUT_PASSWORD || !offered.includes(method)) return undefined;
  const message = await read() ?? new Uint8Array();
  const userEnd = 2 + (message[1] ?? 0);
  const [user, password] = [message.subarray(2, userEnd), message.subarray(userEnd + 1)];
  const given = [user, password].map((bytes) => new TextDecoder().decode(bytes)).join(":");
  await write(Uint8Array.of(1, given === demanded ? 0 : 1));
  return given;
}

/** The host and port that a client wants: `id.example:443`. */
function targetOf(request: Uint8Array): string {
  const isName = request[3] === 3;
  const address = isName ? request.subarray(5, -2) : request.subarray(4, -2);
  const host = isName ? new TextDecoder().decode(address) : address.join(".");
  const [high = 0, low = 0] = request.subarray(-2);
  return `${host}:${high * 256 + low}`;
}

function reply(result: number): Uint8Array {
  return Uint8Array.of(5, result, 0, 1, 0, 0, 0, 0, 0, 0);
}
