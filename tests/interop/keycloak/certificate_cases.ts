/**
 * Clients with a certificate: they authenticate with it, or their tokens are bound to it (RFC 8705).
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import type { Case } from "../case.ts";
import { claimsIn, isTokenOf } from "./tokens.ts";
import { casesOf, type Row, type World } from "./world.ts";

const show = ["--client-cert-file", "cert.pem", "--client-key-file", "key.pem"];
const trust = ["--ca-file", "ca.pem"];

/** The cases of `tls_client_auth` and of bound tokens. */
export function certificateCases(world: World): readonly Case[] {
  const { http, https, authority, certificate, untrusted, keys } = world;
  const files = { "ca.pem": authority, "cert.pem": certificate.cert, "key.pem": certificate.key };
  const row = (more: Partial<Row> & Pick<Row, "name" | "client">): Row => ({
    hasSecret: false,
    options: { files },
    ...more,
    args: [...show, ...trust, ...more.args ?? []],
  });
  return [
    ...casesOf("tls_client_auth", https, [
      row({ name: "its certificate: token", client: "certificate", use: isTokenOf("certificate") }),
      row({
        name: "method named: token",
        client: "certificate",
        args: ["--auth-method", "tls_client_auth"],
        use: isTokenOf("certificate"),
      }),
      row({ name: "bound token: token", client: "certificate-bound", use: isBound }),
      row({
        name: "certificate of another subject: refused",
        client: "certificate-of-another",
        status: 4,
        says: ["Invalid client or Invalid client credentials"],
      }),
      row({ name: "unknown client: refused", client: "nobody", status: 4, says: ["nobody"] }),
      row({
        name: "client that has a secret: refused",
        client: "secret",
        status: 4,
        says: ["refused"],
      }),
      row({
        name: "certificate of a CA that the server does not trust: refused",
        client: "certificate",
        options: {
          files: { "ca.pem": authority, "cert.pem": untrusted.cert, "key.pem": untrusted.key },
        },
        status: 4,
        says: ["does not accept the client certificate", "CN=Server or client"],
      }),
    ]),
    ...casesOf("tls_client_auth", http, [
      row({ name: "http address: nothing is sent", client: "certificate", status: 3 }),
    ]),
    ...casesOf("bound to a certificate", https, [
      row({
        name: "certificate beside a secret: bound token",
        client: "bound-to-certificate",
        hasSecret: true,
        use: isBound,
      }),
      row({
        name: "certificate beside a private key: bound token",
        client: "key-bound-to-certificate",
        args: ["--private-key-file", "signing.pem", "--key-id", "key-1"],
        options: { files: { ...files, "signing.pem": keys.RSA?.pem ?? "" } },
        use: isBound,
      }),
    ]),
  ];
}

function isBound(stdout: string): void {
  const { cnf } = claimsIn(stdout) as { cnf?: Record<string, string> };
  assertEquals(Object.keys(cnf ?? {}), ["x5t#S256"]);
}
