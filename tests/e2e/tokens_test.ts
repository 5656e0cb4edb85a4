/**
 * Tokens from the real identity provider, verified against its published keys.
 *
 * @module
 */

import { assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { startIdp } from "../idp/idp.ts";
import { lifetime, verifiedClaims } from "../idp/ask_for_token.ts";
import { FROM_SOURCE, testProgram } from "./program.ts";

testProgram("gettoken entra with settings from .env: token printed", async (gettoken) => {
  await using idp = await startIdp();
  const { authorityHost, tenant, resource, roles, clients: { daemon } } = idp.entra;
  const { status, stdout, stderr } = await gettoken.run(["entra"], {
    secrets: idp.secrets,
    files: {
      ".env": [
        `AZURE_AUTHORITY_HOST=${authorityHost}`,
        `AZURE_TENANT_ID=${tenant}`,
        `AZURE_CLIENT_ID=${daemon.clientId}`,
        `AZURE_CLIENT_SECRET=${daemon.clientSecret} # not part of it`,
        `GETTOKEN_SCOPE=${resource}/.default`,
      ].join("\n"),
    },
  });
  assertEquals([status, stderr], [0, ""]);
  assertMatch(stdout, /^\S+\n$/);
  const claims = await verifiedClaims(stdout.trim(), { ...idp.entra, audience: resource });
  assertEquals(claims.roles, roles);
  assertAlmostEquals(lifetime(claims), 3599, 1);
  assertEquals(idp.requests.length, 1);
}, { fronts: FROM_SOURCE });

testProgram("gettoken auth0 with settings from options: token printed", async (gettoken) => {
  await using idp = await startIdp();
  const { domain, audience, scopes, organization, clients: { machine } } = idp.auth0;
  const { status, stdout, stderr } = await gettoken.run([
    ...["auth0", "--domain", domain, "--audience", audience, "--client-id", machine.clientId],
    ...["--organization", organization.id],
    ...scopes.flatMap((scope) => ["--scope", scope]),
  ], { env: { AUTH0_CLIENT_SECRET: machine.clientSecret }, secrets: idp.secrets });
  assertEquals([status, stderr], [0, ""]);
  const claims = await verifiedClaims(stdout.trim(), idp.auth0);
  assertEquals(claims.scope, scopes.join(" "));
  assertEquals(claims.org_id, organization.id);
  assertEquals(lifetime(claims), 86400);
}, { fronts: FROM_SOURCE });

testProgram(
  "gettoken oidc: endpoint and authentication method come from the metadata",
  async (gettoken) => {
    await using idp = await startIdp();
    const { issuer, resource, scopes, clients } = idp.oidc;
    const { status, stdout } = await gettoken.run(
      ["oidc", "--issuer", issuer, "--scope", scopes.join(" "), "-o", "json"],
      {
        env: {
          GETTOKEN_CLIENT_ID: clients.basic.clientId,
          GETTOKEN_CLIENT_SECRET: clients.basic.clientSecret,
        },
        secrets: idp.secrets,
      },
    );
    assertEquals(status, 0);
    const { access_token: token, expires_at: expiresAt, ...rest } = JSON.parse(stdout);
    assertEquals(rest, {
      token_type: "Bearer",
      expires_in: 600,
      scope: scopes.join(" "),
      provider: "oidc",
    });
    const claims = await verifiedClaims(token, { ...idp.oidc, audience: resource });
    assertAlmostEquals(Date.parse(expiresAt) / 1000, claims.exp ?? 0, 2);
  },
);

testProgram(
  "special characters in ID and secret: sent unchanged in header and body",
  async (gettoken) => {
    await using idp = await startIdp();
    const { tokenEndpoint, clients: { awkward } } = idp.oidc;
    for (const method of ["client_secret_basic", "client_secret_post"]) {
      const { status, stderr } = await gettoken.run(
        ["oidc", "--token-url", tokenEndpoint, "--auth-method", method],
        {
          env: {
            GETTOKEN_CLIENT_ID: awkward.clientId,
            GETTOKEN_CLIENT_SECRET: awkward.clientSecret,
          },
          secrets: idp.secrets,
        },
      );
      assertEquals([status, stderr], [0, ""], method);
    }
  },
);

testProgram("gettoken without arguments: the provider comes from .env", async (gettoken) => {
  await using idp = await startIdp();
  const { domain, audience, clients: { machine } } = idp.auth0;
  const { status, stdout } = await gettoken.run([], {
    files: {
      ".env": [
        "GETTOKEN_PROVIDER=auth0",
        `AUTH0_DOMAIN=${domain}`,
        `AUTH0_AUDIENCE=${audience}`,
        `AUTH0_CLIENT_ID=${machine.clientId}`,
        `AUTH0_CLIENT_SECRET=${machine.clientSecret}`,
      ].join("\r\n"),
    },
    secrets: idp.secrets,
  });
  assertEquals(status, 0);
  await verifiedClaims(stdout.trim(), idp.auth0);
});

testProgram("gettoken -o header: header field printed", async (gettoken) => {
  await using idp = await startIdp();
  const { status, stdout } = await gettoken.run(["auth0", "-o", "header"], {
    env: auth0Env(idp.auth0),
    secrets: idp.secrets,
  });
  assertEquals(status, 0);
  assertMatch(stdout, /^Authorization: Bearer eyJ\S+$/);
});

testProgram("gettoken -v logs each step, -q nothing", async (gettoken) => {
  await using idp = await startIdp();
  const options = { env: auth0Env(idp.auth0), secrets: idp.secrets };
  const verbose = await gettoken.run(["auth0", "-v"], options);
  assertEquals(verbose.status, 0);
  assertMatch(verbose.stderr, /client secret = \*\*\* \(AUTH0_CLIENT_SECRET in the environment\)/);
  assertMatch(verbose.stderr, /POST http:\/\/127\.0\.0\.1:\d+\/oauth\/token/);
  assertMatch(verbose.stderr, /200 from 127\.0\.0\.1:\d+ after \d+ ms/);
  const quiet = await gettoken.run(["auth0", "-q"], options);
  assertEquals([quiet.status, quiet.stderr], [0, ""]);
});

testProgram("gettoken --dry-run: request shown, nothing sent", async (gettoken) => {
  await using idp = await startIdp();
  const { status, stdout, stderr } = await gettoken.run(["auth0", "--dry-run"], {
    env: auth0Env(idp.auth0),
    secrets: idp.secrets,
  });
  assertEquals([status, stderr], [0, ""]);
  assertEquals(idp.requests, []);
  assertMatch(stdout, /POST http:\/\/127\.0\.0\.1:\d+\/oauth\/token/);
  assertMatch(stdout, /client_secret=\*\*\*/);
  assertMatch(stdout, /audience = \S+ {2}\(AUTH0_AUDIENCE in the environment\)/);
});

function auth0Env(
  { domain, audience, clients: { machine } }: Awaited<ReturnType<typeof startIdp>>["auth0"],
): Record<string, string> {
  return {
    AUTH0_DOMAIN: domain,
    AUTH0_AUDIENCE: audience,
    AUTH0_CLIENT_ID: machine.clientId,
    AUTH0_CLIENT_SECRET: machine.clientSecret,
  };
}
