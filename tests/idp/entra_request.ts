/**
 * A token request as Entra ID reads it.
 * @module
 */
import { type ClientAuthentication, clientAuthentication } from "./client_authentication.ts";
import type { RecordedRequest } from "./recorded_request.ts";

/** What the rules look at. */
export interface EntraRequest {
  readonly method: string;
  readonly tenantName: string;
  readonly form: Readonly<Record<string, string>>;
  readonly authentication: ClientAuthentication;
  /** The first required parameter that is not there. */
  readonly missing: string | undefined;
  /** The scopes asked for, of which there has to be one. */
  readonly scopes: readonly string[];
  /** What that one scope is for. */
  readonly resource: string;
}

/** Reads a request to a tenant's token endpoint. */
export function entraRequest(request: RecordedRequest, tenantName: string): EntraRequest {
  const { method, form } = request;
  const authentication = clientAuthentication(request);
  const required = [
    ["grant_type", form.grant_type],
    ["client_id", authentication.clientId],
    ["scope", form.scope],
  ];
  const scopes = form.scope?.split(" ").filter(Boolean) ?? [];
  return {
    method,
    tenantName,
    form,
    authentication,
    missing: required.find(([, value]) => !value)?.[0],
    scopes,
    resource: scopes.find(isDefaultScope)?.slice(0, -DEFAULT.length) ?? "",
  };
}

/** Whether a scope asks for all that a resource has granted. */
export function isDefaultScope(scope: string): boolean {
  return scope.endsWith(DEFAULT) && !isEncoded(scope);
}

const DEFAULT = "/.default";

/** A scope that went through an encoder once too often names no resource any more. */
function isEncoded(scope: string): boolean {
  return /%[0-9a-f]{2}/i.test(scope);
}
