/**
 * Explain failures of a proxy.
 *
 * @module
 */

import type { GettokenError } from "../core/errors.ts";
import { type KnownFailure, matchFailure } from "./failure_patterns.ts";
import { describeProxy, plainHost, type ProxyUse } from "./proxies.ts";

/** The failure, if the runtime's message is about the proxy. */
export function explainProxyFailure(
  words: string,
  target: URL,
  proxy: ProxyUse,
): GettokenError | undefined {
  const failure = matchFailure(words, [...failuresOf(proxy), ...failures], "proxy_failed", {
    host: target.host,
    plainHost: plainHost(target),
    proxy: describeProxy(proxy),
    variable: proxy.variable,
    demand: proxy.hasCredentials
      ? "does not accept the user and the password"
      : "asks for a user and a password",
  });
  if (!proxy.seemsExempt) return failure;
  return failure?.with(
    `NO_PROXY seems to include ${plainHost(target)}, but the runtime accepts only lower-case ` +
      "names, IP addresses and networks such as 10.0.0.0/8 there, without * and without a port.",
  );
}

/** What can go wrong with a proxy of one scheme only. */
function failuresOf({ scheme, address }: ProxyUse): readonly KnownFailure[] {
  if (scheme === "http") return [];
  return scheme === "https" ? failuresOfTls(address) : failuresOfSocks;
}

/** TLS failures that must be those of the proxy, not of the host behind it. */
function failuresOfTls(address: string): readonly KnownFailure[] {
  const name = address.replace(/^\[|\]?:\d+$/g, "").replaceAll(".", "\\.");
  return [
    {
      pattern: new RegExp(`not valid for name "${name}".*not valid for any names`, "i"),
      message: "The certificate of the proxy {proxy} lists no names of hosts (subjectAltName)",
      hint:
        "The proxy's administrator must replace it by one that lists the host there; its common " +
        "name (CN) does not count.",
    },
    {
      pattern: new RegExp(`not valid for name "${name}"`, "i"),
      message: "The certificate of the proxy {proxy} is for another name",
      hint: "In {variable}, use the host name that its certificate was issued for.",
    },
    {
      pattern: /InvalidContentType|corrupt message/i,
      message: "The proxy {proxy}, or {host} behind it, does not speak TLS",
      hint: "If the proxy does not use TLS, begin {variable} with http://.",
    },
  ];
}

const withPassword =
  "Set them in {variable}, with special characters percent-encoded (@ as %40): " +
  "http://user:password@proxy.example:8080";

/** What SOCKS reports (RFC 1928 and tokio-socks). */
const failuresOfSocks: readonly KnownFailure[] = [
  {
    pattern: /no acceptable auth|authorization required|password auth failure|invalid auth values/i,
    message: "The proxy {proxy} {demand}",
    hint: withPassword.replace("http:", "socks5:"),
  },
  {
    pattern: /not allowed by ruleset/i,
    message: "The proxy {proxy} does not allow a connection to {host}",
    hint: "Ask its administrator.",
  },
  {
    pattern: /server failure|(network|host) unreachable|connection refused(?! \(os)|ttl expired/i,
    message: "The proxy {proxy} cannot reach {host}",
    hint: "Try again; check the host name, or ask the proxy's administrator.",
    transient: true,
  },
  {
    pattern: /invalid response version|unknown (auth|address|error)|not supported|reserved byte/i,
    message: "The proxy {proxy} does not speak SOCKS5",
    hint: "If it is an HTTP proxy, begin {variable} with http://.",
  },
  {
    pattern: /\(Connect\): (early eof|unexpected end of file)/i,
    message: "The proxy {proxy} closed the connection to {host}",
    hint: "Try again; check that it is a SOCKS5 proxy.",
    transient: true,
  },
];

const failures: readonly KnownFailure[] = [
  {
    pattern: /dns error|failed to lookup address/i,
    message: "Cannot find the proxy {proxy}",
    hint: "Check its spelling in {variable}, and DNS and VPN on this machine.",
    transient: true,
  },
  {
    pattern: /proxy authentication required/i,
    message: "The proxy {proxy} {demand}",
    hint: withPassword,
  },
  {
    // The runtime hides the status: 403 looks like 502.
    pattern: /unsuccessful tunnel/i,
    message: "The proxy {proxy} did not connect to {host}",
    hint: "It may forbid the host, be unable to reach it, or not be an HTTP proxy. Ask its " +
      "administrator, or add {plainHost} to NO_PROXY.",
    transient: true,
  },
  {
    pattern: /proxy headers too long/i,
    message: "The proxy {proxy} does not answer like an HTTP proxy",
    hint: "Check its host and port in {variable}.",
  },
  {
    pattern: /connection refused|actively refused|os error 10061\b|proxy server unreachable/i,
    message: "The proxy {proxy} refuses the connection",
    hint: "Check its host and port in {variable}.",
    transient: true,
  },
  {
    pattern: /timed out|did not properly respond|os error 10060\b/i,
    code: "timed_out",
    message: "The proxy {proxy} does not answer",
    hint: "Try again; check its host and port in {variable}.",
    transient: true,
  },
  {
    pattern: /unreachable|no route|os error (10051|10065)\b/i,
    message: "No route to the proxy {proxy}",
    hint: "Check its host in {variable}, and the network (VPN).",
    transient: true,
  },
  {
    pattern: /\(Connect\).*(reset|\beof\b|closed|aborted|broken pipe|os error 1005[34]\b)/i,
    message: "The proxy {proxy} closed the connection to {host}",
    hint: "Try again, or ask its administrator.",
    transient: true,
  },
];
