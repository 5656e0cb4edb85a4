/**
 * Find the token and its lifetime where a provider says that they are in a reply. Loaded only for
 * such a provider.
 *
 * @module
 */

import type { ResponseQuirks } from "../contract/provider.ts";
import { isJsonObject, type JsonObject } from "../core/json.ts";

/** The names on the way to a member: `data.access_token` has two. */
export function memberPath(member: string | readonly string[]): readonly string[] {
  return typeof member === "string" ? member.split(".") : member;
}

/**
 * A reply with its token and lifetime under the names of RFC 6749 §5.1. The members beside the token
 * count before those above it. Where a provider says where the token is, its type may be missing.
 */
export function withStandardMembers(
  reply: JsonObject,
  { accessToken, expiresIn }: ResponseQuirks,
): JsonObject {
  const path = memberPath(accessToken ?? "access_token");
  const beside = valueAt(reply, path.slice(0, -1));
  const members = {
    ...(accessToken === undefined ? {} : { token_type: "Bearer" }),
    ...reply,
    ...(isJsonObject(beside) ? beside : {}),
    access_token: valueAt(reply, path),
  };
  return expiresIn === undefined
    ? members
    : { ...members, expires_in: valueAt(reply, memberPath(expiresIn)) };
}

function valueAt(value: unknown, [name, ...rest]: readonly string[]): unknown {
  if (name === undefined) return value;
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  // In a list, the name is an index.
  return valueAt(Reflect.get(value, name), rest);
}
