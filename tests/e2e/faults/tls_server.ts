/**
 * A server that breaks the rules of TLS.
 *
 * @module
 */

import { type ByteStream, join, streamOf } from "../../idp/connection.ts";
import { answerOnce, rawServer } from "../../idp/raw_server.ts";
import type { FaultServer } from "./fault.ts";
import { issued } from "./trust.ts";

/**
 * A server that replies over TLS and closes the connection without close_notify (RFC 8446 §6.1).
 *
 * @param answer The reply, complete or not.
 */
export async function endsUnannounced(answer: string): Promise<FaultServer> {
  const server = rawServer(answerOnce(answer), { tls: await issued() });
  const relay = rawServer(async (client) => {
    using target = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
    const stream = streamOf(target);
    await join(client, { ...stream, read: withoutCloseNotify(stream.read) });
  });
  return {
    origin: relay.origin.replace("http:", "https:"),
    port: relay.port,
    requests: server.requests,
    async [Symbol.asyncDispose](): Promise<void> {
      await relay[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

/**
 * The records of TLS 1.3 that a server sends, up to its close_notify. They are encrypted, so that
 * one is known by its length: 2 bytes, 1 for their type, and 16 that prove them.
 */
function withoutCloseNotify(read: ByteStream["read"]): ByteStream["read"] {
  const pending: number[] = [];
  const [headLength, closeNotifyLength] = [5, 19];
  const lengthOfNext = () => {
    const [, , , high, low] = pending;
    return low === undefined ? Infinity : headLength + high! * 256 + low;
  };
  return async () => {
    while (pending.length < lengthOfNext()) {
      const bytes = await read();
      if (bytes === undefined) return undefined;
      pending.push(...bytes);
    }
    const record = pending.splice(0, lengthOfNext());
    return record.length === headLength + closeNotifyLength ? undefined : Uint8Array.from(record);
  };
}
