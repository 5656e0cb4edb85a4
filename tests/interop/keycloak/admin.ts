/**
 * Keycloak's admin REST API, as far as the cases need it.
 *
 * @module
 */

import type { RealmRepresentation } from "./realms.ts";

/** The temporary administrator of the server, which listens on this machine only. */
export const administrator = { username: "admin", password: "admin" } as const;

/**
 * Creates a realm with all that is in it.
 *
 * @param origin where Keycloak listens for http
 */
export async function createRealm(origin: string, realm: RealmRepresentation): Promise<void> {
  await ask(origin, "POST", "", realm);
}

/** Removes a user of a realm, also one that is the service account of a client. */
export async function removeUser(origin: string, realm: string, id: string): Promise<void> {
  await ask(origin, "DELETE", `/${realm}/users/${id}`);
}

async function ask(origin: string, method: string, path: string, body?: unknown): Promise<void> {
  // An administrator's token is valid for a minute only.
  const token = await administratorToken(origin);
  const response = await fetch(`${origin}/admin/realms${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...body !== undefined && { body: JSON.stringify(body) },
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`Keycloak: ${method} ${path}: ${response.status} ${text}`);
}

async function administratorToken(origin: string): Promise<string> {
  const response = await fetch(`${origin}/realms/master/protocol/openid-connect/token`, {
    method: "POST",
    body: new URLSearchParams({ grant_type: "password", client_id: "admin-cli", ...administrator }),
  });
  const { access_token: token, error_description: description } = await response.json();
  if (!response.ok) throw new Error(`Keycloak refused its administrator: ${description}`);
  return token;
}
