/**
 * What Auth0 refuses, where its provider does and beyond that.
 * @module
 */
import type { Auth0ErrorName } from "./auth0_errors.ts";
import { type Auth0Tenant, findOrganization } from "./auth0_registry.ts";
import type { Auth0Request } from "./auth0_request.ts";

/** What Auth0 makes of the provider's refusals, by error and description. */
const TRANSLATIONS: readonly [error: string, description: RegExp, Auth0ErrorName][] = [
  ["invalid_client", /^/, "wrongCredentials"],
  ["invalid_request", /grant type is not allowed/, "grantTypeNotAllowed"],
  ["unsupported_grant_type", /^/, "unsupportedGrantType"],
  ["invalid_target", /^/, "unknownApi"],
  ["access_denied", /^/, "noClientGrant"],
];

/** A request that the provider would give a token with these scopes for. */
interface Granted {
  readonly request: Auth0Request;
  readonly tenant: Auth0Tenant;
  readonly scopes: readonly string[];
}

/** What is refused even so, in the order in which it is looked for. */
const RULES: readonly [Auth0ErrorName, (granted: Granted) => boolean][] = [
  [
    "unknownOrganization",
    ({ request, tenant }) =>
      request.organization !== undefined && !findOrganization(tenant, request.organization),
  ],
  [
    "organizationNotAllowed",
    ({ request, tenant }) =>
      findOrganization(tenant, request.organization)?.clientIds.includes(request.clientId) ===
        false,
  ],
  ["scopesNotGranted", (granted) => scopesNotGranted(granted).length > 0],
  [
    "quotaExceeded",
    ({ request, tenant }) => request.clientId === tenant.clients.exhausted.clientId,
  ],
];

/** The provider's refusal in Auth0's terms. */
export function translated(error: string, description: string): Auth0ErrorName {
  const translation = TRANSLATIONS.find(([known, pattern]) =>
    known === error && pattern.test(description)
  );
  return translation?.[2] ?? "invalidRequest";
}

/** The rule that a request breaks although the provider grants it, if any. */
export function brokenRule(granted: Granted): Auth0ErrorName | undefined {
  return RULES.find(([, isBroken]) => isBroken(granted))?.[0];
}

/** What was asked for in vain: the provider leaves it out, Auth0 refuses the whole request. */
export function scopesNotGranted({ request, scopes }: Granted): string[] {
  return request.audience === undefined
    ? []
    : request.scopes.filter((scope) => !scopes.includes(scope));
}
