/**
 * A TCP server for invalid HTTP: incomplete, missing or endless replies.
 * @module
 */
import { readSome, writeAll } from "./connection.ts";
import type { ServerOptions } from "./scripted_server.ts";

/** What the server does with one connection, which is closed when this returns. */
export type RawScript = (connection: RawConnection) => Promise<void>;

/** One accepted connection, as a script sees it. */
export interface RawConnection {
  /** The next whole request, head and body; nothing when the client has gone. */
  request(): Promise<string | undefined>;
  /** The next bytes, whatever they are; nothing when the client has gone. */
  read(): Promise<Uint8Array | undefined>;
  write(bytes: string | Uint8Array): Promise<void>;
}

/** A running raw server; disposing it closes every connection. */
export interface RawServer extends AsyncDisposable {
  /** For example `http://127.0.0.1:54321`. */
  readonly origin: string;
  readonly port: number;
  /** How many connections it has accepted. */
  readonly connections: number;
  /** Every request that a script has read, as a string. */
  readonly requests: string[];
  /** Settles when there is the first of them, for a test that has something to do at that moment. */
  readonly firstRequest: Promise<void>;
  /** All that clients have sent, one character for a byte. */
  readonly seen: string;
  /** How many bytes it could send, all connections together. */
  readonly bytesSent: number;
}

/** Starts a raw server on a free loopback port. */
export function rawServer(script: RawScript, options: ServerOptions = {}): RawServer {
  const { tls } = options;
  const address = { hostname: "127.0.0.1", port: 0 };
  const listener = tls ? Deno.listenTls({ ...address, ...tls }) : Deno.listen(address);

  const open = new Set<Deno.Conn>();
  const served: Promise<void>[] = [];
  const requests: string[] = [];
  const firstRequest = Promise.withResolvers<void>();
  let seen = "";
  let bytesSent = 0;

  async function accept(): Promise<void> {
    for await (const connection of listener) {
      open.add(connection);
      served.push(serve(connection));
    }
  }

  async function serve(connection: Deno.Conn): Promise<void> {
    async function read(): Promise<Uint8Array | undefined> {
      const bytes = await readSome(connection);
      if (bytes) seen += binary(bytes);
      return bytes;
    }
    try {
      await script({
        read,
        async request(): Promise<string | undefined> {
          const text = await readRequest(read);
          if (text !== undefined) requests.push(text);
          if (requests.length > 0) firstRequest.resolve();
          return text;
        },
        async write(bytes): Promise<void> {
          const raw = typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes;
          await writeAll(connection, raw, (length) => bytesSent += length);
        },
      });
    } catch {
      // The client went away, or the server is being disposed of: both end a connection.
    } finally {
      close(connection);
      open.delete(connection);
    }
  }

  const accepting = accept();
  const { port } = listener.addr as Deno.NetAddr;
  return {
    origin: `${tls ? "https" : "http"}://127.0.0.1:${port}`,
    port,
    requests,
    firstRequest: firstRequest.promise,
    get connections(): number {
      return served.length;
    },
    get seen(): string {
      return seen;
    },
    get bytesSent(): number {
      return bytesSent;
    },
    async [Symbol.asyncDispose](): Promise<void> {
      listener.close();
      await accepting;
      open.forEach(close);
      await Promise.all(served);
    },
  };
}

/** Answers one request with these bytes and hangs up, whether the answer is complete or not. */
export function answerOnce(bytes: string | Uint8Array): RawScript {
  return async (connection) => {
    await connection.request();
    await connection.write(bytes);
  };
}

/** Answers each request with these bytes and keeps the connection open. */
export function answerEach(bytes: string | Uint8Array): RawScript {
  return async (connection) => {
    while (await connection.request() !== undefined) await connection.write(bytes);
  };
}

/** Reads the request and never replies. */
export function neverAnswer(): RawScript {
  return async (connection) => {
    while (await connection.request() !== undefined);
  };
}

/** Reads the request and closes the connection without a reply. */
export function hangUp(): RawScript {
  return async (connection) => {
    await connection.request();
  };
}

/** Answers with this head and then a body without end, until the client has had enough. */
export function answerEndlessly(
  head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n",
): RawScript {
  return async (connection) => {
    await connection.request();
    await connection.write(head);
    const chunk = new Uint8Array(16 * 1024).fill("x".charCodeAt(0));
    while (true) await connection.write(chunk);
  };
}

async function readRequest(read: RawConnection["read"]): Promise<string | undefined> {
  let text = "";
  while (!isWhole(text)) {
    const bytes = await read();
    if (bytes === undefined) return undefined;
    text += binary(bytes);
  }
  return text;
}

/** One character for a byte. */
function binary(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

function isWhole(text: string): boolean {
  const headEnd = text.indexOf("\r\n\r\n");
  if (headEnd < 0) return false;
  const [, bodyLength = "0"] = /^content-length: *(\d+)/im.exec(text.slice(0, headEnd)) ?? [];
  return text.length >= headEnd + 4 + Number(bodyLength);
}

function close(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch {
    // Closed before, by the script's end.
  }
}
