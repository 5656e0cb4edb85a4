/**
 * The servers of docs/writing-a-provider.md that have rules of their own: each module of the guide
 * gets a token from a server that checks its request to the letter.
 *
 * @module
 */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { RecordedRequest } from "../idp/recorded_request.ts";
import { scriptedServer } from "../idp/scripted_server.ts";
import { testProgram } from "./program.ts";

const guide = await Deno.readTextFile(
  new URL("../../docs/writing-a-provider.md", import.meta.url),
);
const modules = Array.from(guide.matchAll(/^```ts\n([^]*?)^```$/gm), ([, source = ""]) => source);

/** The module of the guide with this name. */
function moduleNamed(name: string): string {
  const source = modules.find((source) => source.includes(`name: "${name}"`));
  assert(source, `the guide has no module ${name}`);
  return source;
}

const token = "canary-token-77";
const secret = "canary-secret-5527";
const key = "canary-key-9041";
const standard = { access_token: token, token_type: "Bearer", expires_in: 60 };

interface Server {
  readonly env: Readonly<Record<string, string>>;
  /** What the server must get. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | null>>;
  readonly body: string;
  readonly reply: unknown;
}

const withClient = { GETTOKEN_CLIENT_ID: "svc", GETTOKEN_CLIENT_SECRET: secret };
const form = "application/x-www-form-urlencoded";

const servers: Readonly<Record<string, Server>> = {
  gated: {
    env: { ...withClient, GETTOKEN_TENANT: "acme", GETTOKEN_GATEWAY_KEY: key },
    path: "/oauth2/token",
    headers: {
      "content-type": form,
      authorization: `Basic ${btoa(`svc:${secret}`)}`,
      "x-tenant": "acme",
      "ocp-apim-subscription-key": key,
    },
    body: "grant_type=client_credentials",
    reply: standard,
  },
  json: {
    env: { ...withClient, GETTOKEN_ROLES: "reader" },
    path: "/api/login",
    headers: { "content-type": "application/json", authorization: null },
    body: `{"appId":"svc","key":"${secret}","roles":["reader"]}`,
    reply: { access_token: token, token_type: "bearer", expires_in: "60" },
  },
  nested: {
    env: withClient,
    path: "/v2/token",
    headers: { "content-type": form, authorization: `Basic ${btoa(`svc:${secret}`)}` },
    body: "grant_type=client_credentials",
    reply: { code: 0, msg: "ok", data: { access_token: token, ttl: 60 } },
  },
  "ibm-cloud": {
    env: { GETTOKEN_API_KEY: key },
    path: "/identity/token",
    headers: { "content-type": form, authorization: null },
    body: `grant_type=urn%3Aibm%3Aparams%3Aoauth%3Agrant-type%3Aapikey&apikey=${key}`,
    reply: { ...standard, refresh_token: "not_supported", expiration: 1 },
  },
};

Deno.test("docs/writing-a-provider.md: at most 20 lines for a server with rules of its own", () => {
  for (const name of [...Object.keys(servers), "acme"]) {
    assert(moduleNamed(name).trimEnd().split("\n").length <= 20, name);
  }
});

/** What a request has of what a server expects. */
function asExpected(request: RecordedRequest, { headers }: Server) {
  const { method, path, query, body } = request;
  const sent = Object.keys(headers).map((name) => [name, request.headers.get(name)]);
  return { method, path, query, body, headers: Object.fromEntries(sent) };
}

for (const [name, server] of Object.entries(servers)) {
  testProgram(
    `docs/writing-a-provider.md, ${name}: request to the letter, token printed`,
    async (gettoken) => {
      await using listening = scriptedServer(() => Response.json(server.reply));
      const { status, stdout, stderr } = await gettoken.run(["./mine.ts", "-o", "json"], {
        files: { "mine.ts": moduleNamed(name) },
        env: { ...server.env, GETTOKEN_HOST: listening.origin },
        secrets: [secret, key],
        tokens: [token],
      });
      assertEquals([status, stderr], [0, ""]);
      const { access_token, token_type, expires_in } = JSON.parse(stdout);
      assertEquals([access_token, token_type, expires_in], [token, "Bearer", 60]);
      const { path, body, headers } = server;
      assertEquals(listening.requests.map((request) => asExpected(request, server)), [
        { method: "POST", path, query: "", body, headers },
      ]);
    },
  );
}

testProgram(
  "docs/writing-a-provider.md, the server refuses with HTTP 200: its words, status 4",
  async (gettoken) => {
    await using server = scriptedServer(() =>
      Response.json({ code: 40001, msg: `bad key ${secret}`, data: null })
    );
    const { status, stderr } = await gettoken.run(["./mine.ts"], {
      files: { "mine.ts": moduleNamed("nested") },
      env: { ...withClient, GETTOKEN_HOST: server.origin },
      secrets: [secret],
    });
    assertEquals(status, 4, stderr);
    assertStringIncludes(stderr, "Nested Cloud refused: 40001 (HTTP 200)");
    assertStringIncludes(stderr, "It said: bad key ***");
    assertStringIncludes(stderr, "The key was deleted.");
  },
);

testProgram(
  "docs/writing-a-provider.md, extends oidc: discovery, header, raw reply",
  async (gettoken) => {
    const reply = { ...standard, id_token: "canary-id", note: "a\u202eb", echo: key };
    await using server = scriptedServer(({ path }) =>
      path === "/token" ? Response.json(reply) : Response.json({
        issuer: server.origin,
        token_endpoint: `${server.origin}/token`,
        token_endpoint_auth_methods_supported: ["client_secret_post"],
      })
    );
    const { status, stdout, stderr } = await gettoken.run(["./mine.ts", "-o", "json", "--raw"], {
      files: { "mine.ts": moduleNamed("acme").replace("https://id.acme.example", server.origin) },
      env: { ...withClient, GETTOKEN_HEADER: `X-Tenant: acme\nX-Api-Key: ${key}` },
      secrets: [secret, key],
      tokens: [token],
    });
    assertEquals([status, stderr], [0, ""]);
    assertStringIncludes(stdout, '"note":"a\\u202eb"');
    assertEquals(JSON.parse(stdout), { ...reply, echo: "***" });
    const [metadata, request] = server.requests;
    assertEquals(metadata?.headers.get("x-api-key"), null);
    assertEquals(request?.headers.get("x-tenant"), "acme");
    assertEquals(request?.headers.get("x-api-key"), key);
    assertEquals(
      request?.body,
      `grant_type=client_credentials&client_id=svc&client_secret=${secret}`,
    );
  },
);

testProgram("explain shows headers and a JSON body without their secrets", async (gettoken) => {
  const explain = async (name: string) => {
    const { status, stdout } = await gettoken.run(["explain", "./mine.ts"], {
      files: { "mine.ts": moduleNamed(name) },
      env: { ...servers[name]?.env, GETTOKEN_HOST: "id.example" },
      secrets: [secret, key],
    });
    assertEquals(status, 0, stdout);
    return stdout;
  };
  assertStringIncludes(
    await explain("gated"),
    "\n  x-tenant: acme\n  ocp-apim-subscription-key: ***\n",
  );
  assertStringIncludes(
    await explain("json"),
    '\n  {\n    "appId": "svc",\n    "key": "***",\n    "roles": [\n      "reader"\n    ]\n  }\n',
  );
});
