/**
 * What cases with a proxy have in common.
 *
 * @module
 */

import type { ProxyOptions } from "../../idp/recording_proxy.ts";
import type { Place } from "./fault.ts";

/** A name that leads nowhere but through the proxy of a case. */
export const hiddenHost = "id.example.test";

/** The command line that asks for a token there. */
export function askAt(origin: string, ...options: string[]): readonly string[] {
  return ["oidc", "--token-url", `${origin}/token`, "--client-id", "some-client", ...options];
}

/** The address of a proxy with a user and the password in it. */
export function withPassword(proxy: string, { proxyPassword }: Place): string {
  return proxy.replace("://", `://user:${encodeURIComponent(proxyPassword)}@`);
}

/** What a proxy knows that can lead to the hidden host. */
export function hidden(place: Place): ProxyOptions {
  return {
    leadsTo: {
      // Known only when the server has started, which it does after the proxy.
      get [`${hiddenHost}:443`](): number {
        return place.port;
      },
    },
  };
}
