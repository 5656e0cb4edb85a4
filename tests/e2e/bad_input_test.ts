/**
 * Wrong input: one clear message, nothing on stdout, the right exit status, and no request.
 *
 * @module
 */

import { assertEquals, assertMatch } from "@std/assert";
import { scriptedServer } from "../idp/scripted_server.ts";
import { type RunOptions, testProgram } from "./program.ts";

interface Case extends RunOptions {
  readonly what: string;
  readonly args: readonly string[];
  readonly status: number;
  readonly says: readonly RegExp[];
}

const secret = "canary-secret-value";
const auth0 = {
  AUTH0_DOMAIN: "http://127.0.0.1:PORT",
  AUTH0_AUDIENCE: "https://api.example/",
  AUTH0_CLIENT_ID: "some-client",
  AUTH0_CLIENT_SECRET: secret,
};
const entra = {
  AZURE_AUTHORITY_HOST: "http://127.0.0.1:PORT",
  AZURE_TENANT_ID: "contoso.onmicrosoft.com",
  AZURE_CLIENT_ID: "11111111-2222-4333-8444-555555555555",
  AZURE_CLIENT_SECRET: secret,
};

const cases: readonly Case[] = [
  {
    what: "an unknown provider",
    args: ["auth"],
    status: 2,
    says: [/Unknown provider "auth"\. Did you mean .*"auth0"/, /gettoken providers/],
  },
  {
    what: "an unknown option",
    args: ["auth0", "--domian", "x"],
    status: 2,
    says: [/Did you mean .*--domain/],
  },
  {
    what: "an option without its value",
    args: ["auth0", "--domain"],
    status: 2,
    says: [/--domain/],
  },
  { what: "an extra argument", args: ["auth0", "more"], status: 2, says: [/argument/i] },
  {
    what: "an unknown output",
    args: ["auth0", "-o", "yaml"],
    status: 2,
    says: [/token.*json.*header/],
  },
  {
    what: "a time-out of 0",
    args: ["auth0", "--timeout", "0"],
    status: 2,
    says: [/from 1 to 300/],
  },
  {
    what: "a time-out that is no number",
    args: ["auth0", "--timeout", "1e2"],
    status: 2,
    says: [/from 1 to 300/],
  },
  { what: "a scope with a tab", args: ["auth0", "--scope", "a\tb"], status: 2, says: [/--scope/] },
  {
    what: "-q with -v",
    args: ["auth0", "-q", "-v"],
    status: 2,
    says: [/--verbose.*--quiet|--quiet.*--verbose/],
  },
  {
    what: "no settings at all",
    args: ["auth0"],
    status: 3,
    says: [
      /4 settings are missing/,
      /--domain, AUTH0_DOMAIN or GETTOKEN_DOMAIN/,
      /--audience, AUTH0_AUDIENCE or/,
      /--client-id, AUTH0_CLIENT_ID or/,
      /--client-secret, AUTH0_CLIENT_SECRET or/,
    ],
  },
  { what: "no provider", args: [], status: 3, says: [/No provider is named/, /GETTOKEN_PROVIDER/] },
  {
    what: "an unknown option and no provider",
    args: ["--nope"],
    status: 2,
    says: [/Unknown option "--nope"/],
  },
  {
    what: "an empty name of a provider",
    args: [],
    env: { GETTOKEN_PROVIDER: "" },
    status: 3,
    says: [/GETTOKEN_PROVIDER in the environment is empty/],
  },
  {
    what: "an empty option",
    args: ["auth0", "--audience", ""],
    env: auth0,
    status: 2,
    says: [/Missing value for option "--audience"/],
  },
  {
    what: "an empty variable",
    args: ["auth0"],
    env: { ...auth0, AUTH0_AUDIENCE: "" },
    status: 3,
    says: [/AUTH0_AUDIENCE in the environment is empty/],
  },
  {
    what: "an empty value in .env",
    args: ["auth0"],
    env: { ...auth0, AUTH0_CLIENT_SECRET: undefined! },
    files: { ".env": "AUTH0_CLIENT_SECRET=\n" },
    status: 3,
    says: [/AUTH0_CLIENT_SECRET in \.\/\.env is empty/],
  },
  {
    what: "a value with a newline",
    args: ["auth0"],
    env: { ...auth0, AUTH0_CLIENT_SECRET: `${secret}\n` },
    status: 3,
    says: [/AUTH0_CLIENT_SECRET .* line break/],
  },
  {
    what: "a value with a control character",
    args: ["auth0"],
    env: { ...auth0, AUTH0_CLIENT_ID: "a\x1b[31mb" },
    status: 3,
    says: [/AUTH0_CLIENT_ID .* control/],
  },
  {
    what: "a domain with a path",
    args: ["auth0", "--domain", "a.com/x"],
    env: auth0,
    status: 3,
    says: [/--domain .*path/],
  },
  {
    what: "a domain with a user part",
    args: ["auth0", "--domain", "a@b.com"],
    env: auth0,
    status: 3,
    says: [/--domain .*user part/],
  },
  {
    what: "http to another machine",
    args: ["auth0", "--domain", "http://id.example.com"],
    env: auth0,
    status: 3,
    says: [/--domain must begin with https/],
  },
  {
    what: "a token URL without TLS",
    args: ["oidc", "--token-url", "http://id.example.com/t", "--client-id", "x"],
    env: { GETTOKEN_CLIENT_SECRET: secret },
    status: 3,
    says: [/--token-url must begin with https/],
  },
  {
    what: "a named file that is not there",
    args: ["auth0", "--env-file", "prod.env"],
    env: auth0,
    status: 3,
    says: [/prod\.env: there is no such file/],
  },
  {
    what: "a named file that is a folder",
    args: ["auth0", "--env-file", "/"],
    env: auth0,
    status: 3,
    says: [/\/: it is not a regular file/],
  },
  {
    what: "a named file that is not UTF-8",
    args: ["auth0", "--env-file", "latin.env"],
    env: auth0,
    files: { "latin.env": new Uint8Array([0x41, 0x3d, 0xe9, 0x0a]) },
    status: 3,
    says: [/latin\.env: it is not UTF-8/],
  },
  {
    what: "a malformed line",
    args: ["auth0"],
    env: auth0,
    files: { ".env": `A=1\n\nAUTH0_CLIENT_SECRET: ${secret}\n` },
    status: 3,
    says: [/\.env, line 3: there is no =/],
  },
  {
    what: "an unterminated quote",
    args: ["auth0"],
    env: auth0,
    files: { ".env": `A=1\nAUTH0_CLIENT_SECRET="${secret}\n` },
    status: 3,
    says: [/\.env, line 2: unterminated quote/],
  },
  {
    what: "a tenant that is none",
    args: ["entra", "--scope", "api://x/.default", "--tenant", "common"],
    env: entra,
    status: 3,
    says: [/--tenant .*common/],
  },
  {
    what: "a scope without /.default",
    args: ["entra", "--scope", "https://graph.microsoft.com"],
    env: entra,
    status: 3,
    says: [/--scope .*https:\/\/graph\.microsoft\.com\/\.default/],
  },
  {
    what: "a form field that is not the user's",
    args: [
      "oidc",
      "--token-url",
      "http://127.0.0.1:PORT/t",
      "--client-id",
      "x",
      "--form",
      "grant_type=password",
    ],
    env: { GETTOKEN_CLIENT_SECRET: secret },
    status: 3,
    says: [/grant_type cannot be set by hand/],
  },
  {
    what: "a host from a found file, the secret from the environment",
    args: ["auth0"],
    env: { ...auth0, AUTH0_DOMAIN: undefined! },
    files: { ".env": "AUTH0_DOMAIN=http://127.0.0.1:PORT\n" },
    status: 3,
    says: [
      /AUTH0_DOMAIN comes from \.\/\.env, the secret from the environment/,
      /If you trust this file, name it: --env-file \.env/,
    ],
  },
  {
    what: "a provider from a found file, the secret from the environment",
    args: [],
    env: auth0,
    files: { ".env": "GETTOKEN_PROVIDER=auth0\n" },
    status: 3,
    says: [/GETTOKEN_PROVIDER comes from \.\/\.env/],
  },
  {
    what: "a module that only a found file names",
    args: [],
    files: {
      ".env": "GETTOKEN_PROVIDER=./evil.js\nGETTOKEN_CLIENT_ID=x",
      "evil.js": "throw 1",
    },
    env: { GETTOKEN_CLIENT_SECRET: secret },
    status: 3,
    says: [/GETTOKEN_PROVIDER in \.\/\.env names a module/, /--env-file \.env/],
  },
];

for (const { what, args, env = {}, files = {}, status, says } of cases) {
  testProgram(`gettoken ends with ${status} given ${what}`, async (gettoken) => {
    await using server = scriptedServer(() => new Response("not reached"));
    const here = (text: string) => text.replace("PORT", String(server.port));
    const set = Object.entries(env).filter(([, value]) => value !== undefined);
    const result = await gettoken.run(args.map(here), {
      env: Object.fromEntries(set.map(([name, value]) => [name, here(value)])),
      files: Object.fromEntries(
        Object.entries(files).map(([path, content]) => [
          path,
          typeof content === "string" ? here(content) : content,
        ]),
      ),
      secrets: [secret],
    });
    assertEquals(result.status, status, result.stderr);
    for (const text of says) assertMatch(result.stderr, text);
    assertEquals(server.requests, [], "nothing is sent");
  });
}

for (
  const args of [["--version"], ["--help"], ["auth0", "--help"], ["providers"], [
    "providers",
    "entra",
  ], ["completions", "bash"]]
) {
  testProgram(
    `gettoken ${args.join(" ")} works with a broken .env and no settings`,
    async (gettoken) => {
      const { status, stdout, stderr } = await gettoken.run(args, { files: { ".env": "broken" } });
      assertEquals([status, stderr], [0, ""]);
      assertMatch(stdout, /gettoken/);
    },
  );
}
