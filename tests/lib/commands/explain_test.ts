import { assert, assertEquals } from "@std/assert";
import { exportPKCS8 } from "jose";
import { explainRun, type RunExplanation } from "../../../lib/commands/explain.ts";
import { readRunOptions } from "../../../lib/settings/read_run_options.ts";
import type { Provider } from "../../../lib/contract/provider.ts";
import type { FakeHost, FakeWorld } from "../../fake_host.ts";
import { certificate, pkcs8 } from "../openssl_keys.ts";
import { acme, connected, type Given, jsonReply, sourcesOf } from "../helpers.ts";

const options = { domain: "id.example", clientId: "svc" };
const complete: Given = { options, env: { ACME_SECRET: "canary-secret" } };

interface Case extends FakeWorld {
  readonly provider?: Provider;
  readonly check?: boolean;
}

async function explained(
  given: Given,
  { provider = acme, check = false, ...world }: Case = {},
): Promise<RunExplanation & { readonly host: FakeHost; readonly codes: readonly string[] }> {
  const { host, connection } = connected(world);
  const sources = sourcesOf(given);
  const run = { provider, sources, options: readRunOptions({}, sources) };
  const told = await explainRun(connection, run, check);
  return { ...told, host, codes: told.problems.map(({ code }) => code) };
}

const discovering: Provider = {
  ...acme,
  endpoint: ({ domain }) => ({ issuer: `${domain}` }),
};

function metadata(issuer = "https://id.example"): Response {
  return jsonReply({
    issuer,
    token_endpoint: "https://id.example/found",
    token_endpoint_auth_methods_supported: ["client_secret_post"],
  });
}

Deno.test("explainRun() with complete settings: endpoint and request shown", async () => {
  const { problems, endpoint, request, tls, host } = await explained(complete);
  assertEquals(problems, []);
  assertEquals(endpoint, {
    url: "https://id.example/token",
    metadata: null,
    unasked: [],
    proxy: null,
  });
  assertEquals([request?.url, request?.method, tls], [
    "https://id.example/token",
    "client_secret_basic",
    undefined,
  ]);
  assertEquals([host.requests, host.probes], [[], []]);
});

Deno.test("explainRun() goes on without a secret, and says that it is missing", async () => {
  const { codes, request, settings } = await explained({ options });
  assertEquals(codes, ["setting_missing"]);
  assertEquals(request?.url, "https://id.example/token");
  assertEquals(settings.find(({ name }) => name === "clientSecret")?.state, "missing");
});

Deno.test("explainRun() misses no secret that a run would ask for", async () => {
  const { codes, settings } = await explained({
    options,
    prompt: () => Promise.reject(new Error("asked")),
  });
  assertEquals(codes, []);
  assertEquals(settings.find(({ name }) => name === "clientSecret")?.state, "asked");
});

Deno.test("explainRun() with a missing setting: endpoint shown only if it does not depend on it", async () => {
  const withoutId = await explained({ options: { domain: "id.example" } });
  assertEquals(withoutId.endpoint?.url, "https://id.example/token");
  const withoutDomain = await explained({ options: { clientId: "svc" } });
  assertEquals([withoutDomain.endpoint, withoutDomain.request], [undefined, undefined]);
  const wrong = await explained({ options: { ...options, domain: "http://id.example" } });
  assertEquals([wrong.endpoint, wrong.codes], [undefined, ["setting_invalid"]]);
});

Deno.test("explainRun() lists what is wrong with settings and with the network together", async () => {
  const { codes } = await explained({ options }, { env: { HTTPS_PROXY: "htp://x" } });
  assertEquals(codes, ["setting_missing", "setting_invalid"]);
});

Deno.test("explainRun() with a proxy: proxy shown", async () => {
  const { endpoint } = await explained(complete, {
    env: { HTTPS_PROXY: "http://me:canary@proxy.example:3128" },
  });
  assertEquals(endpoint?.proxy, "proxy.example:3128 (HTTPS_PROXY)");
});

Deno.test("explainRun() asks nobody for metadata unless it is to check", async () => {
  const { endpoint, request, problems, host } = await explained(complete, {
    provider: discovering,
  });
  assertEquals(problems, []);
  assertEquals(endpoint?.url, null);
  assertEquals(endpoint?.unasked[0], "https://id.example/.well-known/openid-configuration");
  assertEquals([request?.url, host.requests], ["", []]);
});

Deno.test("explainRun() shows a DPoP proof for an endpoint that is not known yet", async () => {
  const { privateKey } = await crypto.subtle.generateKey(
    { name: "ECDSA", namedCurve: "P-256" },
    true,
    ["sign", "verify"],
  );
  const { request, problems } = await explained({
    options: { ...options, dpopKey: await exportPKCS8(privateKey) },
    env: { ACME_SECRET: "canary-secret" },
  }, { provider: { ...discovering, dpop: true } });
  assertEquals([problems, request?.url, `${request?.headers.DPoP}`], [[], "", "***"]);
});

Deno.test("explainRun() asks for metadata and the certificate when it is to check, without a credential", async () => {
  const { endpoint, request, tls, host } = await explained(complete, {
    provider: discovering,
    check: true,
    fetch: () => metadata(),
  });
  assertEquals(endpoint?.url, "https://id.example/found");
  assertEquals(endpoint?.metadata, "https://id.example/.well-known/openid-configuration");
  assertEquals(request?.method, "client_secret_post");
  assertEquals(tls, { certificate: undefined, failure: undefined });
  assertEquals(host.probes, ["https://id.example/found"]);
  assertEquals(host.requests.map(({ method, headers }) => [method, headers.has("authorization")]), [
    ["GET", false],
  ]);
});

Deno.test("explainRun() lists what a check finds", async () => {
  const wrong = await explained(complete, {
    provider: discovering,
    check: true,
    fetch: () => metadata("https://other.example"),
  });
  assertEquals([wrong.codes, wrong.endpoint], [["discovery_failed"], undefined]);
  const failure = new Error("invalid peer certificate: Expired");
  const expired = await explained(complete, { check: true, tls: { failure } });
  assertEquals(expired.codes, ["tls_failed"]);
});

Deno.test("explainRun() with a host from ./.env: host not contacted", async () => {
  const found = { ACME_DOMAIN: "evil.example" };
  const { codes, host } = await explained({
    options: { clientId: "svc" },
    env: { ACME_SECRET: "canary" },
    found,
  }, { provider: discovering, check: true });
  assertEquals(codes, ["untrusted_destination"]);
  assertEquals([host.requests, host.probes], [[], []]);
});

/** A provider that names its endpoint and its issuer. */
const described: Provider = {
  ...acme,
  endpoint: ({ domain }) => ({ tokenEndpoint: `${domain}/token`, issuer: `${domain}/realms/a` }),
};
const realm = "https://id.example/realms/a";
const realmMetadata = {
  issuer: realm,
  token_endpoint: "https://id.example/token",
  token_endpoint_auth_methods_supported: ["client_secret_basic"],
  grant_types_supported: ["client_credentials"],
};

Deno.test("explainRun(), fixed endpoint with an issuer: metadata requested only to check", async () => {
  const fetch = () => jsonReply(realmMetadata);
  const offline = await explained(complete, { provider: described, fetch });
  assertEquals([offline.host.requests, offline.metadata, offline.unchecked], [
    [],
    undefined,
    undefined,
  ]);
  const { host, codes, metadata, unchecked } = await explained(complete, {
    provider: described,
    check: true,
    fetch,
  });
  assertEquals(host.requests.map(({ method, url }) => `${method} ${url}`), [
    `GET ${realm}/.well-known/openid-configuration`,
    "POST https://id.example/token",
  ]);
  assertEquals(await host.requests[1]?.text(), "grant_type=client_credentials");
  assertEquals([codes, unchecked], [[], []]);
  assertEquals(metadata?.agrees, ["token endpoint", "client authentication method", "grant"]);
});

Deno.test("explainRun(), client certificate: presented only after the metadata is read", async () => {
  const provider: Provider = { ...described, clientAuthentication: ["tls_client_auth"] };
  const { host, codes, request } = await explained({
    options,
    env: { GETTOKEN_CLIENT_CERT: certificate + pkcs8 },
  }, {
    ...{ provider, check: true, now: Date.UTC(2027, 0, 9) },
    fetch: () =>
      jsonReply({ ...realmMetadata, token_endpoint_auth_methods_supported: ["tls_client_auth"] }),
  });
  assertEquals([codes, request?.method], [[], "tls_client_auth"]);
  assertEquals([host.presented.map(({ after }) => after), host.requests.length], [[1], 1]);
});

Deno.test("explainRun(), the metadata does not list the method: problem", async () => {
  const lists = { ...realmMetadata, token_endpoint_auth_methods_supported: ["private_key_jwt"] };
  const { codes } = await explained(complete, {
    provider: described,
    check: true,
    fetch: () => jsonReply(lists),
  });
  assertEquals(codes, ["refused"]);
});

Deno.test("explainRun() does not hide a defect", async () => {
  const provider: Provider = {
    ...acme,
    endpoint: () => {
      throw new TypeError("canary");
    },
  };
  const [outcome] = await Promise.allSettled([explained(complete, { provider })]);
  assert(outcome.status === "rejected" && outcome.reason instanceof TypeError);
});
