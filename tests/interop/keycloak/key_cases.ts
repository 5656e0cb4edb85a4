/**
 * Clients with a private key.
 *
 * @module
 */

import type { Case } from "../case.ts";
import { type ClientKey, newClientKey } from "../keys.ts";
import { keyKindOf } from "../../../lib/keys/algorithms.ts";
import { keyAlgorithms, keyId, noP521, orTold } from "./clients.ts";
import { isTokenOf } from "./tokens.ts";
import { casesOf, type Row, type World } from "./world.ts";

type Algorithm = typeof keyAlgorithms[number];

const useKey = ["--private-key-file", "key.pem"];
const nameKey = ["--key-id", keyId];

/** The cases of `private_key_jwt`. */
export async function keyCases({ http, keys }: World): Promise<readonly Case[]> {
  const keyFor = (algorithm: Algorithm) => keys[keyKindOf[algorithm]] as ClientKey;
  const row = (algorithm: Algorithm, more: Partial<Row> & Pick<Row, "name">): Row => ({
    client: `key-${algorithm}`,
    hasSecret: false,
    options: { files: { "key.pem": keyFor(algorithm).pem } },
    ...more,
    args: [...useKey, ...more.args ?? nameKey],
  });
  const other = await newClientKey("RS256");
  return casesOf("private_key_jwt", http, [
    ...keyAlgorithms.map((algorithm) =>
      row(algorithm, {
        name: algorithm === "ES512" ? `${algorithm}: token${orTold}` : `${algorithm}: token`,
        ...algorithm === "ES512" && { lacking: noP521 },
        args: [...nameKey, "--signing-algorithm", algorithm],
        use: isTokenOf(`key-${algorithm}`),
      })
    ),
    ...audiences.map((audience) =>
      row("RS256", {
        name: `audience ${audience}: token`,
        args: [...nameKey, "--assertion-audience", audience],
        use: isTokenOf("key-RS256"),
      })
    ),
    row("ES256", { name: "no algorithm named: that of the key, token" }),
    row("ES256", {
      name: "key as JWK with kid: token",
      args: [],
      options: {
        files: { "key.pem": JSON.stringify({ ...keyFor("ES256").jwk, kid: keyId }) },
      },
      use: isTokenOf("key-ES256"),
    }),
    ...refusals(row, other),
  ]);
}

const audiences = ["issuer", "token-endpoint"];

function refusals(
  row: (algorithm: Algorithm, more: Partial<Row> & Pick<Row, "name">) => Row,
  other: ClientKey,
): readonly Row[] {
  return [
    row("PS256", {
      name: "another algorithm than the client's: refused, the option named",
      status: 4,
      says: ["Invalid signature algorithm", "--signing-algorithm", "RS256"],
    }),
    row("RS256", {
      name: "unknown key ID: refused, the key ID shown",
      args: ["--key-id", "key-2"],
      status: 4,
      says: ["Unable to load public key", "key-2"],
    }),
    row("RS256", {
      name: "another key: refused",
      options: { files: { "key.pem": other.pem } },
      status: 4,
      says: ["Signature on JWT token failed validation", "--private-key-file"],
    }),
    row("RS256", {
      name: "client without a registered key: refused",
      client: "key-none",
      status: 4,
      says: ["Unable to load public key"],
    }),
    row("RS256", {
      name: "client that has a secret: refused",
      client: "secret",
      status: 4,
      says: ["refused"],
    }),
    row("RS256", {
      name: "unknown client: refused",
      client: "nobody",
      status: 4,
      says: ["nobody"],
    }),
    row("RS256", {
      name: "audience of another server: refused, the option named",
      args: [...nameKey, "--assertion-audience", "https://other.example/"],
      status: 4,
      says: ["--assertion-audience"],
    }),
  ];
}
