import { assertEquals, assertRejects } from "@std/assert";
import { checkServer, tried } from "../../../lib/commands/check_server.ts";
import { GettokenError } from "../../../lib/core/errors.ts";
import type { FakeWorld } from "../../fake_host.ts";
import { acme, connected, jsonReply, resolved } from "../helpers.ts";

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
  readonly isComplete?: boolean;
  readonly isIssuerFound?: boolean;
}

/** Checks a server, with a request by client_secret_basic. */
async function checked(server: Server, world: FakeWorld = {}) {
  const { url: address = url, isComplete = true, isIssuerFound = false } = server;
  const { host, connection } = connected(world);
  const named = "issuer" in server ? server.issuer : issuer;
  const endpoint = { url: address, audience: address, ...named !== undefined && { issuer: named } };
  const request = { url, method: "client_secret_basic", headers: {}, form: [] } as const;
  const grant = { type: "client_credentials", isAssertion: false };
  const proofs = { grant, assertion: undefined, dpopAlgorithm: undefined };
  const compared = { provider: acme, settings: resolved({}), endpoint, request, proofs };
  const found = await checkServer(connection, {
    ...{ endpoint, isIssuerFound, compared: isComplete ? compared : undefined },
  });
  const asked = host.requests.map(({ method, url }) => `${method} ${url}`);
  return { ...found, host, asked, codes: found.problems.map(({ code }) => code) };
}

const answering = { fetch: () => jsonReply(metadata) };

Deno.test("checkServer(): certificate, then metadata", async () => {
  const { host, asked, codes, unchecked, metadata } = await checked({}, answering);
  assertEquals([host.probes, asked], [[url], [`GET ${issuer}/.well-known/openid-configuration`]]);
  assertEquals([codes, unchecked, metadata?.agrees.length], [[], [], 3]);
});

Deno.test("checkServer(), untrusted certificate: metadata not requested", async () => {
  const failure = new Error("invalid peer certificate: Expired");
  const { codes, asked } = await checked({}, { ...answering, tls: { failure } });
  assertEquals([codes, asked], [["tls_failed"], []]);
});

Deno.test("checkServer(), request not complete: metadata requested, and not compared", async () => {
  const { codes, asked, metadata, unchecked } = await checked({ isComplete: false }, answering);
  assertEquals([codes, asked.length, metadata], [[], 1, undefined]);
  assertEquals(unchecked, ["the request (not complete yet)"]);
});

Deno.test("checkServer(), no metadata where the issuer should have it: problem", async () => {
  for (const [status, code] of [[404, "discovery_failed"], [503, "server_error"]] as const) {
    const { codes, problems, unchecked } = await checked({}, {
      fetch: () => jsonReply({ error: "Realm does not exist" }, { status }),
    });
    assertEquals([codes, unchecked], [[code], []]);
    if (status === 404) {
      assertEquals(problems[0]?.hint, "Check the settings that this URL is made of.");
    }
  }
});

Deno.test("checkServer(), no issuer: what was not checked is said", async () => {
  const { codes, unchecked, host, asked } = await checked({ issuer: undefined });
  assertEquals([codes, unchecked], [[], ["the server's metadata (no issuer is known)"]]);
  assertEquals([asked, host.probes.length], [[], 1]);
});

Deno.test("checkServer(), http without an issuer: closed port is a problem, any reply is not", async () => {
  const server = { url: "http://127.0.0.1:1/t", issuer: undefined };
  const { codes, asked, host } = await checked(server, {
    fetch: () => new Response("", { status: 405 }),
  });
  assertEquals([codes, asked], [[], ["GET http://127.0.0.1:1/t"]]);
  assertEquals(host.requests[0]?.headers.has("authorization"), false);
  const closed = await checked(server, {
    fetch() {
      throw new TypeError("tcp connect error: Connection refused (os error 111)");
    },
  });
  assertEquals(closed.codes, ["connection_failed"]);
});

Deno.test("checkServer(), issuer at another host: contacted unless ./.env may have named it", async () => {
  const elsewhere = { issuer: "https://meta.example" };
  const named = await checked(elsewhere, answering);
  assertEquals([named.codes, named.asked.length, named.metadata?.issuer], [[], 1, issuer]);
  const found = await checked({ ...elsewhere, isIssuerFound: true });
  assertEquals([found.codes, found.asked], [[], []]);
  assertEquals(found.unchecked, ["the server's metadata (./.env may have named its host)"]);
  assertEquals((await checked({ isIssuerFound: true }, answering)).asked.length, 1);
  // A run does not contact that host, so its failure fails no run.
  const missing = await checked(elsewhere, { fetch: () => jsonReply({}, { status: 404 }) });
  assertEquals([missing.codes, missing.unchecked], [[], [
    "the server's metadata (https://meta.example publishes no metadata)",
  ]]);
});

Deno.test("tried(): value, or the failure; other errors are thrown", async () => {
  assertEquals(await tried(() => Promise.resolve(1)), { value: 1 });
  const failure = new GettokenError("usage", "x");
  assertEquals((await tried(() => Promise.reject(failure))).failure, failure);
  await assertRejects(() => tried(() => Promise.reject(new TypeError("x"))), TypeError);
});
