/**
 * Encrypted private keys and their passphrases.
 *
 * @module
 */

import { assertEquals, assertMatch } from "@std/assert";
import * as jose from "jose";
import { createPublicKey } from "node:crypto";
import { scriptedServer } from "../idp/scripted_server.ts";
import { oldForm, passphrase, pbkdf2, pkcs8, scrypt, tripleDes } from "../lib/openssl_keys.ts";
import { type Program, type RunOptions, testProgram } from "./program.ts";

const publicKey = createPublicKey(pkcs8).export({ format: "jwk" }) as jose.JWK;

/** No output may contain a passphrase or a line of a key, encrypted or not. */
const secrets = [
  ...[pkcs8, pbkdf2, scrypt, oldForm].join("").split("\n").filter((line) => /^\S{40}/.test(line)),
  passphrase,
  "canary-passphrase",
];

/** Runs gettoken with a server that verifies the signature of the key. */
async function ask(gettoken: Program, args: readonly string[], options: RunOptions) {
  const key = await jose.importJWK(publicKey, "ES256");
  await using server = scriptedServer(async ({ form }) => {
    await jose.jwtVerify(`${form?.client_assertion}`, key, { audience: server.origin });
    return Response.json({ access_token: "tok", token_type: "Bearer", expires_in: 60 });
  });
  const usual = ["oidc", "--token-url", server.origin, "--client-id", "x"];
  const result = await gettoken.run([...usual, ...args], { secrets, ...options });
  return { ...result, count: server.requests.length };
}

const keyFile = { "key.pem": pbkdf2 };
const byFile = ["--private-key-file", "key.pem"];

const ways: Readonly<Record<string, readonly [readonly string[], RunOptions]>> = {
  "a file": [[...byFile, "--key-passphrase-file", "pass.txt"], {
    files: { ...keyFile, "pass.txt": `${passphrase}\n` },
  }],
  "a variable": [byFile, { files: keyFile, env: { GETTOKEN_KEY_PASSPHRASE: passphrase } }],
  "a variable, with the key in another": [[], {
    env: { GETTOKEN_PRIVATE_KEY: pbkdf2, GETTOKEN_KEY_PASSPHRASE: passphrase },
  }],
  "stdin": [[...byFile, "--key-passphrase-file", "-"], {
    files: { ...keyFile, "pass.txt": `${passphrase}\n` },
    shell: "exec <pass.txt",
  }],
  "a file, with the key from stdin": [
    ["--private-key-file", "-", "--key-passphrase-file", "pass.txt"],
    { files: { ...keyFile, "pass.txt": passphrase }, shell: "exec <key.pem" },
  ],
  "a variable, for a key encrypted with 3DES": [byFile, {
    files: { "key.pem": tripleDes },
    env: { GETTOKEN_KEY_PASSPHRASE: passphrase },
  }],
  "a variable, for a key in traditional PEM": [byFile, {
    files: { "key.pem": oldForm },
    env: { GETTOKEN_KEY_PASSPHRASE: passphrase },
  }],
  "a .env file, for a key encrypted with scrypt": [[...byFile, "--env-file", "my.env"], {
    files: { "key.pem": scrypt, "my.env": `GETTOKEN_KEY_PASSPHRASE='${passphrase}'` },
  }],
};

for (const [what, [args, options]] of Object.entries(ways)) {
  testProgram(`passphrase from ${what}: token printed`, async (gettoken) => {
    const { status, stdout, stderr } = await ask(gettoken, args, options);
    assertEquals([status, stdout, stderr], [0, "tok\n", ""]);
  });
}

testProgram(
  "passphrase for a key that is not encrypted: token printed, warning",
  async (gettoken) => {
    const { status, stderr } = await ask(gettoken, byFile, {
      files: { "key.pem": pkcs8 },
      env: { GETTOKEN_KEY_PASSPHRASE: "canary-passphrase" },
    });
    assertEquals(status, 0, stderr);
    assertMatch(
      stderr,
      /file: it is not encrypted; ignoring the passphrase \(GETTOKEN_KEY_PASSPHRASE in the environment\)/,
    );
  },
);

const wrong = { GETTOKEN_KEY_PASSPHRASE: "canary-passphrase" };

const refusals: Readonly<Record<string, readonly [key: string, RunOptions["env"], RegExp]>> = {
  "no passphrase": [
    pbkdf2,
    {},
    /--private-key-file: it is encrypted, .*\n.*--key-passphrase, GETTOKEN_KEY_PASSPHRASE or --key-p/,
  ],
  "a wrong passphrase": [
    pbkdf2,
    wrong,
    /--private-key-file: the passphrase \(GETTOKEN_KEY_PASSPHRASE in the environment\) is wrong/,
  ],
  "a wrong passphrase for a key in the traditional PEM format": [oldForm, wrong, /\) is wrong/],
  "a key encrypted with Blowfish": [
    oldForm.replace("AES-256-CBC", "BF-CBC"),
    { GETTOKEN_KEY_PASSPHRASE: passphrase },
    /it is encrypted with BF-CBC.*\n.*openssl pkey -in FILE -aes256 -out key\.pem/,
  ],
};

for (const [what, [key, env, says]] of Object.entries(refusals)) {
  testProgram(`encrypted key, ${what}: status 3, nothing sent`, async (gettoken) => {
    const { status, stderr, count } = await ask(gettoken, byFile, {
      files: { "key.pem": key },
      env: env ?? {},
    });
    assertEquals([status, count], [3, 0], stderr);
    assertMatch(stderr, says);
  });
}
