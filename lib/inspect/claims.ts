/**
 * The usual claims of a token, under one name for all vendors.
 *
 * @module
 */

import { type Confirmation, confirmationsIn } from "../oauth/bound_token.ts";
import { isJsonObject, type JsonObject } from "../core/json.ts";

/** The claims that are times, in chronological order. */
export const timeClaims = ["auth_time", "iat", "nbf", "exp"] as const;

/** The name of a claim that is a time. */
export type TimeClaim = typeof timeClaims[number];

/** The usual claims. Their strings are unchanged, so they may not be printable. */
interface CommonClaims {
  readonly issuer: string | undefined;
  readonly subject: string | undefined;
  /** The client that requested the token. */
  readonly client: string | undefined;
  readonly audience: readonly string[];
  readonly scopes: readonly string[];
  readonly roles: readonly string[];
  /** The keys that the token is bound to. */
  readonly boundTo: readonly Confirmation[];
  /** In milliseconds since 1970. */
  readonly times: Readonly<Partial<Record<TimeClaim, number>>>;
}

/** Read the claims of a token. Claims of the wrong type are ignored. */
export function readClaims(claims: JsonObject): CommonClaims {
  const { iss, sub, aud, azp, client_id, appid, cid, scope, scp, roles } = claims;
  return {
    issuer: stringIn(iss),
    subject: stringIn(sub),
    // RFC 9068 §2.2, OpenID Connect Core §2; Entra v1.0; Okta
    client: [client_id, azp, appid, cid].map(stringIn).find((id) => id !== undefined),
    audience: stringsIn(aud),
    // RFC 8693 §4.2 has one string; Okta has a list, and others a list under the name of the string.
    scopes: distinct([scope, scp].flatMap(stringsIn).flatMap((scopes) => scopes.split(" "))),
    roles: distinct([...stringsIn(roles), ...keycloakRoles(claims)]),
    boundTo: confirmationsIn(claims),
    times: Object.fromEntries(
      timeClaims.flatMap((name) => {
        const time = timeIn(claims[name]);
        return time === undefined ? [] : [[name, time]];
      }),
    ),
  };
}

/** Roles in the realm, and `client:role` for roles in a client. */
function keycloakRoles({ realm_access, resource_access }: JsonObject): string[] {
  const rolesIn = (access: unknown) => isJsonObject(access) ? stringsIn(access.roles) : [];
  const clients = isJsonObject(resource_access) ? Object.entries(resource_access) : [];
  return [
    ...rolesIn(realm_access),
    ...clients.flatMap(([client, access]) => rolesIn(access).map((role) => `${client}:${role}`)),
  ];
}

/** A NumericDate (RFC 7519 §2) in milliseconds; `undefined` if it is outside the range of `Date`. */
function timeIn(value: unknown): number | undefined {
  if (typeof value !== "number") return undefined;
  const time = Math.round(value * 1000);
  return Number.isNaN(new Date(time).getTime()) ? undefined : time;
}

function stringIn(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function stringsIn(value: unknown): string[] {
  return [value].flat().filter((item) => typeof item === "string");
}

function distinct(strings: readonly string[]): string[] {
  return [...new Set(strings.filter((string) => string !== ""))];
}
