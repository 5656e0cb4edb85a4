/**
 * Finds the token endpoint in the metadata that an issuer publishes.
 *
 * @module
 */

import { GettokenError } from "./errors.ts";
import { type Attempt, type Connection, exchangeHttp, type HttpReply } from "./http.ts";
import { isJson, isJsonObject, type JsonObject, jsonObjectOf } from "./json.ts";
import { withRetries } from "./retry.ts";
import { isTemporary, temporaryFailure } from "./temporary_reply.ts";
import { printable } from "./text.ts";
import { requireSafeEndpoint, type TokenEndpoint } from "./token_endpoint.ts";

/**
 * Reads an issuer's metadata: OpenID Connect Discovery 1.0 §4, then RFC 8414 §3.
 *
 * @param byCertificate Whether the endpoint is for a client that shows a certificate (RFC 8705 §5).
 * @throws {GettokenError} `discovery_failed` if neither document can be used.
 */
export async function discover(
  connection: Connection,
  issuer: string,
  byCertificate = false,
): Promise<TokenEndpoint> {
  const addresses = metadataAddresses(issuer);
  const seen: string[] = [];
  for (const address of addresses) {
    const reply = await withRetries(connection, (attempt) => getMetadata(attempt, address));
    if (reply.status === 200 && isJson(reply)) {
      const metadata = jsonObjectOf(reply, address, "metadata");
      return readMetadata(metadata, issuer, address, byCertificate);
    }
    seen.push(`${address}: HTTP ${reply.status}${reply.status === 200 ? ", not JSON" : ""}`);
  }
  throw new GettokenError(
    "discovery_failed",
    `${issuer} publishes no metadata`,
    {
      details: seen,
      hint: "Check the issuer, or name the token endpoint itself (for oidc: --token-url).",
    },
  );
}

async function getMetadata(attempt: Attempt, address: string): Promise<HttpReply> {
  const reply = await exchangeHttp(attempt, { method: "GET", url: address, headers: {} });
  if (!isTemporary(reply)) return reply;
  const message = `${new URL(address).host} cannot say now where its token endpoint is`;
  throw temporaryFailure(reply, message, attempt.host.now(), {
    hint: "Try again later, or name the token endpoint itself (for oidc: --token-url).",
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
  if (metadata.issuer !== issuer) {
    const other = typeof metadata.issuer === "string" ? printable(metadata.issuer, 200) : "none";
    throw new GettokenError(
      "discovery_failed",
      `The metadata is not that of ${issuer}`,
      {
        details: [`${address} names the issuer: ${other}`],
        hint: "The two must be equal to the letter, a slash at the end included.",
      },
    );
  }
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
