/**
 * Fetch the metadata of an issuer, and find the token endpoint in it.
 *
 * @module
 */

import { isJsonObject, type JsonObject } from "../core/json.ts";
import { GettokenError } from "../core/errors.ts";
import type { Log } from "../core/log.ts";
import { printable } from "../core/text.ts";
import {
  type Connection,
  exchangeHttp,
  type HttpReply,
  isSuccess,
  maybeJsonObject,
} from "../net/http.ts";
import { withRetries } from "../net/retry.ts";
import { isTemporary, temporaryFailure } from "../net/retryable_reply.ts";
import type { TokenEndpoint } from "./request_parts.ts";

/** Why a document of an issuer is fetched, for messages. */
export interface Purpose {
  /** What it is for: `find the token endpoint`. */
  readonly task: string;
  /** How to do without it, as the end of a sentence. */
  readonly otherWay?: string;
}

/** The metadata of an issuer. */
export interface IssuerMetadata {
  readonly metadata: JsonObject;
  /** The URL of the document. */
  readonly address: string;
}

const findEndpoint: Purpose = {
  task: "find the token endpoint",
  otherWay: ", or set the token endpoint (for oidc: --token-url)",
};

/**
 * Find the token endpoint in an issuer's metadata. Whether a secret may be sent there is for the
 * caller to check.
 *
 * @param byCertificate Whether the client shows a certificate in TLS (RFC 8705 §5).
 * @throws {GettokenError} `discovery_failed` if there is none.
 */
export async function discover(
  connection: Connection,
  issuer: string,
  byCertificate: boolean,
): Promise<TokenEndpoint & { readonly metadata: string }> {
  const { metadata, address } = await fetchMetadata(connection, issuer, findEndpoint);
  // RFC 8414 §3.3: metadata of another issuer must not be used, or anyone could vouch for anyone.
  if (metadata.issuer !== issuer) throw otherIssuerError(metadata, issuer, address);
  const { mtls_endpoint_aliases: aliases, token_endpoint: usual } = metadata;
  const alias = byCertificate && isJsonObject(aliases) ? aliases.token_endpoint : undefined;
  const url = alias ?? usual;
  if (typeof url !== "string") {
    const message = `The metadata at ${address} has no token_endpoint`;
    throw new GettokenError("discovery_failed", message, {
      hint: "Set the token endpoint (for oidc: --token-url).",
    });
  }
  const assertionAlgorithms = stringsIn(metadata.token_endpoint_auth_signing_alg_values_supported);
  const dpopAlgorithms = stringsIn(metadata.dpop_signing_alg_values_supported);
  return {
    ...{ url, issuer, metadata: address, document: metadata },
    // RFC 8414 §2: a missing list means this method.
    methods: stringsIn(metadata.token_endpoint_auth_methods_supported) ?? ["client_secret_basic"],
    ...assertionAlgorithms?.length && { assertionAlgorithms },
    ...dpopAlgorithms && { dpopAlgorithms },
  };
}

/**
 * Fetch an issuer's metadata: OpenID Connect Discovery 1.0 §4, then RFC 8414 §3. Whether `issuer` in
 * it is right is for the caller to check.
 *
 * @throws {GettokenError} `discovery_failed` if there is neither.
 */
export async function fetchMetadata(
  connection: Connection,
  issuer: string,
  purpose: Purpose,
): Promise<IssuerMetadata> {
  const seen: string[] = [];
  for (const address of metadataAddresses(issuer)) {
    const reply = await fetchDocument(connection, address, purpose);
    const metadata = isSuccess(reply) ? maybeJsonObject(reply) : undefined;
    if (metadata) return { metadata, address };
    const other = isSuccess(reply) ? ", not a JSON object" : "";
    seen.push(
      `${address}: HTTP ${reply.status}${other}${await saidIn(reply, connection.log)}`,
    );
  }
  throw new GettokenError(
    "discovery_failed",
    `${issuer} publishes no metadata`,
    { details: seen, hint: `Check the issuer${purpose.otherWay ?? ""}.` },
  );
}

/** What an error says that was sent in place of metadata, to append to a message. */
async function saidIn(reply: HttpReply, log: Log): Promise<string> {
  const { readRefusal } = await import("./read_refusal.ts");
  const { error, description, isPage } = await readRefusal(reply, log);
  const said = printable([error ?? [], description ?? []].flat().join(": "), 300);
  if (isPage && !isSuccess(reply)) return "";
  return said && `,${isPage ? " a page with the title" : ""} "${said}"`;
}

/** Fetch a document that an issuer publishes, with retries. */
export async function fetchDocument(
  connection: Connection,
  address: string,
  { task, otherWay = "" }: Purpose,
): Promise<HttpReply> {
  return await withRetries(connection, async (attempt) => {
    const reply = await exchangeHttp(attempt, { method: "GET", url: address, headers: {} });
    if (!isTemporary(reply)) return reply;
    const problem = reply.status === 429 ? "limits requests" : "is temporarily unavailable";
    const message = `Cannot ${task}: ${new URL(address).host} ${problem}`;
    throw temporaryFailure(reply, message, attempt.host.now(), {
      hint: `Try again later${otherWay}.`,
    });
  });
}

/** The two URLs of an issuer's metadata: `.well-known` after its path, and before it. */
export function metadataAddresses(issuer: string): string[] {
  const url = new URL(issuer);
  const path = url.pathname.replace(/\/$/, "");
  return [
    `${url.origin}${path}/.well-known/openid-configuration`,
    `${url.origin}/.well-known/oauth-authorization-server${path}`,
  ];
}

/** The strings in a list; `undefined` if it is not a list. */
function stringsIn(value: unknown): string[] | undefined {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : undefined;
}

/** The error for metadata with another issuer. */
export function otherIssuerError(
  metadata: JsonObject,
  issuer: string,
  address: string,
): GettokenError {
  const other = typeof metadata.issuer === "string" ? printable(metadata.issuer, 200) : "none";
  const isNear = [`${issuer}/`, issuer.replace(/\/$/, "")].includes(other);
  return new GettokenError("discovery_failed", `The metadata is not for the issuer ${issuer}`, {
    details: [`issuer in ${address}: ${other}`],
    hint: isNear
      ? `The two must match exactly. Set the issuer to ${other}`
      : "The two must match exactly, including a trailing slash.",
  });
}
