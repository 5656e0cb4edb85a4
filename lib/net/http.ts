/**
 * One HTTP exchange under the rules for secrets: redirects are not followed, the reply is limited in
 * size and time, and errors never quote the runtime. Also reads the members of a reply.
 *
 * @module
 */

import { GettokenError } from "../core/errors.ts";
import { mayBeContacted } from "../contract/formats.ts";
import type { FlowHost } from "../core/flow_host.ts";
import type { Host } from "../core/host.ts";
import type { Log } from "../core/log.ts";
import type { Network } from "./network_environment.ts";
import { isJsonObject, type JsonObject, parseJson } from "../core/json.ts";
import { printable } from "../core/text.ts";

/** What every request of a run needs. */
export interface Run {
  readonly host: FlowHost;
  readonly log: Log;
  /** Total network time limit, in seconds. */
  readonly timeout: number;
  /** How many times a request is retried after a transient failure. */
  readonly retries: number;
  /** The `User-Agent` of every request. */
  readonly userAgent: string;
  /** Whether to keep the whole reply with the token. */
  readonly keepsReply?: boolean;
  /** CA certificates (PEM) to trust beside those of the runtime. */
  readonly caCertificates?: string | undefined;
  /** Aborts the request that is under way, and prevents further ones. */
  readonly signal?: AbortSignal | undefined;
}

/** A run of the program. */
export interface ProgramRun extends Run {
  readonly host: Host;
}

/** A run whose network time has started. */
export interface Connection extends Run {
  /** The proxy that carries a request, if there is one. */
  readonly proxyFor: Network["proxyFor"];
  /** When the time limit ends, in milliseconds since 1970. */
  readonly endsAt: number;
}

/** One attempt at a request. */
export interface Attempt extends Connection {
  /** Aborts when the time limit of this attempt ends. */
  readonly deadline: AbortSignal;
  /** That limit, in seconds. */
  readonly limit: number;
}

/** A request to send. */
export interface HttpRequest {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whether a client certificate is presented. */
  readonly identified?: boolean;
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
  { host, log, proxyFor, deadline, limit, userAgent }: Attempt,
  { method, url, headers, body, identified }: HttpRequest,
): Promise<HttpReply> {
  const target = new URL(url);
  if (!mayBeContacted(target)) {
    throw new GettokenError("setting_invalid", `Refused to contact ${target.host} without TLS`, {
      hint: "Use https://; http:// is allowed for loopback addresses only.",
    });
  }
  const proxy = proxyFor(target);
  const route = proxy ? ` through the proxy ${proxy.address} (${proxy.variable})` : "";
  log.step(`${method} ${target.origin}${target.pathname}${route}`);
  const start = host.now();
  try {
    const response = await host.fetch(url, {
      method,
      headers: { accept: "application/json", "user-agent": userAgent, ...headers },
      ...(body === undefined ? {} : { body }),
      redirect: "manual",
      cache: "no-store",
      signal: deadline,
    });
    const { status } = response;
    if (status >= 300 && status < 400) {
      await response.body?.cancel();
      throw redirected(target, response, log);
    }
    const text = await readBody(response, target.host);
    if (log.verbosity === "verbose") {
      const type = log.redacted(response.headers.get("content-type") ?? "no content type");
      log.step(`${status} from ${target.host} after ${host.now() - start} ms, ${type}`);
    }
    return { status, headers: response.headers, body: text };
  } catch (error) {
    if (error instanceof GettokenError) throw error;
    const { diagnose } = await import("./network_failure.ts");
    const env = (name: string) => host.env(name);
    throw diagnose(error, { target, timeout: limit, proxy, identified, env });
  }
}

/**
 * The body of a reply. `fetch` reads it at once, which is faster, if the reply announces its length
 * and the body is neither compressed nor chunked: only then the length is enforced.
 */
async function readBody(response: Response, host: string): Promise<string> {
  const { body, headers } = response;
  if (body === null) return "";
  const bound = !headers.has("content-encoding") && !headers.has("transfer-encoding");
  const length = bound ? headers.get("content-length") : null;
  return length !== null && Number(length) <= maxReplyBytes
    ? await response.text()
    : new TextDecoder().decode(await readBounded(body, host));
}

/** Reads a stream of unknown length and stops as soon as it is too long. */
async function readBounded(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  host: string,
): Promise<Uint8Array> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    if (length > maxReplyBytes) {
      throw new GettokenError("reply_too_large", `The reply from ${host} is larger than 1 MiB`, {
        hint: "The expected reply is much smaller. Check the URL.",
      });
    }
    chunks.push(chunk);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

function redirected(target: URL, response: Response, log: Log): GettokenError {
  const location = response.headers.get("location");
  const elsewhere = location === null ? null : URL.parse(location, target);
  const other = elsewhere && log.redacted(elsewhere.host || elsewhere.protocol);
  const where = other ? ` to ${printable(other, 100)}` : "";
  return new GettokenError(
    "redirected",
    `${target.host} answered with a redirect${where} (HTTP ${response.status})`,
    {
      hint: "Redirects are not followed: they could lead to another host. Correct the URL.",
      httpStatus: response.status,
    },
  );
}

/** Whether the status says that the request succeeded (RFC 9110 §15.3). */
export function isSuccess({ status }: Pick<HttpReply, "status">): boolean {
  return status >= 200 && status < 300;
}

/**
 * The members of a reply: a JSON object, or a form with a token or an error.
 *
 * @param what The expected content, for the message: `a token response`.
 * @param clean Redacts secrets in the media type.
 * @throws {GettokenError} `reply_not_json`
 */
export function jsonObjectOf(
  reply: HttpReply,
  host: string,
  what: string,
  clean = (text: string) => text,
): JsonObject {
  const value = maybeJsonObject(reply);
  if (value) return value;
  throw notJsonError(reply, host, what, clean);
}

/** The error for a reply without members: see {@linkcode jsonObjectOf}. */
export function notJsonError(
  reply: HttpReply,
  host: string,
  what: string,
  clean = (text: string) => text,
): GettokenError {
  const type = mediaTypeOf(reply);
  const sent = reply.body.trim() === ""
    ? "an empty reply"
    : /json/i.test(type) && !isMarkup(type)
    ? "something other than a JSON object"
    : printable(clean(type), 100) || "no content type";
  return new GettokenError(
    "reply_not_json",
    `${host} sent ${sent} instead of ${what} (HTTP ${reply.status})`,
    {
      hint: "Check the URL, and whether a proxy or a login page replied instead.",
      httpStatus: reply.status,
    },
  );
}

/**
 * The members of a reply; `undefined` if it has none. The body decides, in UTF-8, which JSON always
 * is (RFC 8259 §8.1): many servers send JSON under other media types, or with a `charset`. Only what
 * is said to be HTML or XML is never read.
 */
export function maybeJsonObject(reply: HttpReply): JsonObject | undefined {
  if (isMarkup(mediaTypeOf(reply))) return undefined;
  const value = parseJson(reply.body);
  return isJsonObject(value) ? value : maybeForm(reply.body.trim());
}

/** Whether a media type is HTML or XML (RFC 7303). Of two types, the first counts. */
function isMarkup(mediaType: string): boolean {
  return /^[\w-]+\/([\w.+-]*\+)?(html|xml)\b/i.test(mediaType);
}

function mediaTypeOf({ headers }: HttpReply): string {
  return headers.get("content-type")?.trim() ?? "";
}

/** The fields of a form-encoded reply, which servers sent before RFC 6749 was final. */
function maybeForm(text: string): JsonObject | undefined {
  if (!/^[\w.-]+=[\x21-\x7e]*$/.test(text)) return undefined;
  const fields = new URLSearchParams(text);
  const isReply = fields.has("access_token") || fields.has("error");
  return isReply ? Object.fromEntries(fields) : undefined;
}
