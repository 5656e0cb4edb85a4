/**
 * Shows a token to people.
 *
 * @module
 */

import type { JsonObject } from "../core/json.ts";
import { printable, printableJson } from "../core/text.ts";
import type { DecodedToken, EncryptedToken, OpaqueToken, ReadableToken } from "./decode_token.ts";
import { type Findings, findingsIn, type TimeClaim, timeClaims } from "./claims.ts";
import type { RecognisedProvider } from "./recognise_provider.ts";
import { describeTime } from "./times.ts";
import type { Verified } from "./verify_token.ts";

/** All that is known about a token. */
export interface TokenReport {
  readonly decoded: DecodedToken;
  readonly recognised: RecognisedProvider | undefined;
  /** What was verified, if that was asked for. */
  readonly verified: Verified | undefined;
  /** Whether to show the signature. */
  readonly withSignature: boolean;
}

/** The most members of an object, or items of a list, that are shown. */
const maxItems = 100;

/** The most characters of a value, and of a name. */
const maxValue = 500;
const maxName = 30;

/** What a token says, as lines of text that are harmless on a terminal. */
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
      `No JWT, though it begins like one (${characters}).`,
      "Was it cut or changed when it was copied?",
    ]
    : [
      `An opaque token of ${characters}.`,
      "What it stands for, only its issuer knows; there is nothing in it to be read.",
    ];
}

function heading(
  { kind, header }: EncryptedToken | ReadableToken,
  verified: Verified | undefined,
): string[] {
  const algorithm = printable(`${header.alg}`, maxName);
  if (verified) return verifiedHeading(verified, algorithm);
  switch (kind) {
    case "encrypted":
      return ["An encrypted JWT (JWE).", "Only the API that it is for can read its claims."];
    case "unsigned":
      return ["A JWT without a signature.", "Anyone can have written it."];
    case "signed":
      return [
        `A JWT, signed with ${algorithm}.`,
        "Not verified: --verify finds out who signed it.",
      ];
  }
}

function verifiedHeading({ issuer, audience }: Verified, algorithm: string): string[] {
  return [
    `A JWT, verified: ${printable(issuer, maxValue)} signed it (${algorithm}).`,
    audience === undefined
      ? "It is good now. Whom it is for was not checked; --audience says who that should be."
      : `It is good now, and for ${printable(audience, maxValue)}.`,
  ];
}

const timeLabels: Readonly<Record<TimeClaim, readonly [past: string, future: string]>> = {
  auth_time: ["Logged in", "Logged in"],
  iat: ["Issued", "Issued"],
  nbf: ["Valid from", "Not yet valid"],
  exp: ["Expired", "Expires"],
};

function summary({ recognised }: TokenReport, { claims }: ReadableToken, now: number): string[] {
  const found: Findings = findingsIn(claims);
  const all: readonly (readonly [label: string, values: readonly string[]])[] = [
    ["Provider", optional(recognised?.title)],
    ["Issuer", optional(found.issuer)],
    ["Subject", optional(found.subject)],
    ["Client", optional(found.client)],
    ["Audience", found.audience],
    ["Scopes", found.scopes],
    ["Roles", found.roles],
    ...timeClaims.map((name) => timeRow(name, found.times[name], now)),
  ];
  const rows = all.filter(([, values]) => values.length > 0);
  const width = Math.max(...rows.map(([label]) => label.length));
  return rows.flatMap(([label, values]) =>
    limited(values.map((value) => printable(value, maxValue)))
      .map((value, index) => `${(index === 0 ? label : "").padEnd(width)}  ${value}`)
  );
}

function optional(value: string | undefined): string[] {
  return value === undefined ? [] : [value];
}

function timeRow(name: TimeClaim, time: number | undefined, now: number) {
  const [past, future] = timeLabels[name];
  if (time === undefined) return [future, name === "exp" ? ["not told"] : []] as const;
  return [time > now ? future : past, [describeTime(time, now)]] as const;
}

/** The members of an object, with values in JSON. */
function members(object: JsonObject): string[] {
  const entries = Object.entries(object).map(([name, value]) =>
    [printable(name, maxName), printable(printableJson(JSON.stringify(value)), maxValue)] as const
  );
  const width = Math.max(0, ...entries.slice(0, maxItems).map(([name]) => name.length));
  return limited(entries.map(([name, value]) => `${name.padEnd(width)}  ${value}`));
}

/** The first of many lines, and how many there are more. */
function limited(lines: readonly string[]): string[] {
  const more = lines.length - maxItems;
  return more > 0
    ? [...lines.slice(0, maxItems), `… and ${more} more, which --json shows`]
    : [...lines];
}

function section(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  return ["", ...(title === "" ? [] : [title]), ...lines.map((line) => `  ${line}`)];
}
