/**
 * One HTTP exchange under the rules for secrets: no redirect is followed, the reply is bounded in
 * size and time, and a failure is told in our own words.
 *
 * @module
 */

import { type FailureCode, GettokenError } from "./errors.ts";
import { mayBeContacted } from "./formats.ts";
import { FileProblem, type Host, readBounded } from "./host.ts";
import type { Log } from "./log.ts";
import { printable } from "./text.ts";

/** What a run works with. */
export interface Run {
  readonly host: Host;
  readonly log: Log;
  /** How long the network may take in all, in seconds. */
  readonly timeout: number;
  /** The `User-Agent` of every request. */
  readonly userAgent: string;
}

/** A run whose time has begun. */
export interface Connection extends Run {
  /** Aborts when the time is up. */
  readonly deadline: AbortSignal;
}

/** Begins the time that a run has for the network. */
export function connect(run: Run): Connection {
  return { ...run, deadline: run.host.timeout(run.timeout * 1000) };
}

/** A request to send. */
export interface HttpRequest {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A reply, read to its end. */
export interface HttpReply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** The most bytes a reply may have, decompressed. */
const maxReplyBytes = 1024 * 1024;

/**
 * Sends a request and reads the reply.
 *
 * @throws {GettokenError} if there is no complete reply, it is too large, or it is a redirect.
 */
export async function exchangeHttp(
  { host, log, deadline, timeout, userAgent }: Connection,
  { method, url, headers, body }: HttpRequest,
): Promise<HttpReply> {
  const target = new URL(url);
  if (!mayBeContacted(target)) {
    throw new GettokenError(
      "setting_invalid",
      `Refused to contact ${target.host} without TLS`,
      {
        hint: "Only https:// addresses are used, and http:// on this machine itself.",
      },
    );
  }
  log.step(`${method} ${target.origin}${target.pathname}`);
  const start = host.now();
  try {
    const response = await host.fetch(url, {
      method,
      headers: {
        accept: "application/json",
        "user-agent": userAgent,
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
      redirect: "manual",
      cache: "no-store",
      signal: deadline,
    });
    const { status } = response;
    if (status >= 300 && status < 400) {
      await response.body?.cancel();
      throw redirected(target, response);
    }
    const bytes = await readBody(response);
    log.step(
      `${status} from ${target.host} after ${host.now() - start} ms, ` +
        `${response.headers.get("content-type") ?? "no content type"}, ${bytes.length} bytes`,
    );
    return {
      status,
      headers: response.headers,
      body: new TextDecoder().decode(bytes),
    };
  } catch (error) {
    if (error instanceof GettokenError) throw error;
    throw explain(error, target, timeout);
  }
}

/**
 * The bytes of a reply. If it announces how many, `fetch` reads them in one go, which is quicker;
 * where the body is compressed or comes in chunks, that number binds nobody.
 */
async function readBody(response: Response): Promise<Uint8Array> {
  const { body, headers } = response;
  if (body === null) return new Uint8Array();
  const bound = !headers.has("content-encoding") && !headers.has("transfer-encoding");
  const length = bound ? headers.get("content-length") : null;
  return length !== null && Number(length) <= maxReplyBytes
    ? new Uint8Array(await response.arrayBuffer())
    : await readBounded(body, maxReplyBytes);
}

function redirected(target: URL, response: Response): GettokenError {
  const location = response.headers.get("location");
  const elsewhere = location === null ? null : URL.parse(location, target);
  const where = elsewhere ? ` to ${printable(elsewhere.host || elsewhere.protocol, 100)}` : "";
  return new GettokenError(
    "redirected",
    `${target.host} answered with a redirect${where} (HTTP ${response.status})`,
    {
      hint:
        "A redirect is never followed: it could carry the secret elsewhere. Correct the address.",
    },
  );
}

function explain(error: unknown, target: URL, timeout: number): GettokenError {
  if (error instanceof FileProblem) {
    return new GettokenError(
      "reply_too_large",
      `The reply of ${target.host} is larger than 1 MiB`,
      {
        hint: "A token response is not. Is this the token endpoint?",
      },
    );
  }
  if (error instanceof DOMException && error.name === "TimeoutError") {
    return new GettokenError(
      "timed_out",
      `${target.host} did not answer within ${timeout} s`,
      {
        hint: "Try again, or allow more time with --timeout.",
      },
    );
  }
  const text = wordsOf(error);
  const known = failures.find(({ pattern }) => pattern.test(text));
  if (known === undefined) {
    return new GettokenError(
      "connection_failed",
      `No complete reply from ${target.host}`,
    );
  }
  return new GettokenError(
    known.code,
    known.message.replace("{host}", target.host),
    {
      hint: known.hint,
    },
  );
}

/** The runtime's own words, to look up and never to show: they hold the address and more. */
function wordsOf(error: unknown): string {
  const texts: string[] = [];
  for (let at = error; at instanceof Error && texts.length < 8; at = at.cause) {
    texts.push(at.message);
  }
  return texts.join("\n");
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
    pattern: /certificate.*expired|CertExpired|Expired/i,
    code: "tls_failed",
    message: "The certificate of {host} has expired",
    hint: "If it is valid for others, check the clock of this machine.",
  },
  {
    pattern: /NotValidYet/i,
    code: "tls_failed",
    message: "The certificate of {host} is not valid yet",
    hint: "Check the clock of this machine.",
  },
  {
    pattern: /NotValidForName|not valid for name/i,
    code: "tls_failed",
    message: "The certificate of {host} is for another name",
    hint: "Check the address: is it the name that the certificate was issued for?",
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
    pattern: /connection refused/i,
    code: "connection_failed",
    message: "{host} refuses the connection",
    hint: "Check the address and the port, and that the server runs.",
  },
  {
    pattern: /message head is too large|invalid HTTP|invalid header|parse/i,
    code: "reply_unusable",
    message: "{host} does not answer in HTTP",
    hint: "Is this the token endpoint?",
  },
  {
    pattern: /timed out|timeout/i,
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
