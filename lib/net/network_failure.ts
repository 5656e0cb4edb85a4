/**
 * Explain why there is no complete reply. The runtime's message is matched and never shown.
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
    const hint = "Try again, or increase --timeout.";
    return withProxy(new GettokenError("timed_out", message, { hint, retry: {} }), proxy);
  }
  const words = wordsOf(error);
  const ofProxy = proxy && explainProxyFailure(words, target, proxy);
  return ofProxy ?? withProxy(explain(words, sending), proxy);
}

function withProxy(failure: GettokenError, proxy: ProxyUse | undefined): GettokenError {
  if (!proxy) return failure;
  const doubt = failure.code === "tls_failed" && proxy.scheme === "https"
    ? ", which uses TLS as well and may be the cause"
    : "";
  return failure.with(`The request went through the proxy ${describeProxy(proxy)}${doubt}.`);
}

function explain(words: string, { target, env, identified }: Sending): GettokenError {
  const { host, protocol } = target;
  const [advice, again] = protocol === "http:"
    ? [
      "If it uses TLS, write https://.",
      "If the server uses TLS on this port, write https://; if not, try again.",
    ]
    : ["Check the URL.", "Try again."];
  const failure = explainTlsFailure(words, target, env, identified) ??
    matchFailure(words, failures, "connection_failed", { host, advice, again }) ??
    new GettokenError("connection_failed", `No complete reply from ${host}`);
  const hasEnded = failure.code === "connection_failed" && failure.retry !== undefined;
  return identified && hasEnded
    ? failure.with(
      "It may have rejected the client certificate: some servers then just close the connection.",
    )
    : failure;
}

/**
 * The runtime's message, to match and never to show: it contains the URL and more. URLs are removed,
 * because a host name may look like a failure.
 */
function wordsOf(error: unknown): string {
  const texts: string[] = [];
  for (let at = error; at instanceof Error && texts.length < 16; at = at.cause) {
    const { code } = at as Error & { readonly code?: unknown };
    texts.push(at.message, typeof code === "string" ? code : "");
  }
  return texts.join("\n").replaceAll(/https?:\/\/\S+/g, "");
}

/**
 * By the runtime's message (Deno's ext/fetch, hyper and h2), or the code of Node and Bun, most specific
 * first.
 */
const failures: readonly KnownFailure[] = [
  {
    pattern: /dns error|failed to lookup address|ENOTFOUND|EAI_AGAIN/i,
    code: "host_not_found",
    message: "Cannot find the host {host}",
    hint: "Check its spelling, and DNS and VPN on this machine.",
    transient: true,
  },
  {
    pattern: /invalid dns name/i,
    code: "host_not_found",
    message: "{host} is not a valid host name",
    hint: "Check its spelling.",
  },
  {
    pattern: /unsuccessful tunnel|proxy authentication required|while tunneling|proxy.*error/i,
    code: "proxy_failed",
    message: "The proxy did not connect to {host}",
    hint: "Check HTTPS_PROXY and NO_PROXY.",
    transient: true,
  },
  {
    pattern: /connection refused|actively refused|os error 10061\b|ECONNREFUSED/i,
    message: "{host} refuses the connection",
    hint: "Check the host and the port.",
    transient: true,
  },
  {
    pattern: /requests to port \d+ are blocked|bad port/i,
    message: "{host} has a port that is blocked for HTTP",
    hint: "Check the port.",
  },
  {
    pattern: /requires net access/i,
    message: "gettoken has no permission to connect to {host}",
    hint: "Add --allow-net to the options of deno run.",
  },
  {
    pattern: /permission denied|not permitted|forbidden by its access|os error 10013\b/i,
    message: "This machine does not allow a connection to {host}",
    hint: "Check its firewall, and the sandbox or container that gettoken runs in.",
  },
  {
    pattern:
      /message head is too large|invalid HTTP|HPE_|invalid header|parse|unexpected message from/i,
    code: "reply_unusable",
    message: "{host} does not answer with valid HTTP",
    hint: "{advice}",
  },
  {
    pattern: /gzip|deflate|brotli|CRC computed|unexpected end of file|reached unexpected EOF/i,
    code: "reply_unusable",
    message: "The reply from {host} cannot be decompressed",
    hint: "Try again; a proxy in between may have damaged it.",
  },
  {
    pattern: /timed ?out|timeout|did not properly respond|os error 10060\b/i,
    code: "timed_out",
    message: "{host} does not answer",
    hint: "Try again; check that no firewall blocks the request.",
    transient: true,
  },
  {
    pattern: /unreach|no route|os error (10051|10065)\b/i,
    message: "No route to {host}",
    transient: true,
  },
  {
    // HTTP/2: the server did not process the request, or is overloaded.
    pattern:
      /refused stream|not a result of an error|excessive load|internal error|no longer needed/i,
    message: "{host} aborted the request",
    hint: "Try again.",
    transient: true,
  },
  {
    pattern: /reset|closed|aborted|broken pipe|unexpected eof|error reading a body|incomplete/i,
    message: "{host} closed the connection before its reply was complete",
    hint: "{again}",
    transient: true,
  },
  {
    pattern: /http2 error|(stream|connection) error (received|detected)/i,
    code: "reply_unusable",
    message: "{host} sent invalid HTTP/2",
    hint: "{advice}",
  },
];
