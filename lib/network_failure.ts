/**
 * Tells in our own words why there is no complete reply.
 *
 * @module
 */

import { type FailureCode, GettokenError } from "./errors.ts";

/**
 * What a failed exchange means.
 *
 * @param error What `fetch` or the reading of its reply threw.
 * @param host The host that was asked.
 * @param timeout How long the run could take, in seconds.
 */
export function explainFailure(error: unknown, host: string, timeout: number): GettokenError {
  if (error instanceof DOMException && error.name === "TimeoutError") {
    return new GettokenError(
      "timed_out",
      `${host} did not answer within ${timeout} s`,
      { hint: "Try again, or allow more time with --timeout." },
    );
  }
  const text = wordsOf(error);
  const known = failures.find(({ pattern }) => pattern.test(text));
  if (known === undefined) {
    return new GettokenError("connection_failed", `No complete reply from ${host}`);
  }
  return new GettokenError(known.code, known.message.replace("{host}", host), { hint: known.hint });
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

const companyNetwork =
  "Behind a company's TLS proxy, set DENO_CERT to its CA certificate (a PEM file), or " +
  "DENO_TLS_CA_STORE=system to use the system's.";

/** What the runtime says (Deno's ext/fetch, hyper and rustls), most specific first. */
const failures: readonly {
  readonly pattern: RegExp;
  readonly code: FailureCode;
  readonly message: string;
  readonly hint?: string;
}[] = [
  {
    pattern: /dns error|failed to lookup address/i,
    code: "host_not_found",
    message: "Cannot find the host {host}",
    hint: "Check its spelling, and that this machine resolves names (DNS, VPN).",
  },
  {
    pattern: /unsuccessful tunnel|proxy authentication required|proxy.*error|socks/i,
    code: "proxy_failed",
    message: "The proxy does not let the request through to {host}",
    hint: "Check HTTPS_PROXY and NO_PROXY.",
  },
  {
    pattern: /UnknownIssuer|CaUsedAsEndEntity/i,
    code: "tls_failed",
    message: "The certificate of {host} is not trusted: its issuer is unknown",
    hint: companyNetwork,
  },
  {
    pattern: /NotValidForName|not valid for name/i,
    code: "tls_failed",
    message: "The certificate of {host} is for another name",
    hint: "Check the address: is it the name that the certificate was issued for?",
  },
  {
    pattern: /certificate.*expired|CertExpired|Expired/i,
    code: "tls_failed",
    message: "The certificate of {host} has expired",
    hint: "If it is valid for others, check the clock of this machine.",
  },
  {
    pattern: /NotValidYet|not valid yet/i,
    code: "tls_failed",
    message: "The certificate of {host} is not valid yet",
    hint: "Check the clock of this machine.",
  },
  {
    pattern: /InvalidContentType|corrupt message|unexpected message/i,
    code: "tls_failed",
    message: "{host} does not speak TLS on this port",
    hint: "Check the port.",
  },
  {
    pattern: /invalid peer certificate|certificate|fatal alert|tls|handshake/i,
    code: "tls_failed",
    message: "No TLS connection with {host}",
    hint: companyNetwork,
  },
  {
    pattern: /connection refused|actively refused/i,
    code: "connection_failed",
    message: "{host} refuses the connection",
    hint: "Check the address and the port, and the proxy if HTTPS_PROXY or HTTP_PROXY is set.",
  },
  {
    pattern: /requests to port \d+ are blocked/i,
    code: "connection_failed",
    message: "{host} has a port that is never used for HTTP",
    hint: "Check the port.",
  },
  {
    pattern: /message head is too large|invalid HTTP|invalid header|parse/i,
    code: "reply_unusable",
    message: "{host} does not answer in HTTP",
    hint: "Is this the token endpoint?",
  },
  {
    pattern: /timed out|timeout|did not properly respond/i,
    code: "timed_out",
    message: "{host} does not answer",
    hint: "Try again; check that a firewall lets the request through.",
  },
  {
    pattern: /network is unreachable|no route|unreachable/i,
    code: "connection_failed",
    message: "There is no way to {host} on this network",
  },
  {
    pattern: /reset|closed|aborted|broken pipe|unexpected eof|error reading a body|incomplete/i,
    code: "connection_failed",
    message: "{host} ended the connection before its reply was complete",
    hint: "Try again.",
  },
];
