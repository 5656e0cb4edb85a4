/**
 * A token request as Auth0 reads it.
 * @module
 */
import { clientAuthentication } from "./client_authentication.ts";
import type { RecordedRequest } from "./recorded_request.ts";

/** What the rules look at. */
export interface Auth0Request {
  readonly clientId: string;
  readonly grantType: string | undefined;
  /** The API asked for; without one there is a token, but for nothing in particular. */
  readonly audience: string | undefined;
  readonly scopes: readonly string[];
  readonly organization: string | undefined;
  /** The first required parameter that is not there. */
  readonly missing: string | undefined;
}

/** Reads a request to the token endpoint. */
export function auth0Request(recorded: RecordedRequest): Auth0Request {
  const { grant_type: grantType, audience, resource, scope, organization } = recorded.form;
  const { clientId } = clientAuthentication(recorded);
  const required = [["grant_type", grantType], ["client_id", clientId]];
  return {
    clientId: clientId ?? "",
    grantType,
    audience: audience ?? resource,
    scopes: scope?.split(" ").filter(Boolean) ?? [],
    organization,
    missing: required.find(([, value]) => !value)?.[0],
  };
}
