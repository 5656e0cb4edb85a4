/**
 * `gettoken explain`, run as a whole program.
 *
 * @module
 */

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { certificateAuthority } from "../idp/certificate_authority.ts";
import { startIdp } from "../idp/idp.ts";
import { recordingProxy } from "../idp/recording_proxy.ts";
import { scriptedServer } from "../idp/scripted_server.ts";
import { type Program, type RunOptions, type RunResult, testProgram } from "./program.ts";

const secret = `canary-${crypto.randomUUID()}`;
const { pem: ca } = await certificateAuthority();

/** Runs `explain`. A failed run may print its report on stdout. */
function explain(
  gettoken: Program,
  args: readonly string[],
  { env = { GETTOKEN_CLIENT_SECRET: secret }, secrets = [secret], ...more }: RunOptions = {},
): Promise<RunResult> {
  return gettoken.run(["explain", ...args], { env, secrets, reports: true, ...more });
}

const oidc = ["oidc", "--token-url", "https://id.example/token", "--client-id", "svc"];

testProgram(
  "gettoken explain: each setting with its source and what it overrides",
  async (gettoken) => {
    const { status, stdout, stderr } = await explain(gettoken, [...oidc, "--scope", "a"], {
      files: { ".env": `GETTOKEN_CLIENT_ID=found\nGETTOKEN_CLIENT_SECRET=${secret}2\n` },
      secrets: [secret, `${secret}2`],
    });
    assertEquals([status, stderr], [0, ""]);
    assertEquals(stdout.split("\n").slice(0, 9), [
      "OpenID Connect (oidc), named by the command line",
      "",
      "Settings:",
      "  token url = https://id.example/token  (--token-url)",
      "  client id = svc  (--client-id)",
      "      overrides GETTOKEN_CLIENT_ID in ./.env",
      "  client secret = *** (32 to 63 characters)",
      "      (GETTOKEN_CLIENT_SECRET in the environment)",
      "      overrides GETTOKEN_CLIENT_SECRET in ./.env",
    ]);
    assertStringIncludes(stdout, "\nEndpoint: https://id.example/token\n  fixed, no discovery\n");
    assertStringIncludes(stdout, "\n  authorization: ***\n");
    assertStringIncludes(stdout, "\nClient authentication: client_secret_basic\n");
    assertStringIncludes(stdout, "\nReady to run, as far as the settings show; ");
  },
);

testProgram("gettoken explain --json: the same, with null for a secret", async (gettoken) => {
  const { status, stdout } = await explain(gettoken, [...oidc, "--json"]);
  assertEquals(status, 0);
  const told = JSON.parse(stdout);
  assertEquals([told.provider, told.exit, told.problems], ["oidc", 0, []]);
  assertEquals(told.request.headers.authorization, null);
  const [found] = told.settings.filter(({ option }: { option: string }) =>
    option === "--client-secret"
  );
  assertEquals([found.value, found.size], [null, "32 to 63 characters"]);
});

testProgram(
  "gettoken explain with a problem: continues, exits with the status of a run",
  async (gettoken) => {
    const { status, stdout, stderr } = await explain(gettoken, oidc, {
      env: { HTTPS_PROXY: "htp://x" },
    });
    assertEquals(status, 3);
    assertMatch(stdout, /^ {2}client secret: missing$/m);
    assertMatch(stdout, /^ {2}One setting is missing for OpenID Connect \(status 3\)$/m);
    assertMatch(stdout, /^ {2}HTTPS_PROXY in the environment must begin with /m);
    assertMatch(stdout, /^ {2}POST https:\/\/id\.example\/token$/m);
    assertMatch(stderr, /^gettoken: A run would fail with exit status 3: .*, and 1 more\n$/);
  },
);

testProgram(
  "gettoken explain with an untrusted host: problem shown, status 3",
  async (gettoken) => {
    await using server = scriptedServer(() => new Response());
    const { status, stdout } = await explain(gettoken, ["oidc", "--client-id", "svc", "--check"], {
      files: { ".env": `GETTOKEN_ISSUER=${server.origin}\n` },
    });
    assertEquals(status, 3);
    assertStringIncludes(
      stdout,
      "GETTOKEN_ISSUER in ./.env would decide where the client secret is sent",
    );
    assertEquals(server.requests, []);
  },
);

testProgram(
  "gettoken explain --check, host from ./.env, missing setting: host not contacted",
  async (gettoken) => {
    await using server = scriptedServer(() => new Response());
    for (const args of [["oidc", "--check"], ["oidc", "--check", "--client-id", "svc"]]) {
      const { status } = await gettoken.run(["explain", ...args], {
        env: args.length > 2 ? {} : { GETTOKEN_CLIENT_SECRET: "canary-of-the-secret" },
        files: { ".env": `GETTOKEN_ISSUER=${server.origin}\n` },
        secrets: ["canary-of-the-secret"],
        reports: true,
      });
      assertEquals(status, 3);
    }
    assertEquals(server.requests, []);
  },
);

testProgram("gettoken explain: sends nothing; with --check, no credential", async (gettoken) => {
  await using idp = await startIdp();
  const { issuer, clients: { basic: client } } = idp.oidc;
  const args = ["oidc", "--issuer", issuer, "--client-id", client.clientId];
  const more = { env: { GETTOKEN_CLIENT_SECRET: client.clientSecret }, secrets: idp.secrets };
  const offline = await explain(gettoken, args, more);
  assertEquals([offline.status, offline.stderr], [0, ""]);
  assertStringIncludes(offline.stdout, "which --check requests\n  " + issuer);
  const checked = await explain(gettoken, [...args, "--check"], more);
  assertEquals([checked.status, checked.stderr], [0, ""]);
  assertStringIncludes(checked.stdout, `  from ${issuer}/.well-known/openid-configuration\n`);
  assertStringIncludes(checked.stdout, "does not use TLS");
});

testProgram(
  "gettoken explain --check: certificate shown, nothing sent",
  async (gettoken) => {
    const { issue } = await certificateAuthority();
    await using server = scriptedServer(() => new Response(), { tls: await issue() });
    const args = ["oidc", "--token-url", `${server.origin}/token`, "--client-id", "x", "--check"];
    const trusted = await explain(gettoken, [...args, "--ca-file", "ca.pem"], {
      files: { "ca.pem": ca },
    });
    assertEquals(trusted.status, 0, trusted.stdout + trusted.stderr);
    assertMatch(
      trusted.stdout,
      /^Certificate: trusted\n {2}of Server or client\n {2}issued by Throw-away CA .*\n {2}valid until [\d-]{10} \(in .*\)$/m,
    );
    const untrusted = await explain(gettoken, [...args, "--json"]);
    assertEquals(untrusted.status, 5);
    const { certificate, problems } = JSON.parse(untrusted.stdout);
    assertEquals([certificate.trusted, problems[0].code], [false, "tls_failed"]);
    assertEquals(certificate.subject, "Server or client");
    assertEquals(server.requests, []);
  },
);

testProgram(
  "gettoken explain --check with a proxy: certificate skipped",
  async (gettoken) => {
    await using proxy = recordingProxy();
    const { status, stdout } = await explain(gettoken, [...oidc, "--check"], {
      env: { GETTOKEN_CLIENT_SECRET: secret, HTTPS_PROXY: proxy.origin },
    });
    assertEquals(status, 0);
    assertMatch(stdout, /^ {2}through the proxy 127\.0\.0\.1:\d+ \(HTTPS_PROXY\)$/m);
    assertMatch(
      stdout,
      /^Certificate: not checked: requests go through the proxy 127\.0\.0\.1:\d+/m,
    );
    assertEquals(proxy.requests, []);
  },
);

testProgram(
  "gettoken explain: provider from a file, module by its path",
  async (gettoken) => {
    const chosen = await explain(gettoken, ["--env-file", "a.env"], {
      files: { "a.env": "GETTOKEN_PROVIDER=auth0\nAUTH0_DOMAIN=a.example\n" },
    });
    assertEquals(chosen.status, 3);
    assertStringIncludes(chosen.stdout, "Auth0 (auth0), named by GETTOKEN_PROVIDER in a.env\n");
    const module = `export default {
    apiVersion: 1, name: "mine", title: "Mine", docs: "https://mine.example", settings: {
      domain: { required: true, format: "origin", check() {} },
      region: { check: (value) => value === "x" ? "is none" : undefined },
      zone: { check() {} },
    },
    endpoint: ({ domain }) => ({ tokenEndpoint: domain + "/token" }),
  };`;
    const mine = await explain(gettoken, [
      "./explain.ts",
      "--domain",
      "d.example",
      "--region",
      "x",
      "--zone",
      "z",
    ], {
      files: { "explain.ts": module },
    });
    assertEquals(mine.status, 3);
    assertStringIncludes(mine.stdout, "Endpoint: https://d.example/token\n");
    assertStringIncludes(mine.stdout, "  region = (not shown)  (--region), invalid\n");
  },
);

testProgram("gettoken explain with an unknown provider: error names it", async (gettoken) => {
  for (const name of ["acne", "explain", "providers", "profile"]) {
    const { status, stdout, stderr } = await explain(gettoken, [name]);
    assertEquals([status, stdout], [2, ""]);
    assertStringIncludes(stderr, `Unknown provider "${name}"`);
  }
  const { status, stderr } = await explain(gettoken, ["--check"]);
  assertEquals(status, 3);
  assertStringIncludes(stderr, "No provider is named");
});
