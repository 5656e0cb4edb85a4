/**
 * What Entra ID refuses, by its own rules and where its provider does.
 * @module
 */
import type { EntraErrorName } from "./entra_errors.ts";
import { tenant } from "./entra_registry.ts";
import { type EntraRequest, isDefaultScope } from "./entra_request.ts";

/** Which request each refusal is for, in the order in which they are looked for. */
const RULES: readonly [EntraErrorName, (request: EntraRequest) => boolean][] = [
  ["notPost", ({ method }) => method !== "POST"],
  ["noTenant", ({ tenantName }) => tenantName === "organizations"],
  ["sharedTenant", ({ tenantName }) => tenantName === "common" || tenantName === "consumers"],
  ["malformedTenant", ({ tenantName }) => !GUID.test(tenantName) && !DNS_NAME.test(tenantName)],
  ["unknownTenant", ({ tenantName }) => !isKnownTenant(tenantName)],
  ["missingParameter", ({ missing }) => missing !== undefined],
  ["resourceParameter", ({ form }) => "resource" in form],
  ["scopeWithoutDefault", ({ scopes }) => !scopes.some(isDefaultScope)],
  ["scopeMixed", ({ scopes }) => !scopes.every(isDefaultScope)],
  ["severalResources", ({ scopes }) => scopes.length > 1],
  // Which of the two a live tenant answers is not documented; so that both can be had, one is for
  // a secret that was not sent and the other for an empty one.
  ["noCredential", ({ authentication }) => authentication.clientSecret === undefined],
  ["emptyCredential", ({ authentication }) => authentication.clientSecret === ""],
];

/** What Entra ID makes of the provider's refusals, by error and operator's detail. */
const TRANSLATIONS: readonly [error: string, detail: RegExp, EntraErrorName][] = [
  ["invalid_client", /^client not found/, "unknownClient"],
  ["invalid_client", /expired/, "expiredSecret"],
  ["invalid_client", /secret/, "wrongSecret"],
  ["unsupported_grant_type", /^/, "unsupportedGrant"],
  ["invalid_target", /^/, "unknownResource"],
  ["access_denied", /^/, "notAssigned"],
];

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const DNS_NAME = /^([a-z0-9-]+\.)+[a-z0-9-]+$/;

/** Whether this is a name of the tenant that exists. */
export function isKnownTenant(tenantName: string): boolean {
  return tenantName === tenant.id || tenantName === tenant.domain;
}

/** The rule that a request breaks, if any. */
export function brokenRule(request: EntraRequest): EntraErrorName | undefined {
  return RULES.find(([, isBroken]) => isBroken(request))?.[0];
}

/** The provider's refusal in Entra ID's terms. */
export function translated(error: string, detail: string): EntraErrorName {
  const translation = TRANSLATIONS.find(([known, pattern]) =>
    known === error && pattern.test(detail)
  );
  return translation?.[2] ?? "malformedRequest";
}
