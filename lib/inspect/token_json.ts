/**
 * Tells a program what a token says.
 *
 * @module
 */

import { printableJson } from "../core/text.ts";
import { findingsIn } from "./claims.ts";
import type { TokenReport } from "./token_text.ts";
import { utcTime } from "../core/clock.ts";

/** What a token says, as a line of JSON. A program need not know the names that a vendor uses. */
export function tokenJson(report: TokenReport, now: number): string {
  const { decoded, recognised, verified, withSignature } = report;
  const claims = "claims" in decoded ? decoded.claims : undefined;
  const { times, ...found } = findingsIn(claims ?? {});
  const timeOf = (time: number | undefined) => time === undefined ? null : utcTime(time);
  const json = {
    kind: decoded.kind,
    header: "header" in decoded ? decoded.header : null,
    claims: claims ?? null,
    provider: recognised?.name ?? null,
    issuer: found.issuer ?? null,
    subject: found.subject ?? null,
    client: found.client ?? null,
    audience: found.audience,
    scopes: found.scopes,
    roles: found.roles,
    issued_at: timeOf(times.iat),
    valid_from: timeOf(times.nbf),
    authenticated_at: timeOf(times.auth_time),
    expires_at: timeOf(times.exp),
    expires_in: times.exp === undefined ? null : Math.floor((times.exp - now) / 1000),
    verified: verified
      ? { issuer: verified.issuer, keys: verified.keys, audience: verified.audience ?? null }
      : null,
    ...(withSignature && "signature" in decoded ? { signature: decoded.signature } : {}),
  };
  return printableJson(JSON.stringify(json)) + "\n";
}
