/**
 * The directory of the Entra face.
 * @module
 */
import type { Api } from "./api.ts";
import { type Client, newClient } from "./client.ts";

/** The only tenant, by both of its names. */
export const tenant = {
  id: "7d3c9a52-4c1e-4f0b-9c66-2f1a8b5e0d11",
  domain: "contoso.onmicrosoft.com",
} as const;

/** The applications registered there. */
export interface EntraClients {
  /** Has an app role at both APIs that give roles away. */
  readonly daemon: Client;
  /** Has no role anywhere, and so gets a token that is good for little. */
  readonly roleless: Client;
  /** Its secret expired long ago. */
  readonly expired: Client;
}

/** The applications, with new secrets. */
export function newEntraClients(): EntraClients {
  return {
    daemon: newClient("11a7c9d0-5f6e-4b8a-9d0c-3e2f1a0b9c8d"),
    roleless: newClient("22b8d0e1-6a7f-4c9b-8e1d-4f3a2b1c0d9e"),
    expired: newClient("33c9e1f2-7b8a-4d0c-9f2e-5a4b3c2d1e0f"),
  };
}

/** The APIs of the tenant; their permissions are app roles. */
export interface EntraApis {
  readonly orders: Api;
  /** Its identifier ends in a slash, so that its scope has two of them. */
  readonly slashed: Api;
  /** Requires assignment: a client without a role gets no token at all. */
  readonly payroll: Api;
}

/** The APIs, with their roles assigned. */
export function newEntraApis({ daemon }: EntraClients): EntraApis {
  return {
    orders: {
      identifier: "api://44d0f2a3-8c9b-4e1d-a03f-6b5c4d3e2f10",
      grants: { [daemon.clientId]: ["Orders.Read.All", "Orders.Write.All"] },
      others: [],
    },
    slashed: {
      identifier: "https://stock.contoso.example/",
      grants: { [daemon.clientId]: ["Stock.Read.All"] },
      others: [],
    },
    payroll: {
      identifier: "api://55e1a3b4-9d0c-4f2e-b140-7c6d5e4f3a21",
      grants: {},
    },
  };
}
