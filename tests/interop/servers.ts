/**
 * The servers of `deno task interop`.
 *
 * @module
 */

import type { Server } from "./case.ts";
import { keycloak } from "./keycloak.ts";
import { oidcProvider } from "./oidc_provider.ts";

/** The servers, in the order of the matrix. */
export const servers: readonly Server[] = [keycloak, oidcProvider];
