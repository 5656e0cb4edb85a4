/**
 * Clients that authenticate with a token of another issuer.
 *
 * @module
 */

import { importJWK, type JWTPayload, SignJWT } from "jose";
import type { Case } from "../case.ts";
import { type ClientKey, newClientKey } from "../keys.ts";
import { clientSecret } from "./clients.ts";
import { federatedSubject, ownIssuer } from "./realms.ts";
import { isTokenOf } from "./tokens.ts";
import { casesOf, type Row, type World } from "./world.ts";

const useToken = ["--federated-token-file", "token.jwt"];

/** The cases of federated tokens. Keycloak takes each token once. */
export async function federatedCases({ http, keys }: World): Promise<readonly Case[]> {
  const keyPairs = { right: keys.RSA as ClientKey, wrong: await newClientKey("RS256") };
  const tables = (["keycloak", "oidc"] as const).map(async (only) => {
    const fromRealm = await tokenOfRealm(http);
    const rows = [
      ...accepted(fromRealm, await signed(http, {}, keyPairs.right)),
      ...await refused(http, keyPairs),
    ];
    return casesOf(
      "federated token",
      http,
      rows.map(({ token, ...row }): Row => ({
        ...{ only, hasSecret: false, args: useToken },
        options: { files: { "token.jwt": token } },
        ...row,
      })),
    );
  });
  return (await Promise.all(tables)).flat();
}

interface TokenRow extends Row {
  /** The federated token. */
  readonly token: string;
}

function accepted(fromRealm: string, own: string): readonly TokenRow[] {
  return [
    {
      name: "token of another realm, with this realm as its audience: token",
      client: "federated-realm",
      token: fromRealm,
      use: isTokenOf("federated-realm"),
    },
    {
      name: "token of an issuer whose key Keycloak has: token",
      client: "federated-own",
      token: own,
      use: isTokenOf("federated-own"),
    },
  ];
}

/** Tokens that Keycloak refuses, with what is wrong with them and what must be said. */
async function refused(
  origin: string,
  { right, wrong }: { readonly right: ClientKey; readonly wrong: ClientKey },
): Promise<readonly TokenRow[]> {
  const table: readonly (readonly [string, JWTPayload, Row["says"], Partial<TokenRow>?])[] = [
    [
      "two audiences: refused",
      { aud: [`${origin}/realms/shop`, "account"] },
      ["Multiple audiences not allowed", "presented audience"],
    ],
    [
      "another audience: refused",
      { aud: "https://other.example" },
      ["Invalid token audience", "https://other.example"],
    ],
    ["subject of no client: refused", { sub: "somebody" }, ["presented subject = somebody"]],
    [
      "subject of another client: refused",
      {},
      ["client_id parameter does not match authenticated client"],
      { client: "federated-realm" },
    ],
    ["client that has a secret: refused", {}, ["refused"], { client: "secret" }],
    ["issuer that the realm does not know: refused", { iss: "https://unknown.example" }, [
      "presented issuer = https://unknown.example",
    ]],
    ["token that is not valid yet: refused, the clock named", { nbf: secondsFromNow(120) }, [
      "Token is not active",
      "clock",
    ]],
    ["signature of another key: refused", {}, ["refused"], {
      token: await signed(origin, {}, wrong),
    }],
  ];
  return await Promise.all(table.map(async ([name, claims, says = [], more]) => ({
    ...{ name, says, status: 4, client: "federated-own" },
    token: await signed(origin, claims, right),
    ...more,
  })));
}

function secondsFromNow(seconds: number): number {
  return Math.floor(Date.now() / 1000) + seconds;
}

/** A token of the issuer whose key Keycloak has; these claims replace the right ones. */
async function signed(origin: string, claims: JWTPayload, { jwk }: ClientKey): Promise<string> {
  return await new SignJWT({
    iss: ownIssuer,
    sub: federatedSubject,
    aud: `${origin}/realms/shop`,
    jti: crypto.randomUUID(),
    iat: secondsFromNow(0),
    exp: secondsFromNow(240),
    ...claims,
  }).setProtectedHeader({ alg: "RS256", typ: "JWT" }).sign(await importJWK(jwk, "RS256"));
}

/** A token of the realm `issuer`, as its workload has it. */
async function tokenOfRealm(origin: string): Promise<string> {
  const response = await fetch(`${origin}/realms/issuer/protocol/openid-connect/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: "workload",
      client_secret: clientSecret,
    }),
  });
  const { access_token: token } = await response.json();
  return token;
}
