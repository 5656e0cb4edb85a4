/**
 * Explain why there is no complete reply. The runtime's words are matched and never shown.
 *
 * @module
 */

import { GettokenError } from "../core/errors.ts";
import { type KnownFailure, matchFailure } from "./failure_patterns.ts";
import { explainProxyFailure } from "./proxy_failure.ts";
import { describeProxy, type Environment, type ProxyUse } from "./proxies.ts";
import { explainTlsFailure } from "./tls_failure.ts";

/** How a request was sent. */
export interface Sending {
  readonly target: URL;
  /** The time limit, in seconds. */
  readonly timeout: number;
  readonly proxy?: ProxyUse | undefined;
  /** Whether a client certificate was presented. */
  readonly identified?: boolean | undefined;
  readonly env: Environment;
}

/**
 * Explains a failed exchange.
 *
 * @param error What `fetch` or the reading of its reply threw.
 */
export function diagnose(error: unknown, sending: Sending): GettokenError {
  const { target, proxy, timeout } = sending;
  if (error instanceof DOMException && error.name === "TimeoutError") {
    const message = `${target.host} did not answer within ${timeout} s`;
    const hint = "Try again, or allow more time with --timeout.";
    return withProxy(new GettokenError("timed_out", message, { hint, retry: {} }), proxy);
  }
  const words = wordsOf(error);
  const ofProxy = proxy && explainProxyFailure(words, target, proxy);
  return ofProxy ?? withProxy(explain(words, sending), proxy);
}

function withProxy(failure: GettokenError, proxy: ProxyUse | undefined): GettokenError {
  if (!proxy) return failure;
  const doubt = failure.code === "tls_failed" && proxy.scheme === "https"
    ? ", which speaks TLS as well: the fault may be there"
    : "";
  return failure.with(`It was asked by way of the proxy ${describeProxy(proxy)}${doubt}.`);
}

function explain(words: string, { target, env, identified }: Sending): GettokenError {
  const { host, protocol } = target;
  const advice = protocol === "http:"
    ? "If it speaks TLS, write https://."
    : "Is the address right?";
  const failure = explainTlsFailure(words, target, env, identified) ??
    matchFailure(words, failures, "connection_failed", { host, advice }) ??
    new GettokenError("connection_failed", `No complete reply from ${host}`);
  const hasEnded = failure.code === "connection_failed" && failure.retry !== undefined;
  return identified && hasEnded
    ? failure.with(
      "Or it does not accept the client's certificate: some servers then just hang up.",
    )
    : failure;
}

/**
 * The runtime's own words, to look up and never to show: they hold the address and more. Addresses
 * are left out, since a host may be called like a fault.
 */
function wordsOf(error: unknown): string {
  const texts: string[] = [];
  for (let at = error; at instanceof Error && texts.length < 8; at = at.cause) {
    texts.push(at.message);
  }
  return texts.join("\n").replaceAll(/https?:\/\/\S+/g, "");
}

/** What the runtime says (Deno's ext/fetch, hyper and h2), most specific first. */
const failures: readonly KnownFailure[] = [
  {
    pattern: /dns error|failed to lookup address/i,
    code: "host_not_found",
    message: "Cannot find the host {host}",
    hint: "Check its spelling, and that this machine resolves names (DNS, VPN).",
    transient: true,
  },
  {
    pattern: /invalid dns name/i,
    code: "host_not_found",
    message: "No host can have the name {host}",
    hint: "Check its spelling.",
  },
  {
    pattern: /unsuccessful tunnel|proxy authentication required|while tunneling|proxy.*error/i,
    code: "proxy_failed",
    message: "The proxy does not let the request through to {host}",
    hint: "Check HTTPS_PROXY and NO_PROXY.",
    transient: true,
  },
  {
    pattern: /connection refused|actively refused|os error 10061\b/i,
    message: "{host} refuses the connection",
    hint: "Check the address and the port.",
    transient: true,
  },
  {
    pattern: /requests to port \d+ are blocked/i,
    message: "{host} has a port that is never used for HTTP",
    hint: "Check the port.",
  },
  {
    pattern: /permission denied|not permitted|forbidden by its access|os error 10013\b/i,
    message: "This machine does not allow a connection to {host}",
    hint: "Check its firewall, and the sandbox or container that gettoken runs in.",
  },
  {
    pattern: /message head is too large|invalid HTTP|invalid header|parse|unexpected message from/i,
    code: "reply_unusable",
    message: "{host} does not answer in HTTP",
    hint: "{advice}",
  },
  {
    pattern: /gzip|deflate|brotli|CRC computed|unexpected end of file|reached unexpected EOF/i,
    code: "reply_unusable",
    message: "The reply of {host} cannot be decompressed",
    hint: "Try again; a proxy in between may have damaged it.",
  },
  {
    pattern: /timed out|timeout|did not properly respond|os error 10060\b/i,
    code: "timed_out",
    message: "{host} does not answer",
    hint: "Try again; check that a firewall lets the request through.",
    transient: true,
  },
  {
    pattern: /unreachable|no route|os error (10051|10065)\b/i,
    message: "There is no way to {host} on this network",
    transient: true,
  },
  {
    // HTTP/2: it stopped before it did anything, or has too much to do.
    pattern:
      /refused stream|not a result of an error|excessive load|internal error|no longer needed/i,
    message: "{host} broke the exchange off",
    hint: "Try again.",
    transient: true,
  },
  {
    pattern: /reset|closed|aborted|broken pipe|unexpected eof|error reading a body|incomplete/i,
    message: "{host} ended the connection before its reply was complete",
    hint: "Try again.",
    transient: true,
  },
  {
    pattern: /http2 error|(stream|connection) error (received|detected)/i,
    code: "reply_unusable",
    message: "{host} does not answer in HTTP/2 as it should",
    hint: "{advice}",
  },
];
