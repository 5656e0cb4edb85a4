/**
 * Proxies that fail.
 *
 * @module
 */

import {
  answerOnce,
  hangUp,
  neverAnswer,
  type RawScript,
  rawServer,
} from "../../idp/raw_server.ts";
import { recordingProxy } from "../../idp/recording_proxy.ts";
import { socksProxy } from "../../idp/socks_proxy.ts";
import { askAt, hidden, hiddenHost, withPassword } from "./by_proxy.ts";
import { type Fault, type Faults, type FaultServer, once } from "./fault.ts";
import { issued } from "./trust.ts";

/** A proxy that does this when a tunnel is requested. */
function fails(script: RawScript, more: Partial<Fault> = {}): Fault {
  return {
    args: askAt(`https://${hiddenHost}`, ...once),
    proxy: () => rawServer(script),
    env: (place) => ({ HTTPS_PROXY: withPassword(place.proxy, place) }),
    exit: 5,
    code: "proxy_failed",
    says: [/HTTPS_PROXY/, /id\.example\.test/],
    requests: 0,
    proxied: 1,
    ...more,
  };
}

/** A proxy that replies with this status. */
function refusesWith(status: string, more?: Partial<Fault>): Fault {
  return fails(answerOnce(`HTTP/1.1 ${status}\r\ncontent-length: 0\r\n\r\n`), more);
}

/** A proxy whose tunnel leads to a server that does this. */
function leadsTo(script: RawScript, more?: Partial<Fault>): Fault {
  return fails(async (connection) => {
    await connection.request();
    await connection.write("HTTP/1.1 200 OK\r\n\r\n");
    await connection.read();
    await script(connection);
  }, more);
}

/** A proxy that is no longer running. */
async function goneProxy(): Promise<FaultServer> {
  const { origin, port, requests, ...proxy } = rawServer(hangUp());
  await proxy[Symbol.asyncDispose]();
  return { origin, port, requests, [Symbol.asyncDispose]: () => Promise.resolve() };
}

const shortly = ["--timeout", "2", ...once];
const inTime = {
  args: askAt(`https://${hiddenHost}`, ...shortly),
  seconds: 2,
  exit: 6,
  code: "timed_out",
} as const;

export const failingProxyFaults: Faults = {
  "a proxy that does not run": fails(hangUp(), {
    proxy: goneProxy,
    says: [/proxy 127\.0\.0\.1:\d+ \(HTTPS_PROXY .* refuses the connection/],
    proxied: 0,
  }),
  "a proxy that no name server knows": fails(hangUp(), {
    env: (place) => ({ HTTPS_PROXY: withPassword("http://proxy.invalid:3128", place) }),
    says: [/Cannot find the proxy proxy\.invalid:3128 \(HTTPS_PROXY/],
    proxied: 0,
  }),
  "a proxy that wants a password": fails(hangUp(), {
    proxy: () => recordingProxy({ credentials: "user:other" }),
    env: ({ proxy }) => ({ HTTPS_PROXY: proxy }),
    says: [/\(HTTPS_PROXY .* asks for a user and a password/],
  }),
  "a proxy that wants another password": fails(hangUp(), {
    proxy: () => recordingProxy({ credentials: "user:other" }),
    says: [/\(HTTPS_PROXY .* does not accept the user and the password/],
  }),
  "a proxy that does not allow it": refusesWith("403 Forbidden"),
  "a proxy that does not reach the host": refusesWith("502 Bad Gateway"),
  "a proxy that is busy": refusesWith("503 Service Unavailable"),
  "a proxy that sends elsewhere": refusesWith("302 Found\r\nlocation: http://127.0.0.1:1/"),
  "a proxy that knows no tunnels": refusesWith("405 Method Not Allowed"),
  "a proxy that does not allow it, asked three times": refusesWith("403 Forbidden", {
    args: askAt(`https://${hiddenHost}`),
    proxied: 3,
    seconds: 3,
    levels: ["quiet"],
  }),
  "a proxy that says nothing": fails(neverAnswer(), inTime),
  "a proxy that hangs up": fails(hangUp()),
  "a proxy that hangs up at once": fails(async () => {}, { proxied: 0 }),
  "a proxy that speaks another protocol": fails(answerOnce("SSH-2.0-OpenSSH_9.9\r\n\r\n")),
  "a proxy that talks without end": fails(
    answerOnce(`HTTP/1.1 200 OK\r\nx: ${"x".repeat(64 * 1024)}`),
    { says: [/HTTPS_PROXY .* does not answer like an HTTP proxy/] },
  ),
  "a proxy with garbage in the tunnel": leadsTo(
    async ({ write }) => await write("garbage, garbage"),
    { code: "tls_failed" },
  ),
  "a proxy with silence in the tunnel": leadsTo(neverAnswer(), inTime),
  "a proxy that ends the tunnel": leadsTo(async () => {}),
  "a proxy that is asked by TLS and speaks none": fails(async ({ read, write }) => {
    await read();
    await write("HTTP/1.1 400 Bad Request\r\n\r\n");
  }, {
    env: ({ proxy }) => ({ HTTPS_PROXY: proxy.replace("http:", "https:") }),
    says: [/HTTPS_PROXY/, /http:\/\//],
    proxied: 0,
  }),
  "a proxy that is asked without TLS and speaks it": fails(hangUp(), {
    proxy: async () => rawServer(hangUp(), { tls: await issued() }),
    env: ({ proxy }) => ({ HTTPS_PROXY: proxy.replace("https:", "http:") }),
    proxied: 0,
  }),
  "a proxy with a certificate that nobody knows": fails(hangUp(), {
    proxy: async () => rawServer(hangUp(), { tls: await issued() }),
    code: "tls_failed",
    says: [/not trusted/, /HTTPS_PROXY/, /--ca-file/],
    proxied: 0,
  }),
  "a proxy that shows a certificate of its own for the host": fails(hangUp(), {
    proxy: (place) => recordingProxy(hidden(place)),
    server: async () => rawServer(hangUp(), { tls: await issued({ names: [hiddenHost] }) }),
    code: "tls_failed",
    says: [/certificate of id\.example\.test is not trusted/, /--ca-file/, /HTTPS_PROXY/],
    connections: 1,
  }),
  "a proxy that fails, and a NO_PROXY that means the host in a form that does not count":
    refusesWith("403 Forbidden", {
      env: ({ proxy }) => ({ HTTPS_PROXY: proxy, NO_PROXY: "*.example.test" }),
      says: [/HTTPS_PROXY/, /NO_PROXY/],
    }),
  "a SOCKS proxy that hangs up": fails(async ({ read }) => void await read(), {
    env: ({ proxy }) => ({ ALL_PROXY: proxy.replace("http:", "socks5h:") }),
    says: [/ALL_PROXY/],
    proxied: 0,
  }),
  "a SOCKS proxy that speaks HTTP": fails(async ({ read, write }) => {
    await read();
    await write("HTTP/1.1 400 Bad Request\r\n\r\n");
  }, {
    env: ({ proxy }) => ({ ALL_PROXY: proxy.replace("http:", "socks5h:") }),
    says: [/ALL_PROXY .* SOCKS/],
    proxied: 0,
  }),
  "a SOCKS proxy that does not reach the host": fails(hangUp(), {
    proxy: () => socksProxy(),
    env: ({ proxy }) => ({ ALL_PROXY: proxy.replace("socks5:", "socks5h:") }),
    says: [/ALL_PROXY .* cannot reach id\.example\.test/],
  }),
  "a SOCKS proxy that wants a password": fails(hangUp(), {
    proxy: () => socksProxy({ credentials: "user:other" }),
    env: ({ proxy }) => ({ ALL_PROXY: proxy }),
    says: [/ALL_PROXY .* user and a password/],
    proxied: 0,
  }),
  "a SOCKS proxy that wants another password": fails(hangUp(), {
    proxy: () => socksProxy({ credentials: "user:other" }),
    env: (place) => ({ ALL_PROXY: withPassword(place.proxy, place) }),
    says: [/ALL_PROXY .* the user and the password/],
    proxied: 0,
  }),
};
