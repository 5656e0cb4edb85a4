/**
 * An address at which requests reach Keycloak late, so that what they prove is of another time.
 *
 * @module
 */

/** Keycloak takes a DPoP proof for 10 s, and its clock may differ by 15 s. */
const delay = 31_000;

/**
 * Listens on a free port and passes each connection on, after half a minute.
 *
 * @param origin where Keycloak listens for http
 * @param cleanup ends it
 * @returns its origin; by the requests' `Host`, Keycloak takes it for its own
 */
export function lateOrigin(origin: string, cleanup: AsyncDisposableStack): string {
  const { hostname, port } = new URL(origin);
  const listener = Deno.listen({ hostname, port: 0 });
  cleanup.defer(() => listener.close());
  listen(listener, { hostname, port: Number(port) });
  return `http://${hostname}:${listener.addr.port}`;
}

async function listen(listener: Deno.Listener, to: Deno.ConnectOptions): Promise<void> {
  for await (const client of listener) {
    const pass = async () => {
      const server = await Deno.connect(to);
      await Promise.allSettled([
        client.readable.pipeTo(server.writable),
        server.readable.pipeTo(client.writable),
      ]);
    };
    setTimeout(pass, delay);
  }
}
