/**
 * The programs of docs/library.md run in each runtime, against the identity provider of the tests.
 *
 * @module
 */

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { startIdp } from "../../idp/idp.ts";
import { type ScriptedServer, scriptedServer } from "../../idp/scripted_server.ts";
import { testInRuntimes } from "./runtimes.ts";

const permissions = ["--allow-env"];

function program(name: string): Promise<string> {
  return Deno.readTextFile(new URL(`../../../examples/library/${name}.ts`, import.meta.url));
}

/** The values of `Authorization` that an API has seen. */
function authorizations({ requests }: ScriptedServer): (string | null)[] {
  return requests.map(({ headers }) => headers.get("authorization"));
}

testInRuntimes("cron_job.ts: calls the API; refused: status of the error", async (runtime) => {
  await using idp = await startIdp();
  await using api = scriptedServer(() => Response.json(["one", "two"]));
  const { issuer, clients: { basic: { clientId, clientSecret } } } = idp.oidc;
  const run = async (secret: string) =>
    await runtime.run(await program("cron_job"), {
      permissions,
      env: {
        ...{ GETTOKEN_PROVIDER: "oidc", GETTOKEN_ISSUER: issuer, GETTOKEN_CLIENT_ID: clientId },
        ...{ GETTOKEN_CLIENT_SECRET: secret, ORDERS_API: api.origin },
      },
      secrets: [clientSecret],
    });
  const { status, stdout, stderr } = await run(clientSecret);
  assertEquals([status, stdout, stderr], [0, "Open orders: 2\n", ""]);
  assertMatch(authorizations(api)[0] ?? "", /^Bearer \S+$/);

  const refused = await run("another secret");
  assertEquals([refused.status, refused.stdout, api.requests.length], [4, "", 1]);
  assertMatch(refused.stderr, /refused: invalid_client[^]*\n→ /);
});

testInRuntimes(
  "forwarding_server.ts: one token for all requests; 401: a new one",
  async (runtime) => {
    await using idp = await startIdp();
    const { issuer, clients: { basic: { clientId, clientSecret } } } = idp.oidc;
    const statuses = [200, 200, 401];
    await using api = scriptedServer(({ path }) =>
      Response.json(path, { status: statuses.shift() ?? 200 })
    );
    const { status, stdout, stderr } = await runtime.run(
      `import { once } from "node:events";
    import { server } from "./forwarding_server.ts";
    // Deno 2.6 says too early that it is listening.
    if (!server.address()?.port) await once(server, "listening");
    const origin = "http://127.0.0.1:" + server.address().port;
    for (const path of ["/a", "/b", "/c"]) {
      const response = await fetch(origin + path);
      console.log(response.status, await response.json());
    }
    server.close();
    server.closeAllConnections();`,
      {
        permissions,
        files: { "forwarding_server.ts": await program("forwarding_server") },
        env: {
          ...{ ISSUER: issuer, CLIENT_ID: clientId, CLIENT_SECRET: clientSecret },
          ...{ ORDERS_API: api.origin, PORT: "0" },
        },
        secrets: [clientSecret],
      },
    );
    assertEquals([status, stderr], [0, ""]);
    assertStringIncludes(stdout, "200 /a\n200 /b\n200 /c\n");
    const [a, b, c, again] = authorizations(api);
    assertEquals([a === b, b === c, c === again], [true, true, false]);
    assertEquals(idp.requests.length, 2);
  },
);

testInRuntimes("own_provider.ts: a token from each provider", async (runtime) => {
  await using idp = await startIdp();
  const { issuer, resource, clients: { basic: { clientId, clientSecret } } } = idp.oidc;
  const { status, stdout, stderr } = await runtime.run(await program("own_provider"), {
    permissions,
    env: {
      ...{ ACME_DOMAIN: idp.origin, ACME_RESOURCE: resource, SHOP_ISSUER: issuer },
      ...{ CLIENT_ID: clientId, CLIENT_SECRET: clientSecret },
    },
    secrets: [clientSecret],
  });
  assertEquals([status, stderr], [0, ""]);
  assertMatch(stdout, /^(Bearer token until \d{4}-\d\d-\S+Z\n){2}$/);
});

testInRuntimes("workload_identity.ts: GitHub's token replaces the secret", async (runtime) => {
  await using entra = scriptedServer(() =>
    Response.json({ access_token: "tok", token_type: "Bearer", expires_in: 3600 })
  );
  await using github = scriptedServer(() => Response.json({ value: "e30.e30.c2ln" }));
  const { status, stdout, stderr } = await runtime.run(await program("workload_identity"), {
    permissions,
    env: {
      AZURE_AUTHORITY_HOST: entra.origin,
      ACTIONS_ID_TOKEN_REQUEST_URL: `${github.origin}/token?api-version=2`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: "canary-request-token",
    },
    secrets: ["canary-request-token", "e30.e30.c2ln"],
  });
  assertEquals([status, stderr], [0, ""]);
  assertMatch(stdout, /^Access token until \d{4}-/);
  assertEquals(authorizations(github), ["Bearer canary-request-token"]);
  assertStringIncludes(
    github.requests[0]?.query ?? "",
    "audience=api%3A%2F%2FAzureADTokenExchange",
  );
  assertEquals(entra.requests[0]?.form?.client_assertion, "e30.e30.c2ln");
});

testInRuntimes("fake_fetch_test.ts: its tests pass without a network", async (runtime) => {
  const { status, stdout, stderr } = await runtime.run(await program("fake_fetch_test"), {
    isTest: true,
  });
  assertEquals(status, 0, stdout + stderr);
  assertMatch(stdout + stderr, /\b(pass 2|2 passed|2 pass)\b/);
});
