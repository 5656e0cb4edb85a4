import { assert, assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
import type { TokenEndpoint } from "../../../lib/oauth/token_endpoint.ts";
import type { Parameters, Provider } from "../../../lib/contract/provider.ts";
import { Secret } from "../../../lib/core/secret.ts";
import type { ResolvedSettings } from "../../../lib/settings/resolve.ts";
import {
  formBody,
  headerFields,
  type Proof,
  type TokenRequest,
  tokenRequests,
} from "../../../lib/oauth/token_request.ts";
import { acme, awkwardSecret, failureOf, forEachCase } from "../helpers.ts";

const url = "https://id.example/token";
const given: TokenEndpoint = { url, audience: url };

/** Settings with a client ID and a secret. */
function settingsWith(values: ResolvedSettings["values"] = {}): ResolvedSettings {
  return {
    values: { clientId: "svc", ...values },
    secrets: { clientSecret: new Secret(awkwardSecret) },
    network: {},
    origins: {},
    toAsk: undefined,
    location: () => Promise.resolve({ tokenEndpoint: "https://id.acme.example/token" }),
    crossOriginRefusal: undefined,
    setAside: [],
    credential: "clientSecret",
    warnings: [],
  };
}

async function build(
  provider: Partial<Provider> = {},
  values: ResolvedSettings["values"] = {},
  endpoint: TokenEndpoint = given,
): Promise<TokenRequest> {
  const requestWith = await tokenRequests(
    { ...acme, ...provider },
    settingsWith(values),
    endpoint,
  );
  return requestWith({ secret: new Secret(awkwardSecret) });
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

Deno.test("tokenRequests() chooses the way to authenticate", async () => {
  const basic = "client_secret_basic";
  const post = "client_secret_post";
  const cases: Readonly<
    Record<string, {
      readonly known?: Provider["clientAuthentication"];
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
  await forEachCase(cases, async ({ known, offered, wanted, chosen }) => {
    const request = await build(
      known ? { clientAuthentication: known } : {},
      wanted ? { authMethod: wanted } : {},
      offered ? { ...given, metadata: "https://id.example/m", methods: offered } : given,
    );
    assertEquals(request.method, chosen);
    assertEquals("authorization" in request.headers, chosen === basic);
  });
});

Deno.test("tokenRequests() says what the server lists when no way fits", async () => {
  const metadata = "https://id.example/metadata";
  const failure = await failureOf(
    "setting_invalid",
    () =>
      build({ clientAuthentication: ["client_secret_post"] }, {}, {
        ...given,
        metadata,
        methods: ["private_key_jwt", "tls_client_auth"],
      }),
  );
  assertStringIncludes(failure.message, "client_secret_post");
  assertEquals(failure.details, [`${metadata} lists: private_key_jwt, tls_client_auth`]);
  assertStringIncludes(failure.hint ?? "", "--auth-method");
  const none = await failureOf(
    "setting_invalid",
    () => build({}, {}, { ...given, metadata, methods: [] }),
  );
  assertEquals(none.details, [`${metadata} lists: none`]);
});

Deno.test("tokenRequests() chooses a way that fits the credential", async () => {
  const provider: Provider = {
    ...acme,
    clientAuthentication: ["client_secret_basic", "private_key_jwt"],
  };
  const withKey = { ...settingsWith(), credential: "privateKey" } as const;
  const proof = { secret: new Secret("jwt") };
  assertEquals((await tokenRequests(provider, withKey, given))(proof).method, "private_key_jwt");
  assertEquals(
    (await tokenRequests(provider, settingsWith(), given))(proof).method,
    "client_secret_basic",
  );
  const wanted = settingsWith({ authMethod: "private_key_jwt" });
  const { message } = await failureOf(
    "setting_invalid",
    () => tokenRequests(provider, wanted, given),
  );
  assertEquals(message, "private_key_jwt does not go with a client secret");
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

Deno.test("tokenRequests() sends what the client signed as the grant, and nothing about the client", async () => {
  const provider: Provider = {
    ...acme,
    clientAuthentication: ["client_secret_post", "private_key_jwt"],
    assertion: { grant: true },
    parameters: () => ({ audience: "api" }),
  };
  const withKey = { ...settingsWith({ scope: "a" }), credential: "privateKey" } as const;
  const endpoint = { ...given, metadata: "https://id.example/m", methods: ["client_secret_post"] };
  const requestWith = await tokenRequests(provider, withKey, endpoint);
  const fields = (proof: Proof) => fieldsOf(Promise.resolve(requestWith(proof)));
  const grant = [
    ["grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"],
    ["assertion", "jwt"],
    ["audience", "api"],
  ] as [string, string][];
  const secret = new Secret("jwt");
  assertEquals(await fields({ secret }), [...grant, ["scope", "a"]]);
  assertEquals(await fields({ secret, holdsScope: true }), grant);
  assertEquals(Object.keys(headerFields(requestWith({ secret }))), ["content-type"]);
  const withSecret = await tokenRequests(provider, settingsWith(), endpoint);
  assertEquals((await fieldsOf(Promise.resolve(withSecret({ secret }))))[0], [
    "grant_type",
    "client_credentials",
  ]);
});
