/**
 * A key with its certificate in a PKCS#12 (PFX) file, as Azure and Windows export it.
 *
 * @module
 */

import { assertEquals, assertMatch } from "@std/assert";
import * as jose from "jose";
// @ts-types="npm:@types/node-forge@1.3.14"
import forge from "node-forge";
import { certificateAuthority } from "../idp/certificate_authority.ts";
import { scriptedServer } from "../idp/scripted_server.ts";
import { FROM_SOURCE, type Program, type RunOptions, testProgram } from "./program.ts";

const passphrase = "correct hörse battery";
const { key, cert } = await (await certificateAuthority()).issue({
  use: "client",
  keyType: "RSA",
});
/** No output may contain a passphrase or a line of the key. */
const secrets = [
  passphrase,
  "canary-passphrase",
  ...key.split("\n").filter((line) => line.length > 40),
];

/** The key and its certificate in a file with the old encryption, 3DES. */
function pfx(password: string): Uint8Array<ArrayBuffer> {
  const asn1 = forge.pkcs12.toPkcs12Asn1(
    forge.pki.privateKeyFromPem(key),
    [forge.pki.certificateFromPem(cert)],
    password,
    { algorithm: "3des" },
  );
  return Uint8Array.from(forge.util.binary.raw.decode(forge.asn1.toDer(asn1).getBytes()));
}

/** Runs gettoken with a server that verifies the signature of the certificate's key. */
async function ask(gettoken: Program, args: readonly string[], options: RunOptions) {
  const publicKey = await jose.importX509(cert, "PS256");
  await using server = scriptedServer(async ({ form }) => {
    const { protectedHeader } = await jose.jwtVerify(`${form?.client_assertion}`, publicKey);
    assertMatch(`${protectedHeader["x5t#S256"]}`, /^[\w-]{43}$/);
    return Response.json({ access_token: "tok", token_type: "Bearer", expires_in: 60 });
  });
  const result = await gettoken.run([
    ...["entra", "--authority-host", server.origin, "--tenant", "contoso.com"],
    ...["--client-id", "11111111-2222-3333-4444-555555555555", "--scope", "api://a/.default"],
    ...["-q", ...args],
  ], { secrets, ...options });
  return { ...result, count: server.requests.length };
}

testProgram("gettoken entra with a PFX file: token printed", async (gettoken) => {
  for (const given of [passphrase, ""]) {
    const { status, stdout, stderr } = await ask(gettoken, [], {
      files: { "key.pfx": pfx(given) },
      env: {
        AZURE_CLIENT_CERTIFICATE_PATH: "key.pfx",
        ...(given ? { AZURE_CLIENT_CERTIFICATE_PASSWORD: given } : {}),
      },
    });
    assertEquals([status, stdout, stderr], [0, "tok\n", ""]);
  }
}, { fronts: FROM_SOURCE });

testProgram("gettoken entra with a PFX file on stdin: token printed", async (gettoken) => {
  const { status, stderr } = await ask(gettoken, ["--private-key-file", "-"], {
    files: { "key.pfx": pfx(passphrase), "pass.txt": passphrase },
    env: { GETTOKEN_KEY_PASSPHRASE_FILE: "pass.txt" },
    shell: "exec <key.pfx",
  });
  assertEquals([status, stderr], [0, ""]);
});

const whole = pfx(passphrase);
const wrong = { AZURE_CLIENT_CERTIFICATE_PASSWORD: "canary-passphrase" };

const refusals: Readonly<
  Record<string, readonly [file: Uint8Array<ArrayBuffer>, RunOptions["env"], RegExp]>
> = {
  "no passphrase": [
    whole,
    {},
    /no passphrase is set\n.*AZURE_CLIENT_CERTIFICATE_PASSWORD/,
  ],
  "a wrong passphrase": [whole, wrong, /\(AZURE_CLIENT_CERTIFICATE_PASSWORD in .*\) is wrong/],
  "half of the file": [whole.slice(0, 700), wrong, /invalid or truncated/],
};

for (const [what, [file, env, says]] of Object.entries(refusals)) {
  testProgram(
    `PFX file, ${what}: status 3, nothing sent`,
    async (gettoken) => {
      const { status, stderr, count } = await ask(gettoken, ["--private-key-file", "key.pfx"], {
        files: { "key.pfx": file },
        env: env ?? {},
      });
      assertEquals([status, count], [3, 0], stderr);
      assertMatch(stderr, says);
    },
  );
}
