import { assertEquals } from "@std/assert";
import { askServer } from "../../../lib/commands/check_server.ts";
import { Secret } from "../../../lib/core/secret.ts";
import type { ResolvedSettings } from "../../../lib/settings/resolve.ts";
import type { FakeWorld } from "../../fake_host.ts";
import { acme, connected, forEachCase, jsonReply, resolved } from "../helpers.ts";

const url = "https://id.example/token";
const issuer = "https://id.example/realms/a";
const metadata = {
  issuer,
  token_endpoint: url,
  token_endpoint_auth_methods_supported: ["client_secret_basic"],
  grant_types_supported: ["client_credentials"],
};

interface Server {
  readonly url?: string;
  readonly issuer?: string | undefined;
  readonly isIssuerFound?: boolean;
  readonly settings?: ResolvedSettings | undefined;
}

/** Asks a server. */
async function asked(server: Server, world: FakeWorld = {}) {
  const { url: address = url, isIssuerFound = false } = server;
  const { host, connection } = connected(world);
  const named = "issuer" in server ? server.issuer : issuer;
  const endpoint = { url: address, ...named !== undefined && { issuer: named } };
  const settings = "settings" in server ? server.settings : resolved({});
  const found = await askServer(connection, { endpoint, provider: acme, settings, isIssuerFound });
  const requests = host.requests.map(({ method, url }) => `${method} ${url}`);
  return { ...found, host, requests, codes: found.problems.map(({ code }) => code) };
}

/** A server that knows no client. */
function answer({ method }: { readonly method: string }): Response {
  return method === "GET"
    ? jsonReply(metadata)
    : jsonReply({ error: "invalid_client" }, { status: 401 });
}

const answering = { fetch: answer };
const fromMetadata = `GET ${issuer}/.well-known/openid-configuration`;

Deno.test("askServer(): certificate, metadata, and a token request without a client", async () => {
  const { host, requests, codes, unchecked, metadata: found } = await asked({}, answering);
  assertEquals([host.probes, requests], [[url], [fromMetadata, `POST ${url}`]]);
  assertEquals([codes, unchecked, found?.metadata], [[], [], metadata]);
  const [, request] = host.requests;
  assertEquals([await request?.text(), request?.headers.has("authorization")], [
    "grant_type=client_credentials",
    false,
  ]);
});

Deno.test("askServer(), incomplete settings or a client certificate: no token request", async () => {
  assertEquals((await asked({ settings: undefined }, answering)).requests, [fromMetadata]);
  const settings = resolved({}, { secrets: { clientCert: new Secret("x") } });
  assertEquals((await asked({ settings }, answering)).requests, [fromMetadata]);
});

Deno.test("askServer(): what the token endpoint says to nobody in particular", async () => {
  const disabled = { error: "access_denied", error_description: "Realm not enabled" };
  await forEachCase<readonly [status: number, body: unknown, codes: readonly string[]]>({
    "a disabled realm": [403, disabled, ["refused"]],
    "no endpoint": [404, "<html>", ["reply_unusable"]],
    "an endpoint for another method": [405, {}, ["reply_unusable"]],
    "no client": [401, disabled, []],
    "no client, with 403": [403, { ...disabled, error_description: "Unauthorized" }, []],
    "an invalid request": [400, { error: "invalid_request" }, []],
    "a firewall": [403, "<html>", []],
    "an error of the server": [500, {}, []],
  }, async ([status, body, codes]) => {
    const found = await asked({}, {
      fetch: ({ method }) => method === "GET" ? jsonReply(metadata) : jsonReply(body, { status }),
    });
    assertEquals(found.codes, codes);
  });
});

Deno.test("askServer(), untrusted certificate: metadata not requested", async () => {
  const failure = new Error("invalid peer certificate: Expired");
  const { codes, requests } = await asked({}, { ...answering, tls: { failure } });
  assertEquals([codes, requests], [["tls_failed"], []]);
});

Deno.test("askServer(), no metadata where the issuer should have it: problem", async () => {
  for (const [status, code] of [[404, "discovery_failed"], [503, "server_error"]] as const) {
    const { codes, problems, unchecked } = await asked({}, {
      fetch: () => jsonReply({ error: "Realm does not exist" }, { status }),
    });
    assertEquals([codes, unchecked], [[code], []]);
    if (status === 404) {
      assertEquals(problems[0]?.hint, "Check the settings that this URL is made of.");
    }
  }
});

Deno.test("askServer(), no issuer: what was not checked is said", async () => {
  const { codes, unchecked, host, requests } = await asked({ issuer: undefined });
  assertEquals([codes, unchecked], [[], ["the server's metadata (no issuer is known)"]]);
  assertEquals([requests, host.probes.length], [[], 1]);
});

Deno.test("askServer(), http without an issuer: closed port is a problem, any reply is not", async () => {
  const server = { url: "http://127.0.0.1:1/t", issuer: undefined };
  const { codes, requests, host } = await asked(server, {
    fetch: () => new Response("", { status: 405 }),
  });
  assertEquals([codes, requests], [[], ["GET http://127.0.0.1:1/t"]]);
  assertEquals(host.requests[0]?.headers.has("authorization"), false);
  const closed = await asked(server, {
    fetch() {
      throw new TypeError("tcp connect error: Connection refused (os error 111)");
    },
  });
  assertEquals(closed.codes, ["connection_failed"]);
});

Deno.test("askServer(), issuer at another host: contacted unless ./.env may have named it", async () => {
  const elsewhere = { issuer: "https://meta.example" };
  const named = await asked(elsewhere, answering);
  assertEquals([named.codes, named.metadata?.metadata.issuer], [[], issuer]);
  const found = await asked({ ...elsewhere, isIssuerFound: true });
  assertEquals([found.codes, found.requests], [[], []]);
  assertEquals(found.unchecked, ["the server's metadata (./.env may have named its host)"]);
  assertEquals((await asked({ isIssuerFound: true }, answering)).requests[0], fromMetadata);
  // A run does not contact that host, so its failure fails no run.
  const missing = await asked(elsewhere, { fetch: () => jsonReply({}, { status: 404 }) });
  assertEquals([missing.codes, missing.unchecked], [[], [
    "the server's metadata (https://meta.example publishes no metadata)",
  ]]);
});
