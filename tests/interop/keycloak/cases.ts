/**
 * All cases of Keycloak.
 *
 * @module
 */

import type { Case } from "../case.ts";
import { certificateCases } from "./certificate_cases.ts";
import { checkCases } from "./check_cases.ts";
import { dpopCases, lateProofCases } from "./dpop_cases.ts";
import { federatedCases } from "./federated_cases.ts";
import { keyCases } from "./key_cases.ts";
import { refusalCases } from "./refusal_cases.ts";
import { secretCases } from "./secret_cases.ts";
import { useCases } from "./use_cases.ts";
import type { World } from "./world.ts";

/** The cases in the order of the matrix, but first one that takes half a minute. */
export async function keycloakCases(world: World): Promise<readonly Case[]> {
  return [
    ...lateProofCases(world),
    ...secretCases(world),
    ...await keyCases(world),
    ...certificateCases(world),
    ...await federatedCases(world),
    ...await dpopCases(world),
    ...refusalCases(world),
    ...useCases(world),
    ...checkCases(world),
  ];
}
