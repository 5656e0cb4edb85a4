/**
 * Federated tokens: from a file, or from a GitHub Actions job.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import * as jose from "jose";
import { type ScriptedServer, scriptedServer } from "../idp/scripted_server.ts";
import { type Program, type RunOptions, testProgram } from "./program.ts";

const { privateKey } = await jose.generateKeyPair("RS256");

/** A token from another issuer. */
function issue(expires = "1d"): Promise<string> {
  return new jose.SignJWT({}).setProtectedHeader({ alg: "RS256" })
    .setIssuer("https://token.example").setSubject("repo:acme/shop:ref:refs/heads/main")
    .setAudience("api://AzureADTokenExchange").setExpirationTime(expires).sign(privateKey);
}

function ask(gettoken: Program, { origin }: ScriptedServer, options: RunOptions) {
  const id = "11111111-2222-3333-4444-555555555555";
  return gettoken.run([
    ...["entra", "--authority-host", origin, "--tenant", "contoso.com", "--client-id", id],
    ...["--scope", "api://a/.default", "-q"],
  ], options);
}

function entra(): ScriptedServer {
  return scriptedServer(() => Response.json({ access_token: "tok", token_type: "Bearer" }));
}

testProgram("gettoken entra, federated token file: replaces the secret", async (gettoken) => {
  await using server = entra();
  const token = await issue();
  const { status, stdout, stderr } = await ask(gettoken, server, {
    env: { AZURE_FEDERATED_TOKEN_FILE: "identity-token" },
    files: { "identity-token": `${token}\n` },
    secrets: [token],
  });
  assertEquals([status, stdout, stderr], [0, "tok\n", ""]);
  const { form } = server.requests[0] ?? {};
  assertEquals(form?.client_assertion, token);
  assertEquals([form?.client_secret, form?.client_id?.slice(0, 8)], [undefined, "11111111"]);
});

testProgram("gettoken entra, GitHub Actions job: requests an ID token", async (gettoken) => {
  await using server = entra();
  const token = await issue();
  await using github = scriptedServer(() => Response.json({ value: token }));
  const { status, stdout, stderr } = await ask(gettoken, server, {
    env: {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${github.origin}/idtoken?api-version=2`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: "canary-request-token",
    },
    secrets: [token, "canary-request-token"],
  });
  assertEquals([status, stdout, stderr], [0, "tok\n", ""]);
  const [request] = github.requests;
  assert(request);
  assertEquals(request.headers.get("authorization"), "bearer canary-request-token");
  assertEquals(
    new URLSearchParams(request.query).get("audience"),
    "api://AzureADTokenExchange",
  );
  assertEquals(server.requests[0]?.form?.client_assertion, token);
});

testProgram(
  "gettoken entra, federated token refused: what was presented is listed",
  async (gettoken) => {
    await using server = scriptedServer(() =>
      Response.json({
        error: "invalid_client",
        error_description: "AADSTS70021: No matching federated identity record found.",
        error_codes: [70021],
      }, { status: 401 })
    );
    const token = await issue();
    const { status, stderr } = await ask(gettoken, server, {
      env: { GETTOKEN_FEDERATED_TOKEN_FILE: "token" },
      files: { token },
      secrets: [token],
    });
    assertEquals(status, 4);
    assertMatch(stderr, /^ {2}presented issuer = https:\/\/token\.example$/m);
    assertMatch(stderr, /^ {2}presented subject = repo:acme\/shop:ref:refs\/heads\/main$/m);
    assertMatch(stderr, /^ {2}presented audience = api:\/\/AzureADTokenExchange$/m);
    assertMatch(stderr, /→ No federated credential of application 1111/);
  },
);

/** Providers whose servers accept tokens from any configured issuer. */
const takers: Readonly<Record<string, (origin: string) => readonly string[]>> = {
  oidc: (origin) => ["--token-url", `${origin}/token`],
  keycloak: (origin) => ["--base-url", origin, "--realm", "shop"],
};

for (const [name, argsFor] of Object.entries(takers)) {
  testProgram(
    `gettoken ${name} takes the place of a secret from a file, and from stdin`,
    async (gettoken) => {
      await using server = entra();
      const token = await issue();
      const args = [
        name,
        ...argsFor(server.origin),
        "--client-id",
        "svc",
        "--federated-token-file",
      ];
      const options = { files: { token }, secrets: [token], shell: "exec <token" };
      for (const path of ["token", "-"]) {
        const { status, stdout, stderr } = await gettoken.run([...args, path], options);
        assertEquals([status, stdout, stderr], [0, "tok\n", ""]);
      }
      assertEquals(server.requests.map(({ form }) => form?.client_assertion), [token, token]);
      assertEquals(server.requests[0]?.form?.client_secret, undefined);
    },
  );

  testProgram(
    `gettoken ${name} says what was presented, and asks no job for it`,
    async (gettoken) => {
      await using server = scriptedServer(() =>
        Response.json({ error: "invalid_client" }, { status: 401 })
      );
      const token = await issue();
      const args = [name, ...argsFor(server.origin), "--client-id", "svc"];
      const env = {
        ACTIONS_ID_TOKEN_REQUEST_URL: `${server.origin}/idtoken`,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: "canary-request-token",
      };
      const without = await gettoken.run(args, { env, secrets: ["canary-request-token"] });
      assertEquals([without.status, server.requests.length], [3, 0]);
      assertMatch(without.stderr, /--federated-token-file/);
      const refused = await gettoken.run([...args, "--federated-token-file", "token"], {
        env,
        files: { token },
        secrets: [token, "canary-request-token"],
      });
      assertEquals([refused.status, server.requests.length], [4, 1]);
      assertMatch(refused.stderr, /^ {2}presented issuer = https:\/\/token\.example$/m);
    },
  );
}

const refusals: Readonly<Record<string, readonly [RunOptions, RegExp]>> = {
  "there is no such file": [
    { env: { AZURE_FEDERATED_TOKEN_FILE: "./nowhere" } },
    /AZURE_FEDERATED_TOKEN_FILE in the environment names \.\/nowhere: there is no such file/,
  ],
  "the token has expired": [
    {
      env: { AZURE_FEDERATED_TOKEN_FILE: "token" },
      files: { token: await issue("-5h") },
    },
    /its token expired 5 h ago/,
  ],
  "the file contains no token": [
    { env: { AZURE_FEDERATED_TOKEN_FILE: "token" }, files: { token: "canary" } },
    /it contains no signed JWT/,
  ],
  "there is a secret beside it": [
    {
      env: { AZURE_FEDERATED_TOKEN_FILE: "token", AZURE_CLIENT_SECRET: "canary-secret" },
      files: { token: await issue() },
    },
    /Conflicting credentials: set only one of/,
  ],
  "./.env names it": [
    {
      files: { ".env": "AZURE_FEDERATED_TOKEN_FILE=token", token: await issue() },
    },
    /in \.\/\.env names a file with a secret/,
  ],
};

for (const [what, [options, says]] of Object.entries(refusals)) {
  testProgram(`gettoken entra sends nothing when ${what}`, async (gettoken) => {
    await using server = entra();
    const { status, stderr } = await ask(gettoken, server, options);
    assertEquals([status, server.requests.length], [3, 0], stderr);
    assertMatch(stderr, says);
  });
}
