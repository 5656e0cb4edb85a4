/**
 * The issuer of a token: its built-in provider, whether it may be contacted, and its keys.
 *
 * @module
 */

import type { JSONWebKeySet, JWK } from "jose";
import {
  fetchDocument,
  fetchMetadata,
  type IssuerMetadata,
  otherIssuerError,
  type Purpose,
} from "../oauth/discovery.ts";
import { GettokenError } from "../core/errors.ts";
import { checkFormat, mayBeContacted } from "../contract/formats.ts";
import type { ProviderCatalog } from "../contract/provider.ts";
import { printable } from "../core/text.ts";
import { type Connection, isSuccess, jsonObjectOf } from "../net/http.ts";
import { isJsonObject, type JsonObject } from "../core/json.ts";

/** The built-in provider that an issuer seems to belong to. */
export interface RecognisedProvider {
  readonly name: string;
  readonly title: string;
  /** Whether the issuer is at a host that belongs to the vendor. */
  readonly isAtVendor: boolean;
}

/** The provider with such issuers. A token proves nothing: anyone can put any issuer in it. */
export async function recogniseProvider(
  catalog: ProviderCatalog,
  issuer: string | undefined,
): Promise<RecognisedProvider | undefined> {
  if (issuer === undefined) return undefined;
  for (const [name, { issuers, load }] of Object.entries(catalog)) {
    if (!issuers?.patterns.some((pattern) => new RegExp(`^(?:${pattern})$`).test(issuer))) continue;
    const { title } = await load();
    return { name, title, isAtVendor: issuers.atAnyHost !== true };
  }
}

/**
 * The issuer to ask for keys: the one in `--issuer`, or else that in the token if its host belongs
 * to a vendor. Any other issuer in a token may be the attacker's own, and would confirm the token.
 *
 * @param named The option `--issuer`.
 * @param claimed The claim `iss`.
 * @throws {GettokenError} `usage` if `--issuer` is not a URL; `setting_missing` if it is needed.
 */
export function chooseIssuer(
  named: string | undefined,
  claimed: string | undefined,
  recognised: RecognisedProvider | undefined,
): string {
  if (named !== undefined) {
    const checked = checkFormat(named, "url");
    if ("value" in checked) return checked.value;
    throw new GettokenError("usage", `--issuer ${checked.problem}`);
  }
  if (claimed !== undefined && recognised?.isAtVendor) return claimed;
  const issuer = claimed && printable(claimed, 200);
  throw new GettokenError("setting_missing", "--verify needs an issuer that you trust", {
    details: [issuer ? `The token claims to be from ${issuer}.` : "The token has no issuer."],
    hint: issuer ? `If you trust that issuer, add --issuer ${issuer}` : "Add --issuer with its URL",
  });
}

/** The keys that an issuer publishes. */
export interface IssuerKeys {
  /** The claim `iss` that its tokens must have. */
  readonly issuer: string;
  readonly keys: JSONWebKeySet;
  /** The URL of the keys. */
  readonly address: string;
}

const checkSignature: Purpose = { task: "fetch the keys of the issuer" };

/** Microsoft Entra ID's placeholder for the tenant, in metadata for all tenants. */
const anyTenant = "{tenantid}";

/**
 * Fetch the keys of an issuer: its metadata, then the keys.
 *
 * @param tenant The claim `tid` of the token: the tenant of Entra that it belongs to.
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
  if (!isSuccess(reply)) {
    throw unusableKeysError(`${address} did not return keys (HTTP ${reply.status})`);
  }
  const { keys } = jsonObjectOf(reply, address, "a JWK set");
  if (!Array.isArray(keys)) {
    throw unusableKeysError(`${address} did not return a JWK set (RFC 7517 §5)`);
  }
  const usable = keys.filter(isJsonObject).map(plainKey)
    .filter((key) => isKeyOf(key, expected, tenant));
  return { issuer: expected, keys: { keys: usable as unknown as JWK[] }, address };
}

/**
 * The issuer that the metadata is about. It must be the one that was asked (RFC 8414 §3.3). Only
 * Entra has metadata for all tenants, which counts for tenants at the same host.
 */
function issuerOf({ metadata, address }: IssuerMetadata, asked: string, tenant: unknown): string {
  const { issuer } = metadata;
  if (issuer === asked) return asked;
  if (typeof issuer === "string" && issuer.includes(anyTenant) && isTenant(tenant)) {
    const ofTenant = issuer.replace(anyTenant, tenant);
    if (URL.parse(ofTenant)?.origin === new URL(asked).origin) return ofTenant;
  }
  throw otherIssuerError(metadata, asked, address);
}

/**
 * A key without what keeps it from being used though it fits: members that are `null` or empty, an
 * ID that is a number, whether it may be exported, what it may do beside verifying, and which of two
 * names its one algorithm has.
 */
function plainKey(key: JsonObject): JsonObject {
  const { ext: _, ...members } = key;
  const isEmpty = (value: unknown) =>
    value === null || value === "" || (Array.isArray(value) && value.length === 0);
  const plain = Object.fromEntries(Object.entries(members).filter(([, value]) => !isEmpty(value)));
  if (typeof plain.kid === "number") plain.kid = `${plain.kid}`;
  if (Array.isArray(plain.key_ops) && plain.key_ops.includes("verify")) plain.key_ops = ["verify"];
  if (plain.kty === "OKP") delete plain.alg;
  return plain;
}

function isTenant(tenant: unknown): tenant is string {
  return typeof tenant === "string" && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(tenant);
}

/** Among the keys of all tenants, Entra says of each key for which issuer it is. */
function isKeyOf({ issuer }: JWK & { issuer?: unknown }, expected: string, tenant: unknown) {
  if (typeof issuer !== "string" || !isTenant(tenant)) return true;
  return !expected.endsWith("/v2.0") || issuer.replace(anyTenant, tenant) === expected;
}

/** The URL of the keys. `http:` is for this machine only, and only if the issuer is there as well. */
function keysAddress({ metadata, address }: IssuerMetadata, issuer: string): string {
  const { jwks_uri } = metadata;
  const url = typeof jwks_uri === "string" ? URL.parse(jwks_uri) : null;
  if (url === null || url.username !== "" || url.password !== "") {
    throw unusableKeysError(`${address} has no valid jwks_uri`);
  }
  const isLocal = url.protocol === "http:" && mayBeContacted(url);
  if (url.protocol !== "https:" && !(isLocal && new URL(issuer).protocol === "http:")) {
    throw unusableKeysError(`The jwks_uri in ${address} does not use TLS`);
  }
  return url.href;
}

function unusableKeysError(message: string): GettokenError {
  return new GettokenError("discovery_failed", message, {
    hint: "The token was not verified. The issuer's administrator has to correct this.",
  });
}
