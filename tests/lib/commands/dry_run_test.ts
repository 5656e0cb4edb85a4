import { assertEquals, assertNotMatch } from "@std/assert";
import { showPrepared } from "../../../lib/commands/dry_run.ts";
import { Secret } from "../../../lib/core/secret.ts";
import type { Prepared } from "../../../lib/oauth/get_token.ts";
import { acme, connected, sourcesOf } from "../helpers.ts";

const prepared: Prepared = {
  settings: {
    values: { domain: "https://id.example", clientId: "svc" },
    network: {},
    secrets: { clientSecret: new Secret("canary") },
    origins: {
      domain: { kind: "option", name: "--domain" },
      clientId: {
        kind: "file",
        name: "GETTOKEN_CLIENT_ID",
        file: { path: "./.env", named: false, values: new Map() },
      },
      clientSecret: { kind: "environment", name: "ACME_SECRET" },
    },
    toAsk: undefined,
    location: () => Promise.resolve({ tokenEndpoint: "https://id.acme.example/token" }),
    crossOriginRefusal: undefined,
    setAside: [],
    credential: "clientSecret",
    warnings: [],
  },
  endpoint: { url: "https://id.example/token", audience: "https://id.example/token" },
  makeRequest: () =>
    Promise.resolve({
      url: "https://id.example/token",
      method: "client_secret_post",
      headers: { "content-type": "x/y", "authorization": new Secret("canary") },
      form: [
        ["grant_type", "client_credentials"],
        ["client_secret", new Secret("canary")],
        ["scope", "a b"],
      ],
    }),
};

const sources = sourcesOf({
  options: { domain: "https://id.example" },
  env: { ACME_SECRET: "canary" },
  found: { ACME_DOMAIN: "other.example", GETTOKEN_CLIENT_ID: "svc" },
});

Deno.test("showPrepared() shows settings, their sources, and the request, without a secret", async () => {
  const { host, log } = connected();
  await showPrepared(prepared, acme, sources, log);
  assertEquals(host.stdout, "");
  assertNotMatch(host.stderr, /canary/);
  assertEquals(host.stderr.split("\n"), [
    "Settings:",
    "  domain = https://id.example  (--domain)",
    "      instead of ACME_DOMAIN in ./.env",
    "  client id = svc  (GETTOKEN_CLIENT_ID in ./.env)",
    "  client secret = *** (fewer than 8 characters)",
    "      (ACME_SECRET in the environment)",
    "  not set: scope, auth method, ca file",
    "Endpoint: given",
    "Request, not sent:",
    "  POST https://id.example/token",
    "  content-type: x/y",
    "  authorization: ***",
    "",
    "  grant_type=client_credentials",
    "  client_secret=***",
    "  scope=a b",
    "",
  ]);
});

Deno.test("showPrepared() says where an endpoint was found", async () => {
  const { host, log } = connected();
  const metadata = "https://id.example/.well-known/openid-configuration";
  await showPrepared(
    { ...prepared, endpoint: { ...prepared.endpoint, metadata } },
    acme,
    sources,
    log,
  );
  assertEquals(host.stderr.includes(`Endpoint: found in ${metadata}\n`), true);
});

Deno.test("showPrepared() shows what the request presents", async () => {
  const { host, log } = connected();
  const makeRequest = async () => ({ ...await prepared.makeRequest(), presented: ["a = b"] });
  await showPrepared({ ...prepared, makeRequest }, acme, sources, log);
  assertEquals(host.stderr.endsWith("What that presents:\n  a = b\n"), true);
});
