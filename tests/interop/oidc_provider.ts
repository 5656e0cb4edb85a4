/**
 * oidc-provider, a certified OpenID provider from npm, which the end-to-end tests use as well.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { calculateJwkThumbprint, decodeJwt } from "jose";
import denoConfig from "../../deno.json" with { type: "json" };
import { type Idp, startIdp } from "../idp/idp.ts";
import { assertionAlgorithms, type KeyClient } from "../idp/key_client.ts";
import { type MutualTlsIdp, startMutualTlsIdp } from "../idp/mutual_tls_idp.ts";
import type { Case, RunningServer, Server } from "./case.ts";

/** oidc-provider with an API, scopes and clients for each method. */
export const oidcProvider: Server = {
  name: "oidc-provider",
  version: denoConfig.imports["oidc-provider"].replace(/.*@/, ""),
  start,
};

async function start(cleanup: AsyncDisposableStack): Promise<RunningServer> {
  const idp = cleanup.use(await startIdp());
  const mutualTls = cleanup.use(await startMutualTlsIdp());
  const keyClients = await Promise.all(assertionAlgorithms.map(idp.oidc.keyClient));
  return {
    cases: [
      ...secretCases(idp),
      ...keyClients.map((client) => keyCase(idp, client)),
      ...await certificateCases(mutualTls),
      ...keyClients.map((client) => dpopCase(idp, client)),
      ...refusalCases(idp),
      ...scopeCases(idp),
    ],
    secrets: idp.secrets,
  };
}

type Row = Omit<Case, "by" | "args"> & {
  readonly client: string;
  readonly secret?: string;
  readonly args?: readonly string[];
};

function caseAt(issuer: string, { client, secret, args = [], options, ...row }: Row): Case {
  const env = secret === undefined ? {} : { GETTOKEN_CLIENT_SECRET: secret };
  return {
    by: "oidc",
    args: ["oidc", "--issuer", issuer, "--client-id", client, ...args],
    options: { ...options, env },
    ...row,
  };
}

function secretCases({ oidc: { issuer, clients } }: Idp): readonly Case[] {
  const methods = [
    ["client_secret_basic", clients.basic, clients.post],
    ["client_secret_post", clients.post, clients.basic],
  ] as const;
  return methods.flatMap(([method, right, wrong]) => {
    const args = ["--auth-method", method];
    const row = (name: string, { clientId, clientSecret }: typeof right): Row => ({
      ...{ topic: method, name, args },
      ...{ client: clientId, secret: clientSecret },
    });
    return [
      caseAt(issuer, row("right secret: token", right)),
      caseAt(
        issuer,
        row("client ID and secret with characters that encodings change: token", clients.awkward),
      ),
      caseAt(issuer, {
        ...row("wrong secret: refused", { ...right, clientSecret: "not-the-secret" }),
        status: 4,
        says: ["invalid_client", right.clientId],
      }),
      caseAt(issuer, {
        ...row("client that does not take this method: refused, the option named", wrong),
        status: 4,
        says: ["invalid_client", "--auth-method"],
      }),
    ];
  });
}

function keyCase({ oidc: { issuer } }: Idp, { clientId, algorithm, keyId, pem }: KeyClient): Case {
  return caseAt(issuer, {
    topic: "private_key_jwt",
    name: `${algorithm}: token`,
    client: clientId,
    args: [
      ...["--private-key-file", "key.pem", "--key-id", keyId],
      ...["--signing-algorithm", algorithm],
    ],
    options: { files: { "key.pem": pem } },
  });
}

async function certificateCases(idp: MutualTlsIdp): Promise<readonly Case[]> {
  const kinds = ["RSA", "EC", "Ed25519"] as const;
  const clients = await Promise.all(kinds.map((kind) => idp.client(kind)));
  const rows = [
    ...clients.map((client, index) => ["tls_client_auth", `${kinds[index]} key`, client] as const),
    ["self_signed_tls_client_auth", "its certificate", idp.selfSigned] as const,
  ];
  return rows.map(([topic, name, { clientId, cert, key }]) =>
    caseAt(idp.issuer, {
      topic,
      name: `${name}: token`,
      client: clientId,
      args: [
        ...["--auth-method", topic, "--ca-file", "ca.pem"],
        ...["--client-cert-file", "cert.pem", "--client-key-file", "key.pem"],
      ],
      options: { files: { "ca.pem": idp.authority, "cert.pem": cert, "key.pem": key } },
      use: (stdout) => idp.verify(stdout.trim()),
    })
  );
}

function dpopCase(
  { oidc: { issuer, clients: { basic } } }: Idp,
  { algorithm, pem, publicJwk }: KeyClient,
): Case {
  return caseAt(issuer, {
    topic: "DPoP",
    name: `key for ${algorithm}, and a nonce: bound token`,
    ...{ client: basic.clientId, secret: basic.clientSecret },
    args: ["--dpop-key-file", "dpop.pem", "-o", "json"],
    options: { files: { "dpop.pem": pem } },
    use: async (stdout) => {
      const { access_token: token, token_type: type } = JSON.parse(stdout);
      assertEquals(type, "DPoP");
      const jkt = await calculateJwkThumbprint(publicJwk);
      assertEquals(decodeJwt(token).cnf, { jkt });
    },
  });
}

function refusalCases({ oidc: { issuer, clients: { basic, ungranted } } }: Idp): readonly Case[] {
  return [
    caseAt(issuer, {
      topic: "clients refused",
      name: "unknown client",
      ...{ client: "nobody", secret: basic.clientSecret },
      status: 4,
      says: ["invalid_client", "nobody"],
    }),
    caseAt(issuer, {
      topic: "clients refused",
      name: "client that may not use the grant",
      ...{ client: ungranted.clientId, secret: ungranted.clientSecret },
      status: 4,
      says: ["may not use the client credentials grant"],
    }),
  ];
}

function scopeCases({ oidc: { issuer, clients, scopes, refusedScope } }: Idp): readonly Case[] {
  const { clientId: client, clientSecret: secret } = clients.basic;
  return [
    caseAt(issuer, {
      topic: "scopes",
      name: "two: in the token",
      ...{ client, secret, args: ["--scope", scopes.join(" ")] },
      use: (stdout) => assertEquals(decodeJwt(stdout.trim()).scope, scopes.join(" ")),
    }),
    caseAt(issuer, {
      topic: "scopes",
      name: "one that the client may not have: refused, the scope named",
      ...{ client, secret, args: ["--scope", refusedScope] },
      status: 4,
      says: ["invalid_scope", refusedScope],
    }),
  ];
}
