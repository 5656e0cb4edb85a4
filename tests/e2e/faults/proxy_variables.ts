/**
 * Proxy variables: invalid values, and hosts that need no proxy.
 *
 * @module
 */

import { recordingProxy } from "../../idp/recording_proxy.ts";
import { scriptedServer } from "../../idp/scripted_server.ts";
import { askAt, withPassword } from "./by_proxy.ts";
import { type Fault, type Faults, type Given, type Place, tokenResponse } from "./fault.ts";
import { issued, trusting } from "./trust.ts";

/** A TLS server that returns a token to direct requests. */
const overTls: Pick<Fault, "options" | "files" | "args" | "server"> = {
  ...trusting,
  args: ({ port }) => askAt(`https://127.0.0.1:${port}`),
  server: async (place) => scriptedServer(() => tokenResponse(place), { tls: await issued() }),
};

/** A value that the runtime would silently ignore, so the request would bypass the proxy. */
function malformed(value: (host: string, place: Place) => string, name = "HTTPS_PROXY"): Fault {
  return {
    ...(name.toUpperCase() === "HTTP_PROXY" ? {} : overTls),
    env: (place) => ({ [name]: value(new URL(place.thief).host, place) }),
    exit: 3,
    code: "setting_invalid",
    says: [new RegExp(`${name} in the environment (must|is|has|names)`)],
  };
}

/** A password with unencoded special characters. */
function plainly(characters: string): Fault {
  return malformed((host, { proxyPassword }) => {
    return `http://user:${encodeURIComponent(proxyPassword)}${characters}x@${host}`;
  });
}

const malformedVariables: Faults = {
  "a proxy with a misspelt scheme": malformed((host) => `htp://${host}`),
  "a proxy that speaks FTP": malformed((host) => `ftp://${host}`),
  "a proxy that speaks SOCKS 4": malformed((host) => `socks4://${host}`),
  "a proxy that speaks SOCKS in capitals": malformed((host) => `SOCKS5://${host}`),
  "a proxy that is a socket": malformed(() => "unix:/run/proxy.sock"),
  "a proxy without a host": malformed(() => "http://"),
  "a proxy with a password and no host": malformed((_, place) => withPassword("http://", place)),
  "a proxy that is garbage": malformed(() => "no such proxy"),
  "a proxy that is a word": malformed(() => "none"),
  "a proxy with one slash": malformed((host) => `http:/${host}`),
  "a proxy with half an address": malformed(() => "http://[::1"),
  "a proxy with a user and no password": malformed((host) => `http://user@${host}`),
  "a proxy after a space": malformed((host) => ` http://${host}`),
  "a proxy before a line break": malformed((host) => `http://${host}\n`),
  "a proxy on port 0": malformed(() => "http://127.0.0.1:0"),
  "a proxy on port 99999": malformed(() => "http://127.0.0.1:99999"),
  "a proxy on a port with a letter": malformed((host) => `http://${host}x`),
  "a proxy with @ in its password": plainly("@"),
  "a proxy with / in its password": plainly("/"),
  "a proxy with # in its password": plainly("#"),
  "a proxy with ? in its password": plainly("?"),
  "a proxy with a space in its password": plainly(" "),
  "a proxy with é in its password": plainly("é"),
  ...Object.fromEntries(
    ["https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"].map((name) => [
      `a proxy in ${name} with a misspelt scheme`,
      malformed((host) => `htp://${host}`, name),
    ]),
  ),
  "a proxy with a misspelt scheme, and another in small letters": {
    ...malformed((host) => `htp://${host}`),
    env: ({ thief }) => ({ HTTPS_PROXY: thief.replace("http", "htp"), https_proxy: thief }),
  },
};

/** A proxy that would get a loopback request in plain HTTP. */
function inClear(name: string, proxy: Fault["proxy"]): Fault {
  return {
    ...(proxy ? { proxy } : {}),
    env: (place) => ({
      [name]: withPassword(place.proxy || "http://proxy.invalid:3128", place),
    }),
    exit: 3,
    code: "setting_invalid",
    says: [
      /without TLS/,
      new RegExp(`\\(${name} in the environment\\)`),
      /127\.0\.0\.1 to NO_PROXY/,
    ],
  };
}

const requestsInClear: Faults = {
  "a proxy elsewhere for a request without TLS": inClear("HTTP_PROXY", undefined),
  "a proxy on this machine for a request without TLS": inClear(
    "HTTP_PROXY",
    () => recordingProxy(),
  ),
  "a proxy for all requests, and one without TLS": inClear("all_proxy", () => recordingProxy()),
};

/** A host that is contacted directly, though a proxy is set. */
function exempt(noProxy: string, host = "127.0.0.1", name = "NO_PROXY"): Fault {
  return {
    ...overTls,
    args: ({ port }) => askAt(`https://${host}:${port}`),
    proxy: () => recordingProxy(),
    env: ({ proxy }) => ({ HTTPS_PROXY: proxy, [name]: noProxy }),
    exit: 0,
  };
}

/** The usual host, without TLS. */
function direct(env: Given<Readonly<Record<string, string>>>): Fault {
  return { proxy: () => recordingProxy(), env, exit: 0 };
}

const hostsWithoutProxy: Faults = {
  "an address in NO_PROXY": exempt("proxy.example,127.0.0.1"),
  "an address in no_proxy": exempt("127.0.0.1", "127.0.0.1", "no_proxy"),
  "a network in NO_PROXY": exempt("10.0.0.0/8, 127.0.0.0/8"),
  "a name in NO_PROXY": exempt("localhost", "localhost"),
  "every name in NO_PROXY": exempt("*", "localhost"),
  "a malformed proxy that NO_PROXY makes useless": {
    ...exempt("127.0.0.1"),
    env: { HTTPS_PROXY: "htp://proxy.example", NO_PROXY: "127.0.0.1" },
  },
  "an address in NO_PROXY, asked without TLS": direct(({ proxy }) => ({
    HTTP_PROXY: proxy,
    NO_PROXY: "127.0.0.1",
  })),
  "HTTPS_PROXY for a request without TLS": direct(({ proxy }) => ({ HTTPS_PROXY: proxy })),
  "HTTP_PROXY for a request with TLS": {
    ...exempt(""),
    env: ({ proxy }) => ({ HTTP_PROXY: proxy }),
  },
  "HTTP_PROXY in a CGI program, where a stranger may have set it": direct(({ proxy }) => ({
    HTTP_PROXY: proxy,
    http_proxy: proxy,
    REQUEST_METHOD: "POST",
  })),
  "an empty HTTP_PROXY": direct({ HTTP_PROXY: "" }),
  "a proxy in ./.env, where it does not count": {
    ...direct({}),
    files: ({ proxy }) => ({ ".env": `HTTP_PROXY=${proxy}\nHTTPS_PROXY=${proxy}\n` }),
    warns: [/HTTP_PROXY in \.\/\.env/, /HTTPS_PROXY in \.\/\.env/],
  },
};

export const proxyVariableFaults: Faults = {
  ...malformedVariables,
  ...requestsInClear,
  ...hostsWithoutProxy,
};
