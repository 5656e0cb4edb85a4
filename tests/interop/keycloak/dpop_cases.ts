/**
 * Tokens bound to a key (DPoP, RFC 9449), used at an API of Keycloak.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { calculateJwkThumbprint, decodeJwt, importJWK, type JWK, SignJWT } from "jose";
import type { Case } from "../case.ts";
import { type ClientKey, newClientKeys } from "../keys.ts";
import { noP521, orTold } from "./clients.ts";
import { casesOf, type Row, type World } from "./world.ts";

const algorithmOf = {
  RSA: "RS256",
  "P-256": "ES256",
  "P-384": "ES384",
  "P-521": "ES512",
  Ed25519: "EdDSA",
};

const bind = ["--dpop-key-file", "dpop.pem", "-o", "json"];

/** The cases of DPoP. */
export async function dpopCases({ http, keys }: World): Promise<readonly Case[]> {
  const userinfo = `${http}/realms/shop/protocol/openid-connect/userinfo`;
  // Other keys than those that authenticate clients.
  const dpopKeys = await newClientKeys();
  const rows = Object.entries(algorithmOf).map(([kind, algorithm]): Row => {
    const key = dpopKeys[kind] as ClientKey;
    return {
      name: `key for ${algorithm}: bound token, which userinfo takes with a proof` +
        (kind === "P-521" ? orTold : ""),
      client: "bound-to-key",
      args: [...bind, "--scope", "openid"],
      options: { files: { "dpop.pem": key.pem } },
      ...kind === "P-521" && { lacking: noP521 },
      use: (stdout) => isTakenAt(userinfo, { stdout, key, algorithm }),
    };
  });
  const key = dpopKeys["P-256"] as ClientKey;
  const files = { "dpop.pem": key.pem };
  return casesOf("DPoP", http, [
    ...rows,
    {
      name: "beside a private key: bound token",
      client: "key-ES256",
      hasSecret: false,
      args: [...bind, "--private-key-file", "signing.pem", "--key-id", "key-1"],
      options: { files: { ...files, "signing.pem": keys["P-256"]?.pem ?? "" } },
      use: (stdout) => isBoundTo(stdout, key.publicJwk),
    },
    {
      name: "client whose tokens need not be bound: bound token",
      client: "secret",
      args: bind,
      options: { files },
      use: (stdout) => isBoundTo(stdout, key.publicJwk),
    },
  ]);
}

/** A proof that is half a minute old. */
export function lateProofCases({ late, keys }: World): readonly Case[] {
  return casesOf("DPoP", late, [{
    name: "proof that is half a minute old: refused, the clock named",
    only: "keycloak",
    client: "bound-to-key",
    args: [...bind, "--timeout", "90"],
    options: { files: { "dpop.pem": keys["P-256"]?.pem ?? "" } },
    status: 4,
    says: ["DPoP proof is not active", "clock"],
  }]);
}

async function isBoundTo(stdout: string, publicJwk: JWK): Promise<string> {
  const { access_token: token, token_type: type } = JSON.parse(stdout);
  assertEquals(type, "DPoP");
  const { jkt } = decodeJwt(token).cnf as { readonly jkt?: string };
  assertEquals(jkt, await calculateJwkThumbprint(publicJwk));
  return token;
}

/** Asserts that the API takes the token with a proof, and refuses it without. */
async function isTakenAt(
  url: string,
  { stdout, key, algorithm }: {
    readonly stdout: string;
    readonly key: ClientKey;
    readonly algorithm: string;
  },
): Promise<void> {
  const token = await isBoundTo(stdout, key.publicJwk);
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token));
  const proof = await new SignJWT({
    htm: "GET",
    htu: url,
    ath: new Uint8Array(hash).toBase64({ alphabet: "base64url", omitPadding: true }),
    jti: crypto.randomUUID(),
  })
    .setIssuedAt()
    .setProtectedHeader({ typ: "dpop+jwt", alg: algorithm, jwk: key.publicJwk })
    .sign(await importJWK(key.jwk, algorithm));
  const authorization = `DPoP ${token}`;
  const taken = await fetch(url, { headers: { authorization, dpop: proof } });
  const { sub } = await taken.json();
  assertEquals([taken.status, sub], [200, decodeJwt(token).sub]);
  const refused = await fetch(url, { headers: { authorization } });
  await refused.body?.cancel();
  assertEquals(refused.status, 401);
}
