/**
 * The surroundings of a case: its servers, a forbidden server, a secret and a token.
 *
 * @module
 */

import { hangUp, type RawServer, rawServer } from "../../idp/raw_server.ts";
import { answers, type Fault, type FaultServer, type Place, tokenResponse } from "./fault.ts";

/** A place with its servers. Disposing it stops them. */
export interface OpenPlace extends Place, AsyncDisposable {
  readonly server: FaultServer;
  readonly proxyServer: FaultServer | undefined;
  /** A server that another one may name, and that nobody may connect to. */
  readonly thiefServer: RawServer;
}

/**
 * Starts the servers of a case.
 *
 * @param isAwkward Whether secret and token contain characters that encodings change.
 */
export async function openPlace(fault: Fault, isAwkward: boolean): Promise<OpenPlace> {
  await using stack = new AsyncDisposableStack();
  const thiefServer = stack.use(rawServer(hangUp()));
  const servers: { own?: FaultServer; proxy?: FaultServer } = {};
  const place: Place = {
    get origin() {
      return servers.own?.origin ?? "";
    },
    get port() {
      return servers.own?.port ?? 0;
    },
    get proxy() {
      return servers.proxy?.origin ?? "";
    },
    thief: thiefServer.origin,
    secret: fault.secret ?? canary(isAwkward ? '+/=%&:"\\ é' : ""),
    token: canary(isAwkward ? '+/=%&:"\\' : ""),
    proxyPassword: canary(isAwkward ? '+/=%&:"\\ é' : ""),
  };
  if (fault.proxy) servers.proxy = stack.use(await fault.proxy(place));
  const server = servers.own = stack.use(await (fault.server ?? givesToken)(place));
  const started = stack.move();
  return Object.assign(place, {
    server,
    proxyServer: servers.proxy,
    thiefServer,
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  });
}

const givesToken = answers((place) => tokenResponse(place));

/** A random value that appears nowhere else. */
function canary(characters: string): string {
  const [first, second] = crypto.randomUUID().split("-");
  return `canary-${first}${characters}${second}-${crypto.randomUUID().slice(0, 8)}`;
}
