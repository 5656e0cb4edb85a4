/**
 * Explain failures of a proxy.
 *
 * @module
 */

import type { GettokenError } from "../core/errors.ts";
import { type KnownFailure, matchFailure } from "./failure_patterns.ts";
import { describeProxy, plainHost, type ProxyUse } from "./proxies.ts";

/** The failure, if the runtime's words are about the proxy on the way to a URL. */
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
    `NO_PROXY seems to mean ${plainHost(target)}, but only names in small letters count ` +
      "there, IP addresses and networks such as 10.0.0.0/8, without * and without a port.",
  );
}

/** What can go wrong with a proxy of one scheme only. */
function failuresOf({ scheme, address }: ProxyUse): readonly KnownFailure[] {
  if (scheme === "http") return [];
  return scheme === "https" ? failuresOfTls(address) : failuresOfSocks;
}

/** The failures of TLS that cannot be about the host behind the proxy. */
function failuresOfTls(address: string): readonly KnownFailure[] {
  const name = address.replace(/^\[|\]?:\d+$/g, "").replaceAll(".", "\\.");
  return [
    {
      pattern: new RegExp(`not valid for name "${name}"`, "i"),
      message: "The certificate of the proxy {proxy} is for another name",
      hint: "Give the proxy the name in {variable} that its certificate was issued for.",
    },
    {
      pattern: /InvalidContentType|corrupt message/i,
      message: "The proxy {proxy}, or {host} behind it, does not speak TLS",
      hint: "If the proxy does without TLS, begin {variable} with http://.",
    },
  ];
}

const withPassword = "Give them in {variable}, special characters percent-encoded (@ as %40): " +
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
    hint: "Ask whoever runs it.",
  },
  {
    pattern: /server failure|(network|host) unreachable|connection refused(?! \(os)|ttl expired/i,
    message: "The proxy {proxy} cannot reach {host}",
    hint: "Try again; check the address of the host, and ask whoever runs the proxy.",
    transient: true,
  },
  {
    pattern: /invalid response version|unknown (auth|address|error)|not supported|reserved byte/i,
    message: "The proxy {proxy} does not speak SOCKS5",
    hint: "If it is an HTTP proxy, begin {variable} with http://.",
  },
  {
    pattern: /\(Connect\): (early eof|unexpected end of file)/i,
    message: "The proxy {proxy} ended the connection to {host}",
    hint: "Try again; check that it is a SOCKS5 proxy.",
    transient: true,
  },
];

const failures: readonly KnownFailure[] = [
  {
    pattern: /dns error|failed to lookup address/i,
    message: "Cannot find the proxy {proxy}",
    hint: "Check its spelling in {variable}, and that this machine resolves names (DNS, VPN).",
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
    message: "The proxy {proxy} does not let the request through to {host}",
    hint:
      "It may not allow it, not reach the host now, or not be an HTTP proxy. Ask whoever runs " +
      "it, or name {plainHost} in NO_PROXY.",
    transient: true,
  },
  {
    pattern: /proxy headers too long/i,
    message: "The proxy {proxy} does not answer as an HTTP proxy does",
    hint: "Check its address and port in {variable}.",
  },
  {
    pattern: /connection refused|actively refused|os error 10061\b|proxy server unreachable/i,
    message: "The proxy {proxy} refuses the connection",
    hint: "Check its address and port in {variable}.",
    transient: true,
  },
  {
    pattern: /timed out|did not properly respond|os error 10060\b/i,
    code: "timed_out",
    message: "The proxy {proxy} does not answer",
    hint: "Try again; check its address and port in {variable}.",
    transient: true,
  },
  {
    pattern: /unreachable|no route|os error (10051|10065)\b/i,
    message: "There is no way to the proxy {proxy} on this network",
    hint: "Check its address in {variable}, and the network (VPN).",
    transient: true,
  },
  {
    pattern: /\(Connect\).*(reset|\beof\b|closed|aborted|broken pipe|os error 1005[34]\b)/i,
    message: "The proxy {proxy} ended the connection to {host}",
    hint: "Try again; ask whoever runs the proxy.",
    transient: true,
  },
];
