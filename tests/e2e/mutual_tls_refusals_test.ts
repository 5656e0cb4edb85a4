/**
 * Unusable client certificates, and servers that require one when none is set.
 *
 * @module
 */

import { assertEquals, assertMatch } from "@std/assert";
import { certificateAuthority } from "../idp/certificate_authority.ts";
import { certificateServer } from "../idp/certificate_server.ts";
import { scriptedServer } from "../idp/scripted_server.ts";
import { linesOf } from "./pem_lines.ts";
import { testProgram } from "./program.ts";

testProgram(
  "server requires a client certificate and none is set: the error says so",
  async (gettoken) => {
    const { pem: authority, issue } = await certificateAuthority();
    const tls = await issue();
    await using server = await certificateServer(() => new Response(), {
      ...{ tls, authority, isStrict: true },
    });
    let said = "";
    // The server closes the connection as well, which on a busy machine can overtake its alert.
    for (let tries = 0; tries < 5 && !/requires a client certificate/.test(said); tries++) {
      const { status, stderr } = await gettoken.run(
        ["oidc", "--token-url", server.origin, "--client-id", "x", "--ca-file", "ca.pem"],
        { env: { GETTOKEN_CLIENT_SECRET: "canary-secret" }, files: { "ca.pem": authority } },
      );
      assertEquals([status, server.requests], [5, []], stderr);
      said = stderr;
    }
    assertMatch(said, /requires a client certificate/);
    assertMatch(said, /--client-cert-file/);
  },
);

const hour = 60 * 60 * 1000;
const own = await certificateAuthority();
const good = await own.issue({ use: "client" });
const refusals: Readonly<
  Record<string, { readonly cert?: string; readonly key?: string; readonly says: RegExp }>
> = {
  "an invalid certificate": {
    cert: "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    says: /--client-cert-file: certificate 1 of 1 in it is invalid/,
  },
  "a file without a certificate": { cert: good.key, says: /a private key.* no certif/ },
  "a key of another certificate": {
    key: (await own.issue()).key,
    says: /--client-cert-file: its certificate does not match the private key/,
  },
  "a certificate that has expired": {
    ...await own.issue({
      use: "client",
      notBefore: new Date(Date.now() - 48 * hour),
      notAfter: new Date(Date.now() - 24 * hour),
    }),
    says: /the certificate expired on/,
  },
  "a certificate that is not valid yet": {
    ...await own.issue({ use: "client", notBefore: new Date(Date.now() + hour) }),
    says: /the certificate is not valid before/,
  },
};

for (const [what, { says, ...files }] of Object.entries(refusals)) {
  testProgram(`gettoken refuses ${what}, and sends nothing`, async (gettoken) => {
    await using server = scriptedServer(() => new Response());
    const client = { clientId: "x", ...good, ...files };
    const { status, stderr } = await gettoken.run(
      [
        ...["oidc", "--token-url", server.origin, "--client-id", "x"],
        ...["--client-cert-file", "cert.pem", "--client-key-file", "key.pem"],
      ],
      { files: { "cert.pem": client.cert, "key.pem": client.key }, secrets: linesOf(client.key) },
    );
    assertEquals([status, server.requests.length], [3, 0], stderr);
    assertMatch(stderr, says);
  });
}

testProgram(
  "path instead of a certificate: the hint names --client-cert-file",
  async (gettoken) => {
    const args = ["oidc", "--token-url", "http://127.0.0.1:9", "--client-id", "x"];
    const { status, stderr } = await gettoken.run([...args, "--client-cert", "cert.pem"]);
    assertEquals(status, 3, stderr);
    assertMatch(stderr, /To set a path, use --client-cert-file/);
  },
);
