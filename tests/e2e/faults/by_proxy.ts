/**
 * Helpers for cases with a proxy.
 *
 * @module
 */

import type { ProxyOptions } from "../../idp/recording_proxy.ts";
import type { Place } from "./fault.ts";

/** A name that only the proxy of a case can resolve. */
export const hiddenHost = "id.example.test";

/** The command line that requests a token there. */
export function askAt(origin: string, ...options: string[]): readonly string[] {
  return ["oidc", "--token-url", `${origin}/token`, "--client-id", "some-client", ...options];
}

/** The URL of a proxy with user and password. */
export function withPassword(proxy: string, { proxyPassword }: Place): string {
  return proxy.replace("://", `://user:${encodeURIComponent(proxyPassword)}@`);
}

/** The options of a proxy that can reach the hidden host. */
export function hidden(place: Place): ProxyOptions {
  return {
    leadsTo: {
      // The server starts after the proxy, so its port is known only then.
      get [`${hiddenHost}:443`](): number {
        return place.port;
      },
    },
  };
}
