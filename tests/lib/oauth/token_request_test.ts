import { assert, assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
import type { TokenEndpoint } from "../../../lib/oauth/request_parts.ts";
import type { Parameters, Provider, Settings } from "../../../lib/contract/provider.ts";
import {
  formBody,
  headerFields,
  type TokenRequest,
  tokenRequests,
} from "../../../lib/oauth/token_request.ts";
import { acme, awkwardSecret, connected, failureOf, resolved, secretsOf } from "../helpers.ts";
import { newKey } from "../keys.ts";

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
  return [...new URLSearchParams(formBody(await request))];
}

Deno.test("tokenRequests() asks with Basic by default", async () => {
  const request = await build();
  assertEquals(request.url, given.url);
  assertEquals(request.method, "client_secret_basic");
  assertEquals(formBody(request), "grant_type=client_credentials");
  const headers = headerFields(request);
  assertEquals(Object.keys(headers), ["content-type", "authorization"]);
  assertEquals(headers["content-type"], "application/x-www-form-urlencoded");
  assert(headers.authorization?.startsWith("Basic "));
});

Deno.test("tokenRequests() posts id and secret where the provider wants that", async () => {
  const request = build({ clientAuthentication: ["client_secret_post"] });
  assertEquals(await fieldsOf(request), [
    ["grant_type", "client_credentials"],
    ["client_id", "svc"],
    ["client_secret", awkwardSecret],
  ]);
  assertEquals(Object.keys(headerFields(await request)), ["content-type"]);
});

Deno.test("tokenRequests() sends the scope when there is one", async () => {
  assertEquals(await fieldsOf(build({}, { scope: "a b+c" })), [
    ["grant_type", "client_credentials"],
    ["scope", "a b+c"],
  ]);
});

Deno.test("tokenRequests() adds the provider's fields, a list several times, nothing empty", async () => {
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

Deno.test("tokenRequests() shows the provider's functions the settings and no secret", async () => {
  let seen: unknown;
  const parameters = (settings: unknown): Parameters => {
    seen = settings;
    return {};
  };
  await build({ parameters }, { tenant: "a" });
  assertEquals(seen, { clientId: "svc", tenant: "a" });
});

Deno.test("tokenRequests() refuses fields that are not the provider's to set", async () => {
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
    assertEquals(failure.message, `The form field ${name} cannot be set by hand`);
  }
});

Deno.test("tokenRequests() keeps the secret sealed until it is sent", async () => {
  for (const method of ["client_secret_basic", "client_secret_post"]) {
    const request = await build({}, { authMethod: method });
    assertNotMatch(
      JSON.stringify(request) + Deno.inspect(request, { depth: 9 }),
      /S3cr3t|UzNjcjN0/,
    );
    const sent = new URLSearchParams(formBody(request)).get("client_secret") ??
      atob(headerFields(request).authorization?.slice("Basic ".length) ?? "");
    assertStringIncludes(sent, "S3cr3t");
  }
});

Deno.test("formBody() encodes a secret as a form does", async () => {
  const body = formBody(await build({}, { authMethod: "client_secret_post" }));
  assertEquals(
    body,
    "grant_type=client_credentials&client_id=svc&" +
      "client_secret=S3cr3t+%7E%2B%2F%3D%25%26%3A%22%5C%27%C3%A9",
  );
});

/** The names of the form fields of a request with a key, at a server that lists other methods. */
async function namesWith(claims: Settings, scope: string | undefined, grant = true) {
  const { pem } = await newKey("ES256");
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
  return request.form.map(([name]) => name);
}

Deno.test("a JWT as the grant: the request has it and nothing that authenticates the client", async () => {
  const names = ["grant_type", "assertion", "audience"];
  assertEquals(await namesWith({}, "a"), [...names, "scope"]);
  assertEquals(await namesWith({}, undefined), names);
});

Deno.test("the assertion contains the scope: the form does not", async () => {
  assertEquals(await namesWith({ scope: "a" }, "a"), ["grant_type", "assertion", "audience"]);
  assertEquals(await namesWith({ scope: "a" }, "a", false), [
    ...["grant_type", "client_id", "client_assertion_type", "client_assertion", "audience"],
  ]);
});
