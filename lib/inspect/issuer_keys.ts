/**
 * Gets the keys with which an issuer signs its tokens.
 *
 * @module
 */

import type { JSONWebKeySet, JWK } from "jose";
import {
  fetchDocument,
  fetchMetadata,
  type IssuerMetadata,
  otherIssuer,
  type Purpose,
} from "../oauth/discovery.ts";
import { GettokenError } from "../core/errors.ts";
import { mayBeContacted } from "../contract/formats.ts";
import type { Connection } from "../net/http.ts";
import { isJsonObject } from "../core/json.ts";
import { jsonObjectOf } from "../net/json_reply.ts";

/** What an issuer publishes about its tokens. */
export interface IssuerKeys {
  /** What the claim `iss` of its tokens is. */
  readonly issuer: string;
  readonly keys: JSONWebKeySet;
  /** Where the keys were found. */
  readonly address: string;
}

const checkSignature: Purpose = { unknown: "with which keys its tokens are signed" };

/** What Microsoft Entra ID has in the place of a tenant, in metadata for all of them. */
const anyTenant = "{tenantid}";

/**
 * Gets the keys of an issuer by way of its metadata, and nothing else from there.
 *
 * @param tenant The claim `tid` of the token, which says whose it is among all tenants of Entra.
 * @throws {GettokenError} `discovery_failed` if what it publishes cannot be used.
 */
export async function fetchIssuerKeys(
  connection: Connection,
  issuer: string,
  tenant: unknown,
): Promise<IssuerKeys> {
  const found = await fetchMetadata(connection, issuer, checkSignature);
  const expected = issuerOf(found, issuer, tenant);
  const address = keysAddress(found, issuer);
  const reply = await fetchDocument(connection, address, checkSignature);
  if (reply.status !== 200) {
    throw unusable(`${address} has no keys (HTTP ${reply.status})`);
  }
  const { keys } = jsonObjectOf(reply, address, "a set of keys");
  if (!Array.isArray(keys)) throw unusable(`${address} has no set of keys (RFC 7517 §5)`);
  const usable = keys.filter(isJsonObject).filter((key) => isKeyOf(key, expected, tenant));
  return { issuer: expected, keys: { keys: usable as unknown as JWK[] }, address };
}

/**
 * The issuer that the metadata is about. RFC 8414 §3.3: it must be the one that was asked for. Only
 * Entra has metadata for all tenants at once; they are believed about tenants of the same host.
 */
function issuerOf({ metadata, address }: IssuerMetadata, asked: string, tenant: unknown): string {
  const { issuer } = metadata;
  if (issuer === asked) return asked;
  if (typeof issuer === "string" && issuer.includes(anyTenant) && isTenant(tenant)) {
    const ofTenant = issuer.replace(anyTenant, tenant);
    if (URL.parse(ofTenant)?.origin === new URL(asked).origin) return ofTenant;
  }
  throw otherIssuer(metadata, asked, address);
}

function isTenant(tenant: unknown): tenant is string {
  return typeof tenant === "string" && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(tenant);
}

/** Entra says of keys, where they are those of all tenants, for which of them each is good. */
function isKeyOf({ issuer }: JWK & { issuer?: unknown }, expected: string, tenant: unknown) {
  if (typeof issuer !== "string" || !isTenant(tenant)) return true;
  return !expected.endsWith("/v2.0") || issuer.replace(anyTenant, tenant) === expected;
}

/** The address of the keys: with TLS, and on this machine only if the issuer is there. */
function keysAddress({ metadata, address }: IssuerMetadata, issuer: string): string {
  const { jwks_uri } = metadata;
  const url = typeof jwks_uri === "string" ? URL.parse(jwks_uri) : null;
  if (url === null || url.username !== "" || url.password !== "") {
    throw unusable(`${address} does not say where the keys are (jwks_uri)`);
  }
  const isLocal = url.protocol === "http:" && mayBeContacted(url);
  if (url.protocol !== "https:" && !(isLocal && new URL(issuer).protocol === "http:")) {
    throw unusable(`${address} names keys at an address without TLS`);
  }
  return url.href;
}

function unusable(message: string): GettokenError {
  return new GettokenError("discovery_failed", message, {
    hint: "The token was not verified: whoever runs this server has to put that right.",
  });
}
