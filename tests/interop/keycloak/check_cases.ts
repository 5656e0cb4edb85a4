/**
 * `explain --check`: what a run would meet, found without a token request.
 *
 * @module
 */

import type { Case } from "../case.ts";
import { casesOf, type Row, type World } from "./world.ts";
import { keyId } from "./clients.ts";

/** The cases of `explain --check`, which fails with the status of the run. */
export function checkCases({ http, keys }: World): readonly Case[] {
  const rsa = { "key.pem": keys.RSA?.pem ?? "" };
  const rows: readonly Row[] = [
    { name: "right settings: ready", client: "secret" },
    {
      name: "private key: ready",
      client: "key-RS256",
      hasSecret: false,
      args: ["--private-key-file", "key.pem", "--key-id", keyId],
      options: { files: rsa },
    },
    {
      name: "unknown realm: a run would fail, the server's words",
      client: "secret",
      realm: "nowhere",
      status: 7,
      says: ["A run would fail", "/realms/nowhere"],
    },
    {
      name: "realm that requires https: a run would fail",
      client: "secret",
      realm: "https-only",
      status: 7,
      says: ["A run would fail"],
    },
  ];
  const unreachable: Row = {
    name: "address where nothing listens: no connection",
    client: "secret",
    status: 5,
    says: ["A run would fail with exit status 5"],
  };
  const cases = [
    ...casesOf("explain --check", http, rows),
    ...casesOf("explain --check", `http://127.0.0.1:${closedPort()}`, [unreachable]),
  ];
  return cases.map(({ args, options, ...rest }) => ({
    ...rest,
    args: ["explain", ...args, "--check"],
    options: { ...options, reports: true },
  }));
}

/** A port of this machine where nothing listened a moment ago. */
function closedPort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
