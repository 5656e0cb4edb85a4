/**
 * Random JSON, and random changes to it.
 *
 * @module
 */

import fc from "fast-check";
import { isJsonObject } from "../../lib/core/json.ts";
import { bodyText, numberMark } from "./server_texts.ts";

/** Names that some code treats specially. */
export const members = fc.constantFrom(
  ...["access_token", "token_type", "expires_in", "scope", "instance_url", "refresh_token"],
  ...["error", "error_description", "error_codes", "error_reason", "error_hint", "error_uri"],
  ...["errorCode", "errorSummary", "errorId", "status", "name", "message", "description"],
  ...["trace_id", "correlation_id", "type", "issuer", "token_endpoint"],
  ...["token_endpoint_auth_methods_supported", "__proto__", "constructor", "toString"],
);

/** Any JSON value, often with such names. */
export const jsonValue: fc.Arbitrary<unknown> = fc.oneof(
  bodyText,
  numberMark,
  fc.jsonValue({ maxDepth: 2 }),
  fc.array(bodyText, { maxLength: 3 }),
  fc.dictionary(members, bodyText, { maxKeys: 3 }),
  fc.constantFrom("https://id.example/other", "http://id.example/token", "https://u:p@id.example/"),
  fc.integer({ min: 1, max: 3000 }).map((depth) =>
    JSON.parse("[".repeat(depth) + "]".repeat(depth))
  ),
);

/** The kind of a change to a member of an object. */
type Change = (name: string, value: unknown) => readonly (readonly [string, unknown])[];

/** A change to one member. */
export const change: fc.Arbitrary<Change> = fc.oneof(
  jsonValue.map((value): Change => (name) => [[name, value]]),
  fc.constant<Change>(() => []),
  members.map((other): Change => (_, value) => [[other, value]]),
  fc.record({ other: members, added: jsonValue })
    .map(({ other, added }): Change => (name, value) => [[name, value], [other, added]]),
  fc.constant<Change>((name, value) => [[name, [value]]]),
);

/** A change to one member of a nested value. */
export interface Edit {
  /** The number of the member in the whole value, modulo the number of members. */
  readonly at: number;
  readonly change: Change;
}

/** The value with one member changed. */
export function edited(value: unknown, { at, change }: Edit): unknown {
  let left = at % Math.max(1, membersIn(value));
  function visit(value: unknown): unknown {
    if (!isJsonObject(value)) return value;
    const changed = Object.entries(value).flatMap(([name, member]) =>
      left-- === 0 ? change(name, member) : [[name, visit(member)] as const]
    );
    return Object.fromEntries(changed);
  }
  return visit(value);
}

function membersIn(value: unknown): number {
  if (!isJsonObject(value)) return 0;
  return Object.values(value).reduce((sum: number, member) => sum + 1 + membersIn(member), 0);
}
