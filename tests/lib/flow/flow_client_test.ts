import { assertEquals, assertNotMatch, assertStringIncludes, assertThrows } from "@std/assert";
import type { Provider, ProviderCatalog } from "../../../lib/contract/provider.ts";
import { GettokenError } from "../../../lib/core/errors.ts";
import type { LogRecord } from "../../../lib/core/log.ts";
import { FlowClient } from "../../../lib/flow/flow_client.ts";
import type { EnvironmentOptions, FlowOptions } from "../../../lib/flow/flow_options.ts";
import { builtIn } from "../../../providers/mod.ts";
import { fakeHost, type FakeWorld } from "../../fake_host.ts";
import { acme, failureOf, tokenReply } from "../helpers.ts";

const client = { domain: "id.example", clientId: "svc", clientSecret: "s3cr3t" };

/** Members of a provider that takes tokens of other issuers. */
const federated: Pick<Provider, "assertion" | "clientAuthentication"> = {
  clientAuthentication: ["client_secret_basic", "private_key_jwt"],
  assertion: { federation: [{ audience: "aud" }] },
};

/** A client on a fake machine. */
function begin(
  options: EnvironmentOptions,
  world: FakeWorld = {},
  hasEnvironment = false,
  others: ProviderCatalog = {},
) {
  const host = fakeHost({ fetch: () => tokenReply(), ...world });
  const catalog = { acme: { aliases: [], load: () => Promise.resolve(acme) }, ...others };
  const library = { catalog, version: "1.2.3", createHost: () => host };
  const { signal } = new AbortController();
  const flowClient = new FlowClient(options, library, hasEnvironment);
  return { host, request: () => flowClient.request(signal), client: flowClient };
}

Deno.test("FlowClient, missing settings: named as options, without variables", async () => {
  const { request } = begin({ provider: "acme" });
  const { message, details, hint, settings } = await failureOf("setting_missing", request);
  assertEquals(message, "3 settings are missing for Acme ID: domain, clientId, clientSecret");
  assertEquals(details, [
    "domain is missing: set domain, for example id.acme.example",
    "client id is missing: set clientId",
    "client secret is missing: set clientSecret",
  ]);
  assertEquals(hint, "See https://acme.example/docs");
  assertEquals(
    settings?.map(({ name, variables }) => [name, variables]),
    [["domain", undefined], ["clientId", undefined], ["clientSecret", undefined]],
  );
});

Deno.test("FlowClient, an invalid setting: named as the option", async () => {
  const { request } = begin({ provider: "acme", ...client, domain: "a b" });
  const { details, settings } = await failureOf("setting_invalid", request);
  assertEquals(details.map((line) => line.split(" ")[0]), ["domain"]);
  assertEquals(settings?.map(({ name, source }) => [name, source]), [["domain", "domain"]]);
});

Deno.test("FlowClient, an unknown option: an error before a request; of an object, at once", async () => {
  const { request, host } = begin({ provider: "acme", ...client, tenant: "x" });
  const { message } = await failureOf("usage", request);
  assertEquals([message, host.requests.length], ["tenant is not an option", 0]);
  assertThrows(() => begin({ provider: acme, ...client, tenant: "x" }), GettokenError, message);
});

Deno.test("FlowClient: may read the environment if asked, or for the folder of the cache", async () => {
  const asked: boolean[] = [];
  const host = fakeHost({ env: { HOME: "/me" }, fetch: () => tokenReply() });
  const library = {
    catalog: { acme: { aliases: [], load: () => Promise.resolve(acme) } },
    version: "1.2.3",
    createHost: (_: EnvironmentOptions, hasEnvironment: boolean) => {
      asked.push(hasEnvironment);
      return host;
    },
  };
  const { signal } = new AbortController();
  const options = { provider: "acme", ...client };
  await new FlowClient(options, library, false).request(signal);
  assertEquals(new Set(asked.splice(0)), new Set([false]));
  await new FlowClient({ ...options, cache: "sealed" }, library, false).request(signal);
  assertEquals([asked.filter(Boolean).length, host.files.size], [1, 1]);
  asked.length = 0;
  await new FlowClient(options, library, true).request(signal);
  assertEquals(new Set(asked), new Set([true]));
});

Deno.test("FlowClient: closes the connections of a request, also after a failure", async () => {
  for (const status of [200, 400]) {
    const { request, host } = begin({ provider: "acme", ...client }, {
      fetch: () => new Response('{"access_token":"tok"}', { status }),
    });
    let closed = 0;
    host.close = () => closed++;
    await request().catch(() => {});
    assertEquals([host.requests.length, closed], [1, 1]);
  }
});

Deno.test("FlowClient, no environment: its variables change nothing", async () => {
  const env = { GETTOKEN_SCOPE: "x", GETTOKEN_TIMEOUT: "x" };
  const { request, host } = begin({ provider: "acme", ...client }, { env });
  await request();
  assertEquals(host.requests.length, 1);
});

Deno.test("FlowClient, from the environment: settings, files and vendor's variables", async () => {
  const env = {
    ...{ GETTOKEN_PROVIDER: "acme", ACME_DOMAIN: "id.env", GETTOKEN_SCOPE: "env" },
    ...{ GETTOKEN_CLIENT_ID: "env", GETTOKEN_CLIENT_SECRET_FILE: "secret.txt" },
  };
  const files = { "/here/secret.txt": "s3cr3t\n", "/here/.env": "GETTOKEN_SCOPE=found" };
  const { request, host } = begin({ clientId: "svc" }, { env, files }, true);
  await request();
  const [sent] = host.requests;
  assertEquals(sent?.url, "https://id.env/token");
  assertEquals(sent?.headers.get("authorization"), `Basic ${btoa("svc:s3cr3t")}`);
  assertEquals(await sent?.text(), "grant_type=client_credentials&scope=env");
});

Deno.test("FlowClient, from the environment: errors name variables", async () => {
  const env = { GETTOKEN_PROVIDER: "acme", ACME_DOMAIN: "id.env", GETTOKEN_CLIENT_ID: "svc" };
  const { request } = begin({}, { env }, true);
  const { details, settings } = await failureOf("setting_missing", request);
  assertEquals(settings?.map(({ name, variables }) => [name, variables]), [
    ["clientSecret", ["GETTOKEN_CLIENT_SECRET", "ACME_SECRET"]],
  ]);
  assertEquals(details, [
    "client secret is missing: set clientSecret, ACME_SECRET, GETTOKEN_CLIENT_SECRET or " +
    "GETTOKEN_CLIENT_SECRET_FILE",
  ]);
});

Deno.test("FlowClient: the log gets warnings and steps, and may throw", async () => {
  const records: string[] = [];
  const { request } = begin({
    ...{ provider: "acme", ...client, clientSecret: "s3cr3t " },
    log: ({ level, message }) => {
      records.push(`${level}: ${message}`);
      throw new Error("a log that is broken");
    },
  });
  await request();
  assertEquals(records.filter((line) => line.startsWith("warning")), [
    "warning: clientSecret begins or ends with white space or a line break; is that intended?",
  ]);
  assertStringIncludes(records.join("\n"), "step: domain = https://id.example (domain)");
  assertStringIncludes(records.join("\n"), "step: POST https://id.example/token");
});

Deno.test("FlowClient, a provider of the caller: no sealed cache", () => {
  const error = assertThrows(() => begin({ provider: acme, cache: "sealed" }), GettokenError);
  assertEquals([error.code, error.message], [
    ...["usage", "cache must not be sealed for a provider of your own"],
  ]);
});

Deno.test("FlowClient, no options: usage", () => {
  for (const options of [undefined, null, "auth0"]) {
    const error = assertThrows(() => begin(options as EnvironmentOptions), GettokenError);
    assertEquals([error.code, error.message], ["usage", "The options must be an object"]);
  }
});

Deno.test("FlowClient, from the environment: warns of an unknown variable", async () => {
  const env = { GETTOKEN_PROVIDER: "acme", GETTOKEN_RETRYS: "1" };
  for (const hasEnvironment of [true, false]) {
    const warnings: string[] = [];
    const log = ({ level, message }: LogRecord) => level === "warning" && warnings.push(message);
    await begin({ provider: "acme", ...client, log }, { env }, hasEnvironment).request();
    assertEquals(
      warnings,
      hasEnvironment
        ? [
          "unknown variable GETTOKEN_RETRYS in the environment; did you mean GETTOKEN_RETRIES?",
        ]
        : [],
    );
  }
});

/** A signed JWT, as a federated token must be. */
const idToken = ["{}", '{"iss":"i","sub":"s","aud":"a"}', "x"]
  .map((part) => btoa(part).replace(/=+$/, "")).join(".");

Deno.test("FlowClient, from the environment: the token of a workload is read for each request", async () => {
  const provider = builtIn.entra;
  const guid = "11111111-2222-3333-4444-555555555555";
  const env = {
    ...{ GETTOKEN_PROVIDER: "entra", AZURE_TENANT_ID: guid, AZURE_CLIENT_ID: guid },
    ...{ AZURE_FEDERATED_TOKEN_FILE: "/here/token", GETTOKEN_SCOPE: "https://a.example/.default" },
  };
  const world = { env, files: { "/here/token": idToken } };
  const { request, host } = begin({}, world, true, { entra: provider });
  await request();
  const form = new URLSearchParams(await host.requests[0]?.text());
  assertEquals([form.get("client_assertion"), form.get("client_id")], [idToken, guid]);
  const without = begin({}, { env: { ...env, AZURE_FEDERATED_TOKEN_FILE: "" } }, true, {
    entra: provider,
  });
  await failureOf("setting_missing", without.request);
});

Deno.test("FlowClient, a job of GitHub Actions: its ID token, only from the environment", async () => {
  const options = { provider: { ...acme, ...federated }, domain: "id.example", clientId: "svc" };
  const env = {
    ACTIONS_ID_TOKEN_REQUEST_URL: "https://runner.example/token?x=1",
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: "runner-token",
  };
  const fetch = ({ method }: Request) =>
    method === "GET" ? Response.json({ value: idToken }) : tokenReply();
  const { request, host } = begin(options, { env, fetch }, true);
  await request();
  const [asked, sent] = host.requests;
  assertEquals(asked?.url, "https://runner.example/token?x=1&audience=aud");
  assertEquals(new URLSearchParams(await sent?.text()).get("client_assertion"), idToken);
  const without = begin(options, {});
  const { message } = await failureOf("setting_missing", without.request);
  assertEquals(message, "One setting is missing for Acme ID: clientSecret");
});

Deno.test("FlowClient, federatedToken: replaces the secret; its failure shows nothing of it", async () => {
  const options = { provider: { ...acme, ...federated }, domain: "id.example", clientId: "svc" };
  const { request, host } = begin({ ...options, federatedToken: () => idToken });
  await request();
  const form = new URLSearchParams(await host.requests[0]?.text());
  assertEquals(form.get("client_assertion"), idToken);
  const failing = () => Promise.reject(new Error("canary"));
  const error = await failureOf(
    "setting_invalid",
    begin({ ...options, federatedToken: failing }).request,
  );
  assertEquals(error.settings?.map(({ name }) => name), ["federatedToken"]);
  assertNotMatch(JSON.stringify(Object.getOwnPropertyDescriptors(error)) + error.stack, /canary/);
});

Deno.test("FlowClient, a fetch that throws: the way to its error, nothing of it", async () => {
  const fetch = () => Promise.reject(new TypeError("canary"));
  const options = { provider: "acme", ...client, domain: "id.example", retries: 0, fetch };
  const { message, hint } = await failureOf("connection_failed", begin(options, { fetch }).request);
  assertEquals(message, "No complete reply from id.example");
  assertEquals(hint, "To see the error, catch it in the function that is the option fetch.");
});

Deno.test("FlowClient, a log that returns a rejected promise: nothing unhandled", async () => {
  const log = () => Promise.reject(new Error("a log that is broken"));
  await begin({ provider: "acme", ...client, log }).request();
});

Deno.test("FlowClient, a getter: called once, so what was checked is what is used", async () => {
  let calls = 0;
  const options = {
    ...{ provider: "acme", ...client },
    get timeout() {
      return ++calls === 1 ? 5 : NaN;
    },
  };
  await begin(options).request();
  assertEquals(calls, 1);
  const throwing = {
    get clientSecret(): string {
      throw new Error("canary");
    },
  };
  const error = assertThrows(() => begin(throwing), GettokenError);
  assertEquals([error.code, error.message], ["usage", "The options cannot be read"]);
});

Deno.test("FlowClient, members of the prototype of all objects: no options", async () => {
  const everywhere = Object.prototype as Record<string, unknown>;
  const options = { provider: "acme", clientId: "svc", clientSecret: "s3cr3t" };
  try {
    Object.assign(everywhere, { caCertificates: "canary", domain: "evil.example", timeout: "x" });
    const { message } = await failureOf("setting_missing", begin(options).request);
    assertEquals(message, "One setting is missing for Acme ID: domain");
    // A location has one of these.
    Object.assign(everywhere, {
      issuer: "https://evil.example",
      tokenEndpoint: "https://evil.example",
    });
    for (const hasEnvironment of [false, true]) {
      const { request, host } = begin({ ...options, domain: "id.example" }, {}, hasEnvironment);
      await request();
      assertEquals(host.requests.map(({ url }) => url), ["https://id.example/token"]);
    }
  } finally {
    for (const name of Object.keys(everywhere)) delete everywhere[name];
  }
});

Deno.test("FlowClient, a secret in another setting as well: not shown by its check", async () => {
  const quoting: Provider = {
    ...acme,
    settings: { ...acme.settings, realm: { check: (value) => `no realm ${value}` } },
  };
  const options = { provider: quoting, ...client, clientSecret: "canary-1", realm: "canary-1" };
  const { details } = await failureOf("setting_invalid", begin(options as FlowOptions).request);
  assertEquals(details, ["realm no realm ***"]);
});

Deno.test("FlowClient, options changed later: the request is as the flow was created", async () => {
  const options = { provider: "acme", ...client };
  const { request, host } = begin(options);
  options.domain = "other.example";
  await request();
  assertEquals(host.requests[0]?.url, "https://id.example/token");
});
