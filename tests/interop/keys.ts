/**
 * Private keys of clients, one for each kind, and what a server registers of them.
 *
 * @module
 */

import { exportJWK, exportPKCS8, generateKeyPair, type JWK } from "jose";
import { keyKindOf } from "../../lib/keys/algorithms.ts";

/** A key pair of a client. */
export interface ClientKey {
  /** The private key in PKCS#8. */
  readonly pem: string;
  /** The private key as JWK, without `kid`. */
  readonly jwk: JWK;
  readonly publicJwk: JWK;
}

/** The keys of one run, by kind: RSA, or the name of the curve. */
export type ClientKeys = Readonly<Record<string, ClientKey>>;

const privateMembers = ["d", "p", "q", "dp", "dq", "qi"];

/**
 * A key on P-521, which Deno 2.6 cannot create: `openssl ecparam -name secp521r1 -genkey`. It was
 * made for these tests, and is known to anyone.
 */
const p521: ClientKey = {
  pem: `-----BEGIN PRIVATE KEY-----
MIHuAgEAMBAGByqGSM49AgEGBSuBBAAjBIHWMIHTAgEBBEIBsB9MnNrJfRuI7dnO
iHmkmydhIjmh8Ot1X0FQ8ZJdQKr1BuqPYt0bfCxt9Q7RdQBgTMTN0G0ztPXPdRTJ
puR+3MihgYkDgYYABAAQ/L6f01TIMvsycdwpBSFM2XDd7Edi8Pgsma2BUqr1rY1L
whUMn34DiNfULfucTdcJTTD588ZFnmU2LObZxMwATgFwHArROqe6IUWTBqx1AHGO
CfH5cgOt5n20GBJK0iO06RrRRZrfLqLR9efkcez7wFRsvr35wUr1eWTx7WWqMMLA
Aw==
-----END PRIVATE KEY-----
`,
  ...jwksOf({
    kty: "EC",
    crv: "P-521",
    x: "ABD8vp_TVMgy-zJx3CkFIUzZcN3sR2Lw-CyZrYFSqvWtjUvCFQyffgOI19Qt-5xN1wlNMPnzxkWeZTYs5tnEzABO",
    y: "AXAcCtE6p7ohRZMGrHUAcY4J8flyA63mfbQYEkrSI7TpGtFFmt8uotH15-Rx7PvAVGy-vfnBSvV5ZPHtZaowwsAD",
    d: "AbAfTJzayX0biO3Zzoh5pJsnYSI5ofDrdV9BUPGSXUCq9Qbqj2LdG3wsbfUO0XUAYEzEzdBtM7T1z3UUyabkftzI",
  }),
};

/** Creates a key of each kind but P-521. */
export async function newClientKeys(): Promise<ClientKeys> {
  const algorithms = ["RS256", "ES256", "ES384", "EdDSA"] as const;
  const created = await Promise.all(
    algorithms.map(async (algorithm) => [keyKindOf[algorithm], await newClientKey(algorithm)]),
  );
  return { ...Object.fromEntries(created), "P-521": p521 };
}

/** Creates a key. */
export async function newClientKey(algorithm: string): Promise<ClientKey> {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  return { pem: await exportPKCS8(privateKey), ...jwksOf(await exportJWK(privateKey)) };
}

function jwksOf(jwk: JWK): Pick<ClientKey, "jwk" | "publicJwk"> {
  const members = Object.entries(jwk).filter(([name]) => !privateMembers.includes(name));
  return { jwk, publicJwk: Object.fromEntries(members) as unknown as JWK };
}
