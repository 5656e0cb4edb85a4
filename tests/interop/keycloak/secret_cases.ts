/**
 * Clients with a secret.
 *
 * @module
 */

import type { Case } from "../case.ts";
import { awkwardId, awkwardSecret, clientSecret, secretAlgorithms } from "./clients.ts";
import { isTokenOf } from "./tokens.ts";
import { casesOf, type Row, type World } from "./world.ts";

/** The cases of `client_secret_basic`, `client_secret_post` and `client_secret_jwt`. */
export function secretCases({ http }: World): readonly Case[] {
  return [
    ...casesOf("client_secret_basic", http, [...tokens("client_secret_basic"), ...basicOnly]),
    ...casesOf("client_secret_post", http, [...tokens("client_secret_post"), ...postOnly]),
    ...casesOf("client_secret_jwt", http, signed),
  ];
}

/** What holds for both ways to send the secret. */
function tokens(method: string): readonly Row[] {
  const args = ["--auth-method", method];
  return [
    { name: "right secret: token", client: "secret", args, use: isTokenOf("secret") },
    {
      name: "secret with characters that encodings change: token",
      client: "awkward",
      args,
      options: { env: { GETTOKEN_CLIENT_SECRET: awkwardSecret } },
      use: isTokenOf("awkward"),
    },
    {
      name: "client ID with such characters: token",
      client: awkwardId,
      args,
      use: isTokenOf(awkwardId),
    },
    {
      name: "secret in a file with a line break at its end: token",
      client: "secret",
      args: [...args, "--client-secret-file", "secret.txt"],
      hasSecret: false,
      options: { files: { "secret.txt": `${clientSecret}\n` } },
      use: isTokenOf("secret"),
    },
    {
      name: "secret of another client: refused",
      client: "awkward",
      args,
      status: 4,
      says: ["Invalid client or Invalid client credentials", "secret"],
    },
  ];
}

const basicOnly: readonly Row[] = [
  { name: "no method named: token", client: "secret", use: isTokenOf("secret") },
  { name: "client that takes only this method: token", client: "basic-only" },
];

const postOnly: readonly Row[] = [
  {
    name: "client that takes only this method: token",
    client: "post-only",
    args: ["--auth-method", "client_secret_post"],
  },
  {
    name: "client that takes only client_secret_basic: refused, the method named",
    client: "basic-only",
    args: ["--auth-method", "client_secret_post"],
    status: 4,
    says: ["Client requires method 'client_secret_basic'", "--auth-method"],
    neverSays: ["may not use the client credentials grant"],
  },
];

const signed: readonly Row[] = [
  ...secretAlgorithms.map((algorithm): Row => ({
    name: `${algorithm}: token`,
    client: `secret-${algorithm}`,
    args: ["--auth-method", "client_secret_jwt", "--signing-algorithm", algorithm],
    use: isTokenOf(`secret-${algorithm}`),
  })),
  {
    name: "no algorithm named: HS256, token",
    client: "secret-HS256",
    args: ["--auth-method", "client_secret_jwt"],
    use: isTokenOf("secret-HS256"),
  },
  {
    name: "another algorithm than the client's: refused, the option named",
    client: "secret-HS512",
    args: ["--auth-method", "client_secret_jwt", "--signing-algorithm", "HS256"],
    status: 4,
    says: ["--signing-algorithm"],
  },
  {
    name: "wrong secret: refused",
    client: "secret-HS256",
    args: ["--auth-method", "client_secret_jwt"],
    options: { env: { GETTOKEN_CLIENT_SECRET: "canary-wrong-".padEnd(80, "x") } },
    status: 4,
    says: ["Signature on JWT token by client secret  failed validation", "secret"],
    neverSays: ["may not use the client credentials grant"],
  },
];
