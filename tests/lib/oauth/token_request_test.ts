import { assert, assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
import type { TokenEndpoint } from "../../../lib/oauth/request_parts.ts";
import type { Parameters, Provider, Settings } from "../../../lib/contract/provider.ts";
import type { Credential } from "../../../lib/contract/credential_settings.ts";
import type { Secret } from "../../../lib/core/secret.ts";
import {
  chooseGrant,
  chooseMethod,
  headerFields,
  type TokenRequest,
  tokenRequests,
} from "../../../lib/oauth/token_request.ts";
import { requestBody } from "../../../lib/oauth/request_fields.ts";
import {
  acme,
  awkwardSecret,
  connected,
  failureOf,
  forEachCase,
  resolved,
  secretsOf,
} from "../helpers.ts";
import { newKey, openJwt, readKey } from "../keys.ts";
import { certificate, pkcs8 } from "../openssl_keys.ts";

const url = "https://id.example/token";
const given: TokenEndpoint = { url, audience: url };

async function build(
  provider: Partial<Provider> = {},
  values: Settings = {},
): Promise<TokenRequest> {
  const { connection: run } = connected();
  const settings = resolved({ clientId: "svc", ...values }, {
    secrets: secretsOf({ clientSecret: awkwardSecret }),
  });
  const context = { run, provider: { ...acme, ...provider }, settings, endpoint: given };
  return await (await tokenRequests(context))();
}

/** The fields of the body as a server reads them. */
async function fieldsOf(request: Promise<TokenRequest>): Promise<[string, string][]> {
  return [...new URLSearchParams(requestBody((await request).form))];
}

Deno.test("tokenRequests(), client secret: client_secret_basic by default", async () => {
  const request = await build();
  assertEquals(request.url, given.url);
  assertEquals(request.method, "client_secret_basic");
  assertEquals(requestBody(request.form), "grant_type=client_credentials");
  const headers = headerFields(request);
  assertEquals(Object.keys(headers), ["content-type", "authorization"]);
  assertEquals(headers["content-type"], "application/x-www-form-urlencoded");
  assert(headers.authorization?.startsWith("Basic "));
});

Deno.test("tokenRequests(), client_secret_post: ID and secret in the form", async () => {
  const request = build({ clientAuthentication: ["client_secret_post"] });
  assertEquals(await fieldsOf(request), [
    ["grant_type", "client_credentials"],
    ["client_id", "svc"],
    ["client_secret", awkwardSecret],
  ]);
  assertEquals(Object.keys(headerFields(await request)), ["content-type"]);
});

Deno.test("tokenRequests(), scope: sent", async () => {
  assertEquals(await fieldsOf(build({}, { scope: "a b+c" })), [
    ["grant_type", "client_credentials"],
    ["scope", "a b+c"],
  ]);
});

Deno.test("tokenRequests() adds the provider's fields: lists repeated, empty ones omitted", async () => {
  const parameters = () =>
    Promise.resolve({
      audience: "https://api.example/?a=b&c",
      resource: ["https://a.example", "", "https://b.example"],
      organization: undefined,
      tenant: "",
      nothing: [],
    });
  assertEquals(await fieldsOf(build({ parameters })), [
    ["grant_type", "client_credentials"],
    ["audience", "https://api.example/?a=b&c"],
    ["resource", "https://a.example"],
    ["resource", "https://b.example"],
  ]);
});

Deno.test("tokenRequests() passes settings without secrets to the provider", async () => {
  let seen: unknown;
  const parameters = (settings: unknown): Parameters => {
    seen = settings;
    return {};
  };
  await build({ parameters }, { tenant: "a" });
  assertEquals(seen, { clientId: "svc", tenant: "a" });
});

Deno.test("tokenRequests(), reserved field from the provider: refused", async () => {
  for (
    const name of [
      "grant_type",
      "scope",
      "client_id",
      "client_secret",
      "client_assertion",
      "client_assertion_type",
      "assertion",
    ]
  ) {
    const failure = await failureOf(
      "setting_invalid",
      () => build({ parameters: () => ({ [name]: "canary" }) }),
    );
    assertEquals(failure.message, `The form field ${name} is reserved`);
  }
});

Deno.test("tokenRequests() does not reveal the secret before sending", async () => {
  for (const method of ["client_secret_basic", "client_secret_post"]) {
    const request = await build({}, { authMethod: method });
    assertNotMatch(
      JSON.stringify(request) + Deno.inspect(request, { depth: 9 }),
      /S3cr3t|UzNjcjN0/,
    );
    const sent = new URLSearchParams(requestBody(request.form)).get("client_secret") ??
      atob(headerFields(request).authorization?.slice("Basic ".length) ?? "");
    assertStringIncludes(sent, "S3cr3t");
  }
});

Deno.test("tokenRequests(), certificate beside a secret or a key: their method, and both are shown", async () => {
  const { pem } = await newKey("ES256");
  const provider: Provider = {
    ...acme,
    clientAuthentication: ["client_secret_post", "private_key_jwt", "tls_client_auth"],
  };
  const certified = { clientCert: certificate, clientKey: pkcs8 };
  const requestWith = async (credential: Credential, own: Readonly<Record<string, string>>) => {
    const { connection, host } = connected({ now: Date.UTC(2027, 0, 9) });
    const secrets = secretsOf({ ...own, ...certified });
    const settings = resolved({ clientId: "svc" }, { credential, secrets });
    const makeRequest = await tokenRequests({
      run: connection,
      provider,
      settings,
      endpoint: { url },
    });
    const { method, presented = [], identified, form } = await makeRequest();
    assertEquals([host.presented.length, identified], [1, true]);
    const lines = presented.map((line) => line.replace(/[:=].*/, "").trim());
    return { method, lines, fields: form.map(([name]) => name) };
  };
  const ofCertificate = presentedNames(await requestWith("clientCert", {}));
  assertEquals(ofCertificate[0], "presented certificate");
  assertEquals(await requestWith("clientSecret", { clientSecret: "s3cr3t" }), {
    method: "client_secret_post",
    lines: ofCertificate,
    fields: ["grant_type", "client_id", "client_secret"],
  });
  assertEquals(await requestWith("privateKey", { privateKey: pem }), {
    method: "private_key_jwt",
    lines: ["presented assertion", "signed with", ...ofCertificate],
    fields: ["grant_type", "client_id", "client_assertion_type", "client_assertion"],
  });
});

function presentedNames({ method, lines }: { method: unknown; lines: string[] }): string[] {
  assertEquals(method, "tls_client_auth");
  return lines;
}

Deno.test("requestBody() form-encodes a secret", async () => {
  const { form } = await build({}, { authMethod: "client_secret_post" });
  const body = requestBody(form);
  assertEquals(
    body,
    "grant_type=client_credentials&client_id=svc&" +
      "client_secret=S3cr3t+%7E%2B%2F%3D%25%26%3A%22%5C%27%C3%A9",
  );
});

const { pem } = await newKey("ES256");

/** The names of the form fields of a request with a key, at a server that lists other methods. */
async function namesWith(claims: Settings, scope: string | undefined, grant = true) {
  const provider: Provider = {
    ...acme,
    clientAuthentication: ["client_secret_post", "private_key_jwt"],
    assertion: { ...(grant && { grant: true }), claims: () => claims },
    parameters: () => ({ audience: "api" }),
  };
  const settings = resolved({ clientId: "svc", scope }, {
    credential: "privateKey",
    secrets: secretsOf({ privateKey: pem }),
  });
  const endpoint = grant ? { ...given, methods: ["client_secret_post"] } : given;
  const { connection: run } = connected({ now: Date.now() });
  const request = await (await tokenRequests({ run, provider, settings, endpoint }))();
  assertEquals(Object.keys(request.headers), ["content-type"]);
  if (grant) {
    const { grant_type, assertion } = Object.fromEntries(request.form);
    assertEquals(grant_type, "urn:ietf:params:oauth:grant-type:jwt-bearer");
    const opened = await openJwt(assertion as Secret, await readKey(pem, "ES256"));
    assertEquals(opened.claims.iss, "svc");
  }
  return request.form.map(([name]) => name);
}

Deno.test("a JWT as the grant: the request has it and nothing that authenticates the client", async () => {
  const names = ["grant_type", "assertion", "audience"];
  assertEquals(await namesWith({}, "a"), [...names, "scope"]);
  assertEquals(await namesWith({}, undefined), names);
});

Deno.test("scope in the assertion: not in the form", async () => {
  assertEquals(await namesWith({ scope: "a" }, "a"), ["grant_type", "assertion", "audience"]);
  assertEquals(await namesWith({ scope: "a" }, "a", false), [
    ...["grant_type", "client_id", "client_assertion_type", "client_assertion", "audience"],
  ]);
});

Deno.test("chooseGrant(): jwt-bearer if the provider uses it and the credential is an assertion", () => {
  const kindWith = (credential: Credential, assertion: Provider["assertion"]) =>
    chooseGrant({ ...acme, ...(assertion && { assertion }) }, { credential });
  for (const credential of ["privateKey", "federatedTokenFile"] as const) {
    assertEquals(kindWith(credential, { grant: true }), "jwt-bearer");
    assertEquals(kindWith(credential, {}), "client_credentials");
    assertEquals(kindWith(credential, undefined), "client_credentials");
  }
  for (const credential of ["clientSecret", "clientCert"] as const) {
    assertEquals(kindWith(credential, { grant: true }), "client_credentials");
  }
});

const metadata = "https://id.example/metadata";

interface Choice {
  readonly known?: Provider["clientAuthentication"];
  readonly offered?: readonly string[] | undefined;
  readonly values?: Readonly<Record<string, string>>;
  readonly credential?: Credential;
  readonly authenticatesClient?: boolean;
}

function choose(
  { known, offered, values = {}, credential, authenticatesClient = true }: Choice,
) {
  return chooseMethod({
    provider: known ? { ...acme, clientAuthentication: known } : acme,
    settings: resolved(values, credential && { credential }),
    endpoint: { url, audience: url, ...(offered && { metadata, methods: offered }) },
  }, authenticatesClient);
}

Deno.test("chooseMethod() prefers the user's method, then the provider's first that the server lists", async () => {
  const basic = "client_secret_basic";
  const post = "client_secret_post";
  const cases: Readonly<
    Record<string, {
      readonly known?: NonNullable<Provider["clientAuthentication"]>;
      readonly offered?: readonly string[];
      readonly wanted?: string;
      readonly chosen: string;
    }>
  > = {
    "the provider says nothing": { chosen: basic },
    "the provider's usual way": { known: [post, basic], chosen: post },
    "the server lists both": { offered: [post, basic], chosen: basic },
    "the server lists one": { offered: [post], chosen: post },
    "the server lists others, too": { offered: ["private_key_jwt", post], chosen: post },
    "the provider knows one": { known: [basic], offered: [post, basic], chosen: basic },
    "the user wants another": { wanted: post, chosen: post },
    "the user knows better than the server": { offered: [basic], wanted: post, chosen: post },
    "the user knows better than an empty list": { offered: [], wanted: basic, chosen: basic },
  };
  await forEachCase(cases, ({ known, offered, wanted, chosen }) => {
    assertEquals(choose({ known, offered, values: wanted ? { authMethod: wanted } : {} }), chosen);
  });
});

Deno.test("no common method: the error lists both sides", async () => {
  const failure = await failureOf("setting_invalid", () =>
    choose({
      known: ["client_secret_post"],
      offered: ["private_key_jwt", "tls_client_auth"],
    }));
  assertEquals(
    failure.message,
    "No common client authentication method (provider: client_secret_post; " +
      "server: private_key_jwt, tls_client_auth)",
  );
  assertEquals(failure.details, [`The server's list is in ${metadata}.`]);
  assertStringIncludes(failure.hint ?? "", "--auth-method");
  const none = await failureOf("setting_invalid", () => choose({ offered: [] }));
  assertStringIncludes(none.message, "; server: none)");
});

Deno.test("chooseMethod() uses a method of the credential", async () => {
  const known = ["client_secret_basic", "private_key_jwt"] as const;
  assertEquals(choose({ known, credential: "privateKey" }), "private_key_jwt");
  assertEquals(choose({ known, credential: "federatedTokenFile" }), "private_key_jwt");
  assertEquals(choose({ known }), "client_secret_basic");
  const { message } = await failureOf(
    "setting_invalid",
    () => choose({ known, values: { authMethod: "private_key_jwt" } }),
  );
  assertEquals(
    message,
    "The client authentication method private_key_jwt does not use a client secret",
  );
});

Deno.test("jwt-bearer grant: the methods of the server do not matter", async () => {
  const choice: Choice = { known: ["private_key_jwt"], credential: "privateKey", offered: [] };
  assertEquals(choose({ ...choice, authenticatesClient: false }), "private_key_jwt");
  await failureOf("setting_invalid", () => choose(choice));
});

Deno.test("tokenRequests(), a JSON body: the fields as members", async () => {
  const request = await build({
    clientAuthentication: ["client_secret_post"],
    request: { body: "json", names: { clientId: "appId", clientSecret: "appSecret" } },
    parameters: () => ({ roles: ["a"] }),
  }, { scope: "a b" });
  assertEquals(headerFields(request), { "content-type": "application/json" });
  assertEquals(JSON.parse(requestBody(request.form, request.format)), {
    grant_type: "client_credentials",
    appId: "svc",
    appSecret: awkwardSecret,
    roles: ["a"],
    scope: "a b",
  });
});

Deno.test("tokenRequests(), another grant or none: grant_type follows", async () => {
  const grantType = "account_credentials";
  assertEquals((await fieldsOf(build({ request: { grantType } })))[0], ["grant_type", grantType]);
  assertEquals(await fieldsOf(build({ request: { grantType: false } })), []);
});

Deno.test("tokenRequests(), no client authentication: only what the provider adds", async () => {
  const provider: Partial<Provider> = {
    clientAuthentication: [],
    parameters: () => ({ apikey: { secret: "clientSecret" } }),
  };
  const request = await build(provider);
  assertEquals(request.method, undefined);
  assertEquals(Object.keys(request.headers), ["content-type"]);
  assertEquals(await fieldsOf(build(provider)), [
    ["grant_type", "client_credentials"],
    ["apikey", awkwardSecret],
  ]);
  const parameters: Provider["parameters"] = ({ clientId }) => ({
    client_id: clientId,
    client_secret: { secret: "clientSecret" },
  });
  assertEquals(await fieldsOf(build({ ...provider, parameters })), [
    ["grant_type", "client_credentials"],
    ["client_id", "svc"],
    ["client_secret", awkwardSecret],
  ]);
});

Deno.test("tokenRequests(), headers of the provider: sent beside those of the method", async () => {
  const headers = () => ({ "X-Tenant": "a", "X-Key": { secret: "apiKey" } });
  assertEquals(Object.keys((await build({ headers })).headers), [
    "content-type",
    "x-tenant",
    "authorization",
  ]);
});
