/**
 * Working proxies, and what they can read.
 *
 * @module
 */

import { recordingProxy } from "../../idp/recording_proxy.ts";
import { scriptedServer } from "../../idp/scripted_server.ts";
import { socksProxy } from "../../idp/socks_proxy.ts";
import { askAt, hidden, hiddenHost } from "./by_proxy.ts";
import { type Fault, type Faults, type Place, tokenResponse } from "./fault.ts";
import { authorityFile, issued, trustIt } from "./trust.ts";

/** Gets a token from the hidden host, through the proxy. */
function arrives(
  env: (place: Place) => Readonly<Record<string, string>>,
  more: Partial<Fault> = {},
): Fault {
  return {
    args: askAt(`https://${hiddenHost}`, ...trustIt),
    files: authorityFile,
    proxy: (place) => recordingProxy(hidden(place)),
    server: async (place) =>
      scriptedServer(() => tokenResponse(place), { tls: await issued({ names: [hiddenHost] }) }),
    env,
    exit: 0,
    proxied: 1,
    ...more,
  };
}

/** User and password that must be percent-encoded. */
function awkwardLogin({ proxyPassword }: Place): readonly [user: string, password: string] {
  return ["dömäin\\us@er/", `+ %41:?#&=${proxyPassword}`];
}

function withAwkwardLogin(proxy: string, place: Place): string {
  return proxy.replace("://", `://${awkwardLogin(place).map(encodeURIComponent).join(":")}@`);
}

export const workingProxyFaults: Faults = {
  ...Object.fromEntries(
    ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"].map((name) => [
      `a host behind the proxy in ${name}`,
      arrives(({ proxy }) => ({ [name]: proxy })),
    ]),
  ),
  "a proxy without a scheme": arrives(({ proxy }) => ({
    HTTPS_PROXY: proxy.replace("http://", ""),
  })),
  "a proxy with a slash at the end": arrives(({ proxy }) => ({ HTTPS_PROXY: `${proxy}/` })),
  "a proxy in a CGI program, which HTTPS_PROXY may name": arrives(({ proxy }) => ({
    HTTPS_PROXY: proxy,
    REQUEST_METHOD: "GET",
  })),
  "an empty variable, and the same in small letters": arrives(({ proxy }) => ({
    HTTPS_PROXY: "",
    https_proxy: proxy,
  })),
  "a proxy that gets its password to the letter": arrives((place) => ({
    HTTPS_PROXY: withAwkwardLogin(place.proxy, place),
  }), {
    proxy: (place) =>
      recordingProxy({ ...hidden(place), credentials: awkwardLogin(place).join(":") }),
    warns: [/user and password .* id\.example\.test/],
  }),
  "a proxy that is asked by TLS": arrives(({ proxy }) => ({ HTTPS_PROXY: proxy }), {
    proxy: async (place) => recordingProxy({ ...hidden(place), tls: await issued() }),
  }),
  "a SOCKS proxy that gets its password to the letter": arrives((place) => ({
    ALL_PROXY: withAwkwardLogin(place.proxy.replace("socks5:", "socks5h:"), place),
  }), {
    proxy: (place) => socksProxy({ ...hidden(place), credentials: awkwardLogin(place).join(":") }),
  }),
  "a NO_PROXY that does not mean the host": arrives(({ proxy }) => ({
    HTTPS_PROXY: proxy,
    NO_PROXY: "other.test, example, 127.0.0.1,example.test.example",
  })),
};
