/**
 * Looks at the certificate of a server, and sends it nothing.
 *
 * @module
 */

import type { TlsProbe } from "../core/host.ts";

/**
 * Shakes hands with a server twice: as requests do, to see whether it is trusted, and without any
 * check, to get at its certificate, which the runtime shows in no other way.
 *
 * @param trusted PEM texts of authorities that are trusted besides the usual ones.
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

/** Where a server listens. */
interface Place {
  readonly hostname: string;
  readonly port: number;
}

/** Does what a request does before it sends anything. */
async function shakeHands(place: Place, trusted: readonly string[]): Promise<void> {
  using connection = await Deno.connectTls({ ...place, caCerts: [...trusted] });
  await connection.handshake();
}

/** The certificate of a server, be it trusted or not. */
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
    // Nothing is ever sent here, so there is nothing to lose to the wrong server.
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
