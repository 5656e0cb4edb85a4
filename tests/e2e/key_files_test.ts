/**
 * Key files of vendors, which contain a key or a secret and other settings.
 *
 * @module
 */

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import {
  account,
  googleKey,
  jwtBearer,
  pkcs8,
  run,
  scope,
  secrets,
  tokenServer,
  verified,
} from "./key_files.ts";
import { type RunOptions, testProgram } from "./program.ts";

testProgram(
  "gettoken google: --subject is sent; the key is read from each source",
  async (gettoken) => {
    await using server = tokenServer();
    const key = googleKey(server.origin);
    const ways: readonly RunOptions[] = [
      { env: { GOOGLE_APPLICATION_CREDENTIALS: "key.json" } },
      { env: { GETTOKEN_SERVICE_ACCOUNT_KEY_FILE: "key.json" } },
      { env: { GETTOKEN_SERVICE_ACCOUNT_KEY: JSON.stringify(key) }, files: {} },
      { files: { ".env": `GETTOKEN_SERVICE_ACCOUNT_KEY='${JSON.stringify(key)}'` } },
    ];
    for (const way of ways) {
      const args = ["gcp", "--scope", scope, "--subject", "mona@acme.example"];
      const { status, stderr } = await run(gettoken, args, key, way);
      assertEquals([status, stderr], [0, ""]);
    }
    for (const request of server.requests) {
      const { fields, payload } = await verified(request);
      assertEquals(fields, { grant_type: jwtBearer });
      assertEquals([payload.iss, payload.sub, payload.scope], [
        account,
        "mona@acme.example",
        scope,
      ]);
    }
    assertEquals(server.requests.length, ways.length);
  },
);

testProgram(
  "gettoken google with -v and --dry-run: no output contains the key",
  async (gettoken) => {
    await using server = tokenServer();
    const args = ["google", "--service-account-key-file", "key.json", "--scope", scope];
    const key = googleKey(server.origin);
    const verbose = await run(gettoken, [...args, "-v"], key);
    assertEquals(verbose.status, 0);
    assertStringIncludes(verbose.stderr, "private key = ***");
    const dry = await run(gettoken, [...args, "--dry-run"], key);
    assertEquals([dry.status, server.requests.length], [0, 1]);
    assertStringIncludes(dry.stdout, `grant_type=${jwtBearer}\n  assertion=***\n`);
  },
);

testProgram("gettoken xsuaa with a service key: token printed", async (gettoken) => {
  await using server = tokenServer();
  const key = {
    clientid: "sb-orders!b12|app!b34",
    clientsecret: "canary-secret$a=",
    url: server.origin,
    identityzone: "acme",
    "credential-type": "binding-secret",
  };
  const { status, stderr } = await run(gettoken, ["xsuaa", "--service-key-file", "key.json"], key, {
    secrets: [key.clientsecret],
  });
  assertEquals([status, stderr], [0, ""]);
  const [request] = server.requests;
  assertEquals(request?.path, "/oauth/token");
  assertEquals(request?.form, {
    grant_type: "client_credentials",
    client_id: key.clientid,
    client_secret: key.clientsecret,
  });
});

const evil = "https://oauth2.googleapis.com.evil.example/token";
const refusals: Readonly<Record<string, readonly [key: unknown, ...says: RegExp[]]>> = {
  "a token endpoint that is not Google's": [
    googleKey("", { token_uri: evil }),
    /token_uri in the file of --service-account-key-file must be a URL of Google/,
  ],
  "credentials of a user": [
    { type: "authorized_user", client_id: "x", refresh_token: "canary-secret" },
    /type in the file of --service-account-key-file: it must be service_account/,
  ],
  "credentials of another cloud": [
    { type: "external_account", audience: "x" },
    /external_account and authorized_user are for flows that gettoken does not support/,
  ],
  "a key file without a key": [
    googleKey("", { private_key: undefined, token_uri: "https://oauth2.googleapis.com/token" }),
    /private_key in the file of --service-account-key-file is missing or empty/,
  ],
  "a key file with a broken key": [
    googleKey("", {
      private_key: "-----BEGIN PRIVATE KEY-----\ncanary-secret\n-----END PRIVATE KEY-----\n",
      token_uri: "https://oauth2.googleapis.com/token",
    }),
    /private_key in the file of --service-account-key-file: .*invalid or truncated/,
  ],
  "something else in the file": [["canary-secret"], /--service-account-key-file: .*JSON object/],
};

for (const [what, [key, ...says]] of Object.entries(refusals)) {
  testProgram(`gettoken google with ${what}: refused`, async (gettoken) => {
    const args = ["google", "--service-account-key-file", "key.json", "--scope", scope];
    const options = { secrets: [...secrets, "canary-secret"] };
    const { status, stderr } = await run(gettoken, args, key, options);
    assertEquals(status, 3, stderr);
    for (const words of says) assertMatch(stderr, words);
  });
}

testProgram(
  "./.env names a key file or its host: refused",
  async (gettoken) => {
    await using server = tokenServer();
    const key = JSON.stringify(googleKey("https://oauth2.googleapis.com"));
    const cases: readonly (readonly [dotenv: string, env: Record<string, string>])[] = [
      ["GOOGLE_APPLICATION_CREDENTIALS=key.json", {}],
      [`GETTOKEN_TOKEN_URI=${server.origin}/token`, {
        GETTOKEN_PRIVATE_KEY: pkcs8,
        GETTOKEN_CLIENT_ID: account,
      }],
      [`GETTOKEN_SERVICE_ACCOUNT_KEY='${JSON.stringify(googleKey(server.origin))}'`, {
        GETTOKEN_PRIVATE_KEY: pkcs8,
      }],
    ];
    for (const [dotenv, env] of cases) {
      const files = { "key.json": key, ".env": dotenv };
      const { status, stderr } = await run(gettoken, ["google", "--scope", scope], key, {
        files,
        env,
      });
      assertEquals([status, server.requests.length], [3, 0], stderr);
      assertStringIncludes(stderr, "GETTOKEN_ENV_FILE=.env");
    }
  },
);
