/**
 * The tenant of the Auth0 face.
 * @module
 */
import type { Api } from "./api.ts";
import { type Client, newClient } from "./client.ts";

/** The applications registered there. */
export interface Auth0Clients {
  /** Has a client grant for the API, and may act for the organization. */
  readonly machine: Client;
  /** Has no client grant for any API. */
  readonly unauthorized: Client;
  /** May not use this grant type, as a single-page application may not. */
  readonly spa: Client;
  /** Has used up its tokens. */
  readonly exhausted: Client;
}

/** An organization, and who may act for it. */
export interface Organization {
  readonly id: string;
  readonly name: string;
  readonly clientIds: readonly string[];
}

/** All that there is in the tenant. */
export interface Auth0Tenant {
  readonly clients: Auth0Clients;
  /** The API. Its identifier ends in a slash, and without it there is no such API. */
  readonly api: Api;
  /** `machine` may act for this one. */
  readonly open: Organization;
  /** And nobody for this one. */
  readonly closed: Organization;
}

/** The scopes that client grants cover. The API has others, which come to the same as none. */
export const grantedScopes: readonly string[] = ["read:items", "write:items"];

/** The tenant, with new secrets. */
export function newAuth0Tenant(): Auth0Tenant {
  const clients = newAuth0Clients();
  const { machine, exhausted } = clients;
  return {
    clients,
    api: {
      identifier: "https://items.example/api/",
      grants: { [machine.clientId]: grantedScopes, [exhausted.clientId]: grantedScopes },
    },
    open: { id: "org_a1B2c3D4e5F6g7H8", name: "acme", clientIds: [machine.clientId] },
    closed: { id: "org_z9Y8x7W6v5U4t3S2", name: "closed", clientIds: [] },
  };
}

/** The organization of this id or name. */
export function findOrganization(
  { open, closed }: Auth0Tenant,
  idOrName: unknown,
): Organization | undefined {
  return [open, closed].find(({ id, name }) => id === idOrName || name === idOrName);
}

function newAuth0Clients(): Auth0Clients {
  return {
    machine: newClient("mMachineA1b2C3d4E5f6G7h8I9j0K1l2"),
    unauthorized: newClient("uUnauthorizedA1b2C3d4E5f6G7h8I9j"),
    spa: newClient("sSinglePageA1b2C3d4E5f6G7h8I9j0K"),
    exhausted: newClient("eExhaustedA1b2C3d4E5f6G7h8I9j0K1"),
  };
}
