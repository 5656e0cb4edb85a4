/**
 * Tokens of another issuer, which vouch for this machine in place of a secret (RFC 7523 §2.2,
 * workload identity federation). They are handed on as they are.
 *
 * @module
 */

import { inWords, utcTime } from "../core/clock.ts";
import { GettokenError } from "../core/errors.ts";
import type { Host } from "../core/host.ts";
import type { JsonObject } from "../core/json.ts";
import { Secret } from "../core/secret.ts";
import { namedFile, readSecretText } from "../settings/secret_file.ts";
import { printable } from "../core/text.ts";

/** A token of another issuer. */
export interface FederatedToken {
  /** The JWT, to be sent as `client_assertion`. */
  readonly assertion: Secret;
  /** What it says, unverified: that is for whoever receives it. */
  readonly claims: JsonObject;
}

/** The most characters of a claim that are shown: Entra registers no longer ones. */
const maxClaim = 600;

/**
 * Reads a token from a file. Whoever mounts the file renews it, so it is to be read anew for each
 * request.
 *
 * @param source Who names the file: `AZURE_FEDERATED_TOKEN_FILE in the environment`.
 * @throws {GettokenError} `setting_invalid`
 */
export async function readFederatedToken(
  host: Host,
  path: string,
  source: string,
): Promise<FederatedToken> {
  const token = await parseFederatedToken(await readSecretText(host, path, source));
  const name = namedFile(path, source);
  if (token === undefined) {
    throw new GettokenError("setting_invalid", `${name}: it holds no signed JWT`, {
      hint: "Such a file holds a token alone: three parts of Base64url with dots between.",
    });
  }
  refuseExpired(token, name, host.now());
  return token;
}

/** The token that a text is, white space around it aside; `undefined` if it is none. */
export async function parseFederatedToken(text: string): Promise<FederatedToken | undefined> {
  const token = text.trim();
  // RFC 7515 §7.1. Without a signature it vouches for nothing.
  if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) return undefined;
  const { decodeJwt } = await import("jose/jwt/decode");
  try {
    return { assertion: new Secret(token), claims: decodeJwt(token) };
  } catch {
    return undefined;
  }
}

function refuseExpired({ claims: { exp } }: FederatedToken, name: string, now: number): void {
  if (typeof exp !== "number" || exp * 1000 > now) return;
  const end = Math.max(exp, 0);
  const ago = inWords(Math.round(now / 1000 - end));
  throw new GettokenError(
    "setting_invalid",
    `${name}: the token in it expired ${ago} ago`,
    {
      details: [
        `It was valid until ${utcTime(end * 1000)}; this machine's clock says ${utcTime(now)}.`,
      ],
      hint: "Whoever mounts the file renews the token in it. See why that did not happen.",
    },
  );
}

/**
 * What a token says that the receiver compares with what is registered there, a line each, to be
 * pasted from.
 */
export function describeFederatedToken(
  { claims: { iss, sub, aud } }: Pick<FederatedToken, "claims">,
): string[] {
  return [
    `presented issuer = ${shown(iss)}`,
    `presented subject = ${shown(sub)}`,
    `presented audience = ${shown(aud)}`,
  ];
}

/** A claim as it may be shown. */
function shown(claim: unknown): string {
  const values = [claim].flat().filter((value) => typeof value === "string");
  return printable(values.join(", "), maxClaim) || "(none)";
}
