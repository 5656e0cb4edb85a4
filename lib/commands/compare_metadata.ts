/**
 * Compares a server's metadata with the request that a run would send, for `explain --check`. Called
 * by explain.ts. It has its own file because no run needs it.
 *
 * @module
 */

import { credentialsFor, isMethodOf, methodsOf } from "../contract/credential_settings.ts";
import type { Provider } from "../contract/provider.ts";
import { GettokenError } from "../core/errors.ts";
import { isJsonObject } from "../core/json.ts";
import { printable } from "../core/text.ts";
import type { IssuerMetadata } from "../oauth/discovery.ts";
import type { TokenEndpoint } from "../oauth/request_parts.ts";
import type { TokenRequest } from "../oauth/token_request.ts";
import { hasCertificate, type ResolvedSettings } from "../settings/resolve.ts";
import type { RequestProofs } from "./request_proofs.ts";

/** What metadata says about a request. */
export interface MetadataComparison {
  /** The URL of the metadata. */
  readonly address: string;
  /** The issuer in it. */
  readonly issuer: string | null;
  /** What the metadata agrees with: `grant`. */
  readonly agrees: readonly string[];
  /** Differences that need not stop a run, one sentence each. */
  readonly differences: readonly string[];
  /** What the metadata does not state. */
  readonly unstated: readonly string[];
  /** Differences because of which the server refuses the request. */
  readonly problems: readonly GettokenError[];
}

/** A request, and what is known about it. */
export interface ComparedRequest {
  readonly provider: Provider;
  readonly settings: ResolvedSettings;
  readonly endpoint: TokenEndpoint;
  readonly request: TokenRequest;
  readonly proofs: RequestProofs;
}

/** The result for one part of the request. */
type Finding =
  | { readonly part: string; readonly is: "equal" | "unstated" }
  | { readonly part: string; readonly is: "different"; readonly remark: string }
  | { readonly part: string; readonly is: "refused"; readonly problem: GettokenError };

/**
 * Compares token endpoint, client authentication method, signing algorithms, grant and scope. The
 * members are those of RFC 8414 §2, RFC 8705 §5 and RFC 9449 §5.1.
 */
export function compareMetadata(
  source: IssuerMetadata,
  compared: ComparedRequest,
): MetadataComparison {
  const findings = [
    ...endpointFindings(source, compared),
    ...methodFindings(source, compared),
    ...algorithmFindings(source, compared),
    ...grantFindings(source, compared),
    ...scopeFindings(source, compared),
  ];
  const partsThatAre = (is: Finding["is"]) =>
    findings.filter((finding) => finding.is === is).map(({ part }) => part);
  const { issuer } = source.metadata;
  return {
    address: source.address,
    issuer: typeof issuer === "string" ? printable(issuer, 200) : null,
    agrees: partsThatAre("equal"),
    differences: findings.flatMap((finding) => "remark" in finding ? [finding.remark] : []),
    unstated: partsThatAre("unstated"),
    problems: findings.flatMap((finding) => "problem" in finding ? [finding.problem] : []),
  };
}

/** Compares the token endpoint, and the issuer if it is the audience of an assertion. */
function endpointFindings({ metadata }: IssuerMetadata, compared: ComparedRequest): Finding[] {
  const { endpoint, settings, proofs: { assertion } } = compared;
  const { issuer: claimed } = metadata;
  const { issuer = "" } = endpoint;
  const findings: Finding[] = [];
  if (assertion?.audience === issuer && claimed !== issuer) {
    const other = typeof claimed === "string" ? printable(claimed, 200) : "missing";
    const remark = `The issuer in the metadata is ${other}; the assertion is for ${issuer}`;
    findings.push({ part: "audience", is: "different", remark });
  }
  // A discovered endpoint is the one in the metadata.
  if (endpoint.metadata !== undefined) return findings;
  const part = "token endpoint";
  const { mtls_endpoint_aliases: aliases, token_endpoint: usual } = metadata;
  const alias = hasCertificate(settings) && isJsonObject(aliases)
    ? aliases.token_endpoint
    : undefined;
  const named = [usual, alias].filter((url) => typeof url === "string");
  if (named.length === 0) return [...findings, { part, is: "unstated" }];
  const own = asSpeltBy(endpoint.url, issuer, `${claimed}`);
  if ([endpoint.url, own].some((url) => named.some((other) => isSameUrl(url, other)))) {
    return [...findings, { part, is: "equal" }];
  }
  const shown = printable(named.join(" and "), 300);
  const remark = `The metadata names another token endpoint: ${shown}`;
  return [...findings, { part, is: "different", remark }];
}

/**
 * A URL with the parts in which two spellings of an issuer differ replaced: the metadata of Entra
 * has the ID of a tenant for its domain name, in the issuer and in the token endpoint.
 */
function asSpeltBy(url: string, issuer: string, other: string): string {
  const [from, to] = [issuer.split("/"), other.split("/")];
  if (from.length !== to.length) return url;
  return url.split("/").map((part) => to[from.indexOf(part)] ?? part).join("/");
}

function isSameUrl(url: string, other: string): boolean {
  return URL.parse(url)?.href === URL.parse(other)?.href;
}

/** Compares the client authentication method. */
function methodFindings(source: IssuerMetadata, compared: ComparedRequest): Finding[] {
  const { provider, settings, request: { method }, proofs: { grant } } = compared;
  if (method === undefined || grant?.isAssertion) return [];
  const part = "client authentication method";
  const listed = listIn(source.metadata.token_endpoint_auth_methods_supported);
  if (listed === undefined) return [{ part, is: "unstated" }];
  const isListed = (name: string) =>
    listed.includes(name) ||
    // The request is the same; the two differ in how the certificate is registered (RFC 8705 §2).
    (isByCertificate(name) && listed.some(isByCertificate));
  if (isListed(method)) return [{ part, is: "equal" }];
  const other = methodsOf(provider)
    .find((name) => credentialsFor(name).includes(settings.credential) && isListed(name));
  const hint = other === undefined
    ? "Use a credential for one of its methods, or ask its administrator whether the list is complete."
    : `Set --auth-method ${other}`;
  return [{ part, is: "refused", problem: notListed(`${part} ${method}`, listed, source, hint) }];
}

function isByCertificate(method: string): boolean {
  return isMethodOf("clientCert", method);
}

/** Compares the algorithms of the client's assertion and of its DPoP proof. */
function algorithmFindings(source: IssuerMetadata, compared: ComparedRequest): Finding[] {
  const { settings, proofs: { assertion, dpopAlgorithm, grant } } = compared;
  const { metadata } = source;
  const findings: Finding[] = [];
  const compare = (part: string, name: string, list: unknown, hint: string) => {
    const listed = listIn(list);
    if (!listed?.length) findings.push({ part, is: "unstated" });
    else if (isListedAlgorithm(name, listed)) findings.push({ part, is: "equal" });
    else {
      const problem = notListed(`${part} ${name}`, listed, source, hint);
      findings.push({ part, is: "refused", problem });
    }
  };
  // The algorithm of another issuer's token is not the client's choice.
  const isOwn = settings.credential !== "federatedTokenFile";
  if (assertion?.algorithm && isOwn && !grant?.isAssertion) {
    compare(
      "signing algorithm",
      assertion.algorithm,
      metadata.token_endpoint_auth_signing_alg_values_supported,
      "Set --signing-algorithm to one of them, with a key of its type.",
    );
  }
  if (dpopAlgorithm) {
    compare(
      "DPoP algorithm",
      dpopAlgorithm,
      metadata.dpop_signing_alg_values_supported,
      "Use a DPoP key of another type.",
    );
  }
  return findings;
}

/** EdDSA has a second name (RFC 9864 §2.2). */
function isListedAlgorithm(name: string, listed: readonly string[]): boolean {
  const isEither = (name: string) => name === "EdDSA" || name === "Ed25519";
  return listed.includes(name) || (isEither(name) && listed.some(isEither));
}

/**
 * Compares the grant. A missing list means other grants by RFC 8414 §2, and many servers have none;
 * some that have one leave this grant out. So it is never a problem.
 */
function grantFindings(
  { metadata }: IssuerMetadata,
  { proofs: { grant } }: ComparedRequest,
): Finding[] {
  if (grant === undefined) return [];
  const part = "grant";
  const listed = listIn(metadata.grant_types_supported);
  if (listed === undefined) return [{ part, is: "unstated" }];
  if (listed.includes(grant.type)) return [{ part, is: "equal" }];
  const remark = `The metadata does not list the grant ${grant.type}; not all servers list it`;
  return [{ part, is: "different", remark }];
}

/** Scopes of OpenID Connect and of user profiles. A list of these is not about APIs. */
const userScopes: readonly string[] = [
  ...["openid", "profile", "email", "address", "phone", "offline_access", "offline", "groups"],
  ...["name", "given_name", "family_name", "nickname", "email_verified", "picture", "params"],
  ...["created_at", "identities"],
];

/** Compares the scope. Servers need not list every scope (RFC 8414 §2), so it is never a problem. */
function scopeFindings({ metadata }: IssuerMetadata, { settings }: ComparedRequest): Finding[] {
  const requested = settings.values.scope?.split(" ") ?? [];
  if (requested.length === 0) return [];
  const part = "scope";
  const listed = listIn(metadata.scopes_supported) ?? [];
  const others = requested.filter((scope) => !listed.includes(scope));
  if (others.length === 0) return [{ part, is: "equal" }];
  if (listed.every((scope) => userScopes.includes(scope))) return [{ part, is: "unstated" }];
  const remark = `The metadata does not list the scope ${others.join(" ")}; ` +
    "servers need not list every scope";
  return [{ part, is: "different", remark }];
}

/** The error for a part of the request that the server does not list. */
function notListed(
  part: string,
  listed: readonly string[],
  { address }: IssuerMetadata,
  hint: string,
): GettokenError {
  const names = printable(listed.join(", "), 200) || "none";
  return new GettokenError("refused", `The server's metadata does not list the ${part}`, {
    details: [`${address} lists: ${names}`],
    hint,
  });
}

/** The strings in a list; `undefined` if it is not a list. */
function listIn(value: unknown): string[] | undefined {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : undefined;
}
