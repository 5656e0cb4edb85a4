/**
 * Print a report about a token, as lines or as JSON.
 *
 * @module
 */

import { fromNow, utcTime } from "../core/clock.ts";
import type { JsonObject } from "../core/json.ts";
import { describeConfirmation } from "../oauth/bound_token.ts";
import { alignColumns, printable, printableJson } from "../core/text.ts";
import type { DecodedToken, EncryptedToken, OpaqueToken, ReadableToken } from "./read_token.ts";
import { readClaims, type TimeClaim, timeClaims } from "./claims.ts";
import type { RecognisedProvider } from "./issuer.ts";
import type { Verified } from "./verify_token.ts";

/** What is known about a token. */
export interface TokenReport {
  readonly decoded: DecodedToken;
  readonly recognised: RecognisedProvider | undefined;
  /** What was verified, if requested. */
  readonly verified: Verified | undefined;
  /** Whether to print the signature. */
  readonly withSignature: boolean;
}

/** The report as one line of JSON, with the same member names for all vendors. */
export function tokenJson(report: TokenReport, now: number): string {
  const { decoded, recognised, verified, withSignature } = report;
  const claims = "claims" in decoded ? decoded.claims : null;
  const { times, issuer, subject, client, boundTo, ...lists } = readClaims(claims ?? {});
  const timeOf = (name: TimeClaim) => times[name] === undefined ? null : utcTime(times[name]);
  const json = {
    kind: decoded.kind,
    header: "header" in decoded ? decoded.header : null,
    claims,
    provider: recognised?.name ?? null,
    issuer: issuer ?? null,
    subject: subject ?? null,
    client: client ?? null,
    ...lists,
    bound_to: boundTo,
    issued_at: timeOf("iat"),
    valid_from: timeOf("nbf"),
    authenticated_at: timeOf("auth_time"),
    expires_at: timeOf("exp"),
    expires_in: times.exp === undefined ? null : Math.floor((times.exp - now) / 1000),
    verified: verified ? { ...verified, audience: verified.audience ?? null } : null,
    ...(withSignature && "signature" in decoded ? { signature: decoded.signature } : {}),
  };
  return printableJson(JSON.stringify(json)) + "\n";
}

/** How many members of an object, or items of a list, are shown. */
const maxItems = 100;

/** The maximum length of a value and of a name, in characters. */
const maxValue = 500;
const maxName = 30;

/** The report as printable lines. */
export function showToken(report: TokenReport, now: number): string {
  const { decoded, withSignature } = report;
  const lines = decoded.kind === "opaque" ? opaqueLines(decoded) : [
    ...heading(decoded, report.verified),
    ...("claims" in decoded ? section("", summary(report, decoded, now)) : []),
    ...section("Header", members(decoded.header)),
    ...("claims" in decoded ? section("Claims", members(decoded.claims)) : []),
    ...(withSignature && "claims" in decoded ? section("Signature", [decoded.signature]) : []),
  ];
  return lines.join("\n") + "\n";
}

function opaqueLines({ length, beginsLikeJwt }: OpaqueToken): string[] {
  const characters = length === 1 ? "1 character" : `${length} characters`;
  return beginsLikeJwt
    ? [
      `Not a JWT, though it begins like one (${characters}).`,
      "It may have been cut or changed when it was copied.",
    ]
    : [
      `An opaque token of ${characters}.`,
      "Only its issuer can read it.",
    ];
}

function heading(
  { kind, header }: EncryptedToken | ReadableToken,
  verified: Verified | undefined,
): readonly string[] {
  const algorithm = printable(`${header.alg}`, maxName);
  if (verified) return verifiedHeading(verified, algorithm);
  return {
    encrypted: ["An encrypted JWT (JWE).", "Only the API that it is for can read its claims."],
    unsigned: ["A JWT without a signature.", "Anyone could have written it."],
    signed: [
      `A JWT, signed with ${algorithm}.`,
      "Not verified. To check the signature, add --verify.",
    ],
  }[kind];
}

function verifiedHeading({ issuer, audience }: Verified, algorithm: string): string[] {
  return [
    `A JWT, verified: ${printable(issuer, maxValue)} signed it (${algorithm}).`,
    audience === undefined
      ? "It is valid now. Its audience was not checked; to check it, add --audience."
      : `It is valid now, for the audience ${printable(audience, maxValue)}.`,
  ];
}

const timeLabels: Readonly<Record<TimeClaim, readonly [past: string, future: string]>> = {
  auth_time: ["Logged in", "Logged in"],
  iat: ["Issued", "Issued"],
  nbf: ["Valid from", "Not yet valid"],
  exp: ["Expired", "Expires"],
};

function summary({ recognised }: TokenReport, { claims }: ReadableToken, now: number): string[] {
  const found = readClaims(claims);
  const all: readonly (readonly [label: string, values: string | readonly string[]])[] = [
    ["Provider", recognised?.title ?? []],
    ["Issuer", found.issuer ?? []],
    ["Subject", found.subject ?? []],
    ["Client", found.client ?? []],
    ["Audience", found.audience],
    ["Scopes", found.scopes],
    ["Roles", found.roles],
    ["Bound to", found.boundTo.map(describeConfirmation)],
    ...timeClaims.map((name) => timeRow(name, found.times[name], now)),
  ];
  const rows = all.map(([label, values]) => [label, [values].flat()] as const)
    .filter(([, values]) => values.length > 0);
  return alignColumns(
    rows.flatMap(([label, values]) =>
      limited(values.map((value) => printable(value, maxValue)))
        .map((value, index) => [index === 0 ? label : "", value])
    ),
  );
}

function timeRow(name: TimeClaim, time: number | undefined, now: number) {
  const [past, future] = timeLabels[name];
  if (time === undefined) return [future, name === "exp" ? "not stated in the token" : []] as const;
  return [time > now ? future : past, describeTime(time, now)] as const;
}

/**
 * A time in the local time zone, in UTC, and relative to now.
 *
 * @param offset How far the time zone is ahead of UTC at that time, in minutes.
 */
export function describeTime(
  time: number,
  now: number,
  offset = -new Date(time).getTimezoneOffset(),
): string {
  const utc = `${clockTime(time)} UTC, ${fromNow(time, now)}`;
  if (offset === 0) return utc;
  // The local time may be outside the range of Date.
  const here = Number.isNaN(new Date(time + offset * 60_000).getTime()) ? 0 : offset;
  return `${clockTime(time + here * 60_000)} ${zone(here)} = ${utc}`;
}

function clockTime(time: number): string {
  return utcTime(time).replace("T", " ").replace("Z", "");
}

/** `+05:30` */
function zone(offset: number): string {
  const minutes = Math.abs(offset);
  const [hour, minute] = [Math.trunc(minutes / 60), Math.round(minutes % 60)]
    .map((number) => String(number).padStart(2, "0"));
  return `${offset < 0 ? "-" : "+"}${hour}:${minute}`;
}

/** The members of an object, with values in JSON. */
function members(object: JsonObject): readonly string[] {
  const entries = Object.entries(object).map(([name, value]) =>
    [printable(name, maxName), printable(printableJson(JSON.stringify(value)), maxValue)] as const
  );
  const width = Math.max(0, ...entries.slice(0, maxItems).map(([name]) => name.length));
  return limited(entries.map(([name, value]) => `${name.padEnd(width)}  ${value}`));
}

/** The first lines, and how many more there are. */
function limited(lines: readonly string[]): readonly string[] {
  const more = lines.length - maxItems;
  if (more <= 0) return lines;
  return [...lines.slice(0, maxItems), `… and ${more} more (see --json)`];
}

function section(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  return ["", ...(title === "" ? [] : [title]), ...lines.map((line) => `  ${line}`)];
}
