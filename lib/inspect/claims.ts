/**
 * Finds in the claims of a token what people look for, by whichever name a vendor has for it.
 *
 * @module
 */

import { isJsonObject, type JsonObject } from "../core/json.ts";

/** The claims that are times, in the order in which they come to pass. */
export const timeClaims = ["auth_time", "iat", "nbf", "exp"] as const;

/** The name of a claim that is a time. */
export type TimeClaim = typeof timeClaims[number];

/** What claims say. All texts are as the token has them: not fit to be shown. */
export interface Findings {
  readonly issuer: string | undefined;
  readonly subject: string | undefined;
  /** The client that asked for the token. */
  readonly client: string | undefined;
  readonly audience: readonly string[];
  readonly scopes: readonly string[];
  readonly roles: readonly string[];
  /** In milliseconds since 1970. */
  readonly times: Readonly<Partial<Record<TimeClaim, number>>>;
}

/** What these claims say. */
export function findingsIn(claims: JsonObject): Findings {
  const { iss, sub, aud, azp, client_id, appid, cid, scope, scp, roles } = claims;
  return {
    issuer: textIn(iss),
    subject: textIn(sub),
    // RFC 9068 §2.2, OpenID Connect Core §2; Entra v1.0; Okta
    client: [client_id, azp, appid, cid].map(textIn).find((text) => text !== undefined),
    audience: textsIn(aud),
    // RFC 8693 §4.2 has one text; Okta has a list, and others a list by the name of that text.
    scopes: distinct([scope, scp].flatMap(textsIn).flatMap((text) => text.split(" "))),
    roles: distinct([...textsIn(roles), ...keycloakRoles(claims)]),
    times: Object.fromEntries(
      timeClaims.flatMap((name) => {
        const time = timeIn(claims[name]);
        return time === undefined ? [] : [[name, time]];
      }),
    ),
  };
}

/** Keycloak's roles: those of the realm, and those of clients with the client before them. */
function keycloakRoles({ realm_access, resource_access }: JsonObject): string[] {
  const ofRealm = isJsonObject(realm_access) ? textsIn(realm_access.roles) : [];
  const clients = isJsonObject(resource_access) ? Object.entries(resource_access) : [];
  const ofClients = clients.flatMap(([client, access]) =>
    isJsonObject(access) ? textsIn(access.roles).map((role) => `${client}:${role}`) : []
  );
  return [...ofRealm, ...ofClients];
}

/** A NumericDate (RFC 7519 §2) in milliseconds, if it is a time that a calendar has. */
function timeIn(value: unknown): number | undefined {
  if (typeof value !== "number") return undefined;
  const time = Math.round(value * 1000);
  return Number.isNaN(new Date(time).getTime()) ? undefined : time;
}

function textIn(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function textsIn(value: unknown): string[] {
  return [value].flat().filter((item) => typeof item === "string");
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts.filter((text) => text !== ""))];
}
