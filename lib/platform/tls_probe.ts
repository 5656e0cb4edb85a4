/**
 * Fetches the certificate of a TLS server without sending a request.
 *
 * @module
 */

import type { TlsProbe } from "../core/flow_host.ts";

/**
 * Does two handshakes: one with verification, to see whether the server is trusted, and one without,
 * to get its certificate, which the runtime does not expose otherwise.
 *
 * @param trusted Additional CA certificates (PEM).
 */
export async function probeTls(
  target: URL,
  trusted: readonly string[],
  deadline: AbortSignal,
): Promise<TlsProbe> {
  const place = {
    hostname: target.hostname.replace(/^\[|\]$/g, ""),
    port: Number(target.port || 443),
  };
  const late = Promise.withResolvers<never>();
  const giveUp = () => late.reject(deadline.reason);
  deadline.addEventListener("abort", giveUp);
  try {
    const [certificate, failure] = await Promise.all([
      readCertificate(place, deadline),
      Promise.race([shakeHands(place, trusted), late.promise]).then(
        () => undefined,
        (error) => error,
      ),
    ]);
    return { certificate, failure };
  } finally {
    deadline.removeEventListener("abort", giveUp);
  }
}

interface Place {
  readonly hostname: string;
  readonly port: number;
}

async function shakeHands(place: Place, trusted: readonly string[]): Promise<void> {
  using connection = await Deno.connectTls({ ...place, caCerts: [...trusted] });
  await connection.handshake();
}

async function readCertificate(
  { hostname, port }: Place,
  deadline: AbortSignal,
): Promise<Uint8Array | undefined> {
  const { connect } = await import("node:tls");
  const { promise, resolve } = Promise.withResolvers<Uint8Array | undefined>();
  const isAddress = /^[\d.]+$|:/.test(hostname);
  const socket = connect({
    host: hostname,
    port,
    // No request is sent on this connection.
    rejectUnauthorized: false,
    ...(isAddress ? {} : { servername: hostname }),
  });
  const giveUp = () => resolve(undefined);
  deadline.addEventListener("abort", giveUp);
  socket.on("error", giveUp);
  socket.on("close", giveUp);
  socket.on("secureConnect", () => resolve(socket.getPeerCertificate().raw));
  try {
    return await promise;
  } finally {
    deadline.removeEventListener("abort", giveUp);
    socket.destroy();
  }
}
