/**
 * The grants: how one is chosen, and which form fields each adds to the token request.
 *
 * @module
 */

import { credentialsFor } from "../contract/credential_settings.ts";
import type { Awaitable, Provider } from "../contract/provider.ts";
import type { ResolvedSettings } from "../settings/resolve.ts";
import { assertionMaker } from "./client_authentication.ts";
import type { Maker, RequestContext, RequestPart } from "./request_parts.ts";

/** The grant of a token request: client credentials (RFC 6749 §4.4) or a JWT (RFC 7523 §2.1). */
export type Grant = { readonly kind: "client_credentials" } | { readonly kind: "jwt-bearer" };

interface GrantRules {
  /** Whether the request authenticates the client besides. */
  readonly authenticatesClient: boolean;
  readonly prepare: (context: RequestContext) => Awaitable<Maker<RequestPart>>;
}

/** The grant for a provider and the credential of a run. */
export function chooseGrant(
  { assertion }: Provider,
  { credential }: Pick<ResolvedSettings, "credential">,
): Grant {
  const hasAssertion = credentialsFor("private_key_jwt").includes(credential);
  return { kind: assertion?.grant && hasAssertion ? "jwt-bearer" : "client_credentials" };
}

/** The rules of each grant. */
export const grants: Readonly<Record<Grant["kind"], GrantRules>> = {
  client_credentials: {
    authenticatesClient: true,
    prepare: () => () => ({ form: { grant_type: "client_credentials" } }),
  },

  "jwt-bearer": {
    authenticatesClient: false,
    async prepare(context) {
      const makeAssertion = await assertionMaker(context);
      return async (attempt) => {
        const { jwt, ...notes } = await makeAssertion(attempt);
        const grant_type = "urn:ietf:params:oauth:grant-type:jwt-bearer";
        return { ...notes, form: { grant_type, assertion: jwt } };
      };
    },
  },
};
