/**
 * Finds the token endpoint in the metadata that an issuer publishes.
 *
 * @module
 */

import { GettokenError } from "../core/errors.ts";
import { type Connection, exchangeHttp, type HttpReply } from "../net/http.ts";
import { isJsonObject, type JsonObject } from "../core/json.ts";
import { isJson, jsonObjectOf } from "../net/json_reply.ts";
import { withRetries } from "../net/retry.ts";
import { isTemporary, temporaryFailure } from "../net/retryable_reply.ts";
import { printable } from "../core/text.ts";
import { requireSafeEndpoint, type TokenEndpoint } from "./token_endpoint.ts";

/** What a document of an issuer is wanted for, as messages say it. */
export interface Purpose {
  /** What stays unknown without it: `where its token endpoint is`. */
  readonly unknown: string;
  /** A way to do without, as the end of a sentence. */
  readonly otherWay?: string;
}

/** A document with an issuer's metadata. */
export interface IssuerMetadata {
  readonly metadata: JsonObject;
  /** Where it was found. */
  readonly address: string;
}

const findEndpoint: Purpose = {
  unknown: "where its token endpoint is",
  otherWay: ", or name the token endpoint itself (for oidc: --token-url)",
};

/**
 * Finds the token endpoint in an issuer's metadata.
 *
 * @param byCertificate Whether the endpoint is for a client that shows a certificate (RFC 8705 §5).
 * @throws {GettokenError} `discovery_failed` if there is none that can be used.
 */
export async function discover(
  connection: Connection,
  issuer: string,
  byCertificate = false,
): Promise<TokenEndpoint> {
  const { metadata, address } = await fetchMetadata(connection, issuer, findEndpoint);
  return readMetadata(metadata, issuer, address, byCertificate);
}

/**
 * Reads an issuer's metadata: OpenID Connect Discovery 1.0 §4, then RFC 8414 §3. Whether it is that
 * of the issuer is the caller's to check.
 *
 * @throws {GettokenError} `discovery_failed` if neither document is there.
 */
export async function fetchMetadata(
  connection: Connection,
  issuer: string,
  purpose: Purpose,
): Promise<IssuerMetadata> {
  const seen: string[] = [];
  for (const address of metadataAddresses(issuer)) {
    const reply = await fetchDocument(connection, address, purpose);
    if (reply.status === 200 && isJson(reply)) {
      return { metadata: jsonObjectOf(reply, address, "metadata"), address };
    }
    seen.push(`${address}: HTTP ${reply.status}${reply.status === 200 ? ", not JSON" : ""}`);
  }
  throw new GettokenError(
    "discovery_failed",
    `${issuer} publishes no metadata`,
    { details: seen, hint: `Check the issuer${purpose.otherWay ?? ""}.` },
  );
}

/** Gets a document that an issuer publishes, trying again if that may help. */
export async function fetchDocument(
  connection: Connection,
  address: string,
  { unknown, otherWay = "" }: Purpose,
): Promise<HttpReply> {
  return await withRetries(connection, async (attempt) => {
    const reply = await exchangeHttp(attempt, { method: "GET", url: address, headers: {} });
    if (!isTemporary(reply)) return reply;
    const message = `${new URL(address).host} cannot say now ${unknown}`;
    throw temporaryFailure(reply, message, attempt.host.now(), {
      hint: `Try again later${otherWay}.`,
    });
  });
}

/** The two places of an issuer's metadata: appended to its path, and inserted before it. */
export function metadataAddresses(issuer: string): string[] {
  const url = new URL(issuer);
  const path = url.pathname.replace(/\/$/, "");
  return [
    `${url.origin}${path}/.well-known/openid-configuration`,
    `${url.origin}/.well-known/oauth-authorization-server${path}`,
  ];
}

function readMetadata(
  metadata: JsonObject,
  issuer: string,
  address: string,
  byCertificate: boolean,
): TokenEndpoint {
  // RFC 8414 §3.3: metadata of another issuer must not be used, or anyone could vouch for anyone.
  if (metadata.issuer !== issuer) throw otherIssuerError(metadata, issuer, address);
  const { mtls_endpoint_aliases: aliases, token_endpoint: usual } = metadata;
  const alias = byCertificate && isJsonObject(aliases) ? aliases.token_endpoint : undefined;
  const tokenEndpoint = alias ?? usual;
  if (typeof tokenEndpoint !== "string") {
    throw new GettokenError("discovery_failed", `${address} names no token endpoint`);
  }
  const methods = textsIn(metadata.token_endpoint_auth_methods_supported);
  const dpopAlgorithms = textsIn(metadata.dpop_signing_alg_values_supported);
  return {
    url: requireSafeEndpoint(tokenEndpoint, address),
    audience: issuer,
    issuer,
    metadata: address,
    // RFC 8414 §2: a list that is left out means this method.
    methods: methods ?? ["client_secret_basic"],
    ...dpopAlgorithms && { dpopAlgorithms },
  };
}

/** The texts in a list, if there is one. */
function textsIn(value: unknown): string[] | undefined {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : undefined;
}

/** The error for metadata that is not that of the issuer. */
export function otherIssuerError(
  metadata: JsonObject,
  issuer: string,
  address: string,
): GettokenError {
  const other = typeof metadata.issuer === "string" ? printable(metadata.issuer, 200) : "none";
  return new GettokenError("discovery_failed", `The metadata is not that of ${issuer}`, {
    details: [`${address} names the issuer: ${other}`],
    hint: "The two must be equal to the letter, a slash at the end included.",
  });
}
