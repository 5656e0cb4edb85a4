import { assertEquals, assertMatch } from "@std/assert";
import { checkProvider } from "../../../lib/check/provider.ts";
import { GettokenError } from "../../../lib/core/errors.ts";
import type { AssertionQuirks, Provider } from "../../../lib/contract/provider.ts";
import { fakeHost } from "../../fake_host.ts";
import { failed, notesOn, sound, without, withSetting } from "./helpers.ts";
import { forEachCase } from "../helpers.ts";

/** Providers with one defect, the check that finds it, and its message. */
const broken: Readonly<Record<string, readonly [Provider, check: string, problem: RegExp]>> = {
  "a setting without a description": [
    withSetting("tenant", {}),
    "descriptions",
    /^settings\.tenant has no description$/,
  ],
  "an example that its own check refuses": [
    withSetting("workspace", { example: "Orders" }),
    "values",
    /^settings\.workspace\.example is refused: --workspace must be lower-case letters$/,
  ],
  "a requirement without an alternative": [
    withSetting("edition", { required: { unless: "nowhere" } }),
    "required",
    /^settings\.edition\.required: \{ unless \} names nowhere, which is not a setting$/,
  ],
  "a variable that cannot be set": [
    withSetting("domain", { env: ["SOUND-DOMAIN"] }),
    "variables",
    /^settings\.domain\.env: SOUND-DOMAIN is not a valid name/,
  ],
  "a client ID that may be missing": [
    withSetting("clientId", { required: false }),
    "common",
    /^settings\.clientId\.required must stay true/,
  ],
  "settings that always conflict": [
    { ...without(sound, "example"), check: () => "never right" },
    "samples",
    /^Conflicting settings for Sound ID; never right.*Give these settings examples/,
  ],
  "an option that the parser reads differently": [
    withSetting("noAudience", { description: "No audience" }),
    "options",
    /^settings\.noAudience is lost on the command line: rename it$/,
  ],
  "an example that lacks a setting": [
    { ...sound, example: "--domain id.sound.example --client-id svc-1" },
    "example",
    /^example: One setting is missing for Sound ID; workspace is missing/,
  ],
  "a hint about an unknown setting": [
    { ...sound, explain: [{ error: "no", hint: "Check {tenant}." }] },
    "hints",
    /^explain\[0\]\.hint: \{tenant\} is not a setting$/,
  ],
  "a pattern without a group": [
    { ...sound, errorCode: /SOUND-\d+/ },
    "errorCode",
    /^errorCode has no group/,
  ],
  "an endpoint without TLS": [
    { ...sound, endpoint: () => ({ tokenEndpoint: "http://sound.example/token" }) },
    "endpoint",
    /^with the required settings: http:\/\/sound\.example\/token must begin with https:/,
  ],
  "an issuer that is the address of its metadata": [
    {
      ...sound,
      endpoint: ({ domain }) => ({ issuer: `${domain}/.well-known/openid-configuration` }),
    },
    "discovery",
    /openid-configuration is the URL of the metadata, not the issuer$/,
  ],
  "a form field that gettoken sets": [
    { ...sound, parameters: () => ({ grant_type: "password" }) },
    "parameters",
    /^with the required settings: The form field grant_type is reserved$/,
  ],
  "a secret without secret: true": [
    withSetting("clientSecret", { secret: false, description: "Secret" }),
    "secrets",
    /^settings\.clientSecret\.secret must stay true/,
  ],
  "a client authentication method that the user cannot choose": [
    withSetting("authMethod", { values: ["client_secret_post"] }),
    "exchange",
    /by client_secret_basic: .*must be client_secret_post$/,
  ],
  "a public member that is never printed": [
    { ...sound, response: { publicMembers: ["provider"] } },
    "response",
    /^provider is printed as sound instead of sample of provider$/,
  ],
  "an explanation that another hides": [
    { ...sound, explain: [{ error: "no", hint: "No." }, { error: "no", hint: "Never." }] },
    "refusals",
    /^explain\[1\] \(no\) is never shown: explain\[0\] comes first$/,
  ],
};

Deno.test("checkProvider() with a sound provider: no problems", async () => {
  assertEquals(await failed(sound), {});
  assertEquals(await notesOn(sound), []);
});

/** The sound provider with keys, alone or in addition to secrets. */
function takingKeys(assertion: AssertionQuirks): Provider[] {
  const { clientSecret: _, ...settings } = sound.settings;
  return [
    { ...sound, settings, assertion, clientAuthentication: ["private_key_jwt"] },
    { ...sound, assertion, clientAuthentication: ["client_secret_basic", "private_key_jwt"] },
  ];
}

Deno.test("checkProvider() with a provider for keys: no problems", async () => {
  const particular = { algorithms: ["PS256"], keyHeader: "x5t#S256", lifetime: 600 } as const;
  for (const provider of [{}, particular].flatMap(takingKeys)) {
    assertEquals(await failed(provider), {});
  }
});

Deno.test("checkProvider() with a required key ID: no problems", async () => {
  const [keyed = sound] = takingKeys({});
  const settings = { ...keyed.settings, keyId: { required: true } };
  assertEquals(await failed({ ...without(keyed, "example"), settings }), {});
});

Deno.test("checkProvider() with client ID and secret beside a grant: no problems", async () => {
  const claims = () => ({ token_exp: 86400, scp: ["a", "b"] });
  const [keyed = sound] = takingKeys({ grant: true, claims });
  const appSecret = { description: "Secret of the app", secret: true, required: true };
  const parameters: Provider["parameters"] = ({ clientId }) => ({
    client_id: clientId,
    client_secret: { secret: "appSecret" },
  });
  assertEquals(
    await failed({ ...keyed, settings: { ...keyed.settings, appSecret }, parameters }),
    {},
  );
});

Deno.test("checkProvider() with contradictory `assertion` members: problem", async () => {
  for (const provider of takingKeys({ maxBytes: 99 })) {
    const { exchange = [] } = await failed(provider);
    assertMatch(exchange.join(), /by private_key_jwt: .*bytes/);
  }
});

Deno.test("checkProvider() with one defect: that problem only", async () => {
  await forEachCase(broken, async ([provider, check, problem]) => {
    const found = await failed(provider);
    assertEquals(Object.keys(found), [check]);
    assertMatch(found[check]?.[0] ?? "", problem);
  });
});

Deno.test("checkProvider(): these tests make each check fail", async () => {
  const issuer = { ...sound, endpoint: () => ({ issuer: "https://id.sound.example" }) };
  const { results } = await checkProvider(fakeHost(), issuer);
  const names = Object.values(broken).map(([, check]) => check);
  assertEquals(results.map(({ name }) => name).toSorted(), names.toSorted());
});

Deno.test("checkProvider() with settings that it cannot fill: note", async () => {
  const never = withSetting("door", { description: "Door", check: () => "must be a door" });
  assertEquals(await notesOn(never), [
    "samples: settings.door needs a valid example: --door must be a door",
  ]);
});

Deno.test("checkProvider() after a problem: only independent checks continue", async () => {
  const last = async (provider: Provider) => {
    const { results, isComplete } = await checkProvider(fakeHost(), provider);
    return [results.at(-2)?.name, results.at(-1)?.name, isComplete];
  };
  assertEquals(await last(sound), ["refusals", "secrets", true]);
  assertEquals(await last(withSetting("tenant", {})), ["refusals", "secrets", true]);
  assertEquals(await last({ ...sound, response: { publicMembers: ["provider"] } }), [
    ...["refusals", "secrets"],
    true,
  ]);
  const early = ["errorCode", "secrets", false];
  assertEquals(await last({ ...sound, check: () => "never right" }), early);
  assertEquals(await last(withSetting("clientId", { required: false })), early);
  assertEquals(await last(withSetting("clientSecret", { secret: false })), early);
  const endpoint = () => ({ tokenEndpoint: "http://sound.example/" });
  assertEquals(await last({ ...sound, endpoint }), ["endpoint", "secrets", false]);
  const parameters = () => ({ scope: "mine" });
  assertEquals(await last({ ...sound, parameters }), ["parameters", "secrets", false]);
});

Deno.test("checkProvider() with any function that throws: problem", async () => {
  const fail = () => {
    throw new GettokenError("provider_module", "./sound.ts: it() threw TypeError", {
      details: ["in ./sound.ts, line 3, column 4"],
    });
  };
  const said = "./sound.ts: it() threw TypeError; in ./sound.ts, line 3, column 4";
  await forEachCase<readonly [Provider, check: string]>({
    "endpoint": [{ ...sound, endpoint: fail }, "endpoint"],
    "parameters": [{ ...sound, parameters: fail }, "parameters"],
    "check": [{ ...without(sound, "example"), check: fail }, "samples"],
    "check of a setting": [withSetting("audience", { check: fail }), "values"],
    "check of a setting without an example": [
      { ...sound, settings: { ...sound.settings, room: { check: fail, required: true } } },
      "samples",
    ],
    "pattern of a refusal": [
      { ...sound, explain: [{ text: { test: fail, exec: fail }, hint: "No." }] },
      "refusals",
    ],
    "errorCode": [{ ...sound, errorCode: { test: fail, exec: fail } }, "errorCode"],
  }, async ([provider, check]) => {
    const problems = (await failed(provider))[check] ?? [];
    assertEquals(problems.filter((problem) => problem.includes(said)).length > 0, true);
  });
});

Deno.test("checkProvider(): no request leaves the machine", async () => {
  const host = fakeHost({ env: { GETTOKEN_DOMAIN: "real.example", SOUND_SECRET: "real-secret" } });
  const issuer = () => ({ issuer: "https://id.sound.example" });
  for (const provider of [sound, { ...sound, endpoint: issuer }]) {
    const { isComplete } = await checkProvider(host, provider);
    assertEquals(isComplete, true);
  }
  assertEquals([host.requests, host.stdout, host.stderr, host.statuses], [[], "", "", []]);
});

Deno.test("checkProvider() with keys or certificates only: tested with a secret instead", async () => {
  for (const method of ["private_key_jwt", "tls_client_auth"] as const) {
    const { results, isComplete } = await checkProvider(fakeHost(), {
      ...sound,
      clientAuthentication: [method],
    });
    assertEquals(results.flatMap(({ problems }) => problems), []);
    assertEquals(isComplete, true);
  }
});

/** Providers of servers with rules of their own. */
const deviating: Readonly<Record<string, Provider>> = {
  "headers with a secret": {
    ...withSetting("apiKey", { description: "API key", secret: true, required: true }),
    headers: ({ workspace }) => ({ "X-Workspace": workspace, "X-Api-Key": { secret: "apiKey" } }),
  },
  "a header of the user": withSetting("header", {
    description: "Header",
    format: "headers",
    secret: true,
    multiline: true,
  }),
  "JSON under other names": {
    ...sound,
    clientAuthentication: ["client_secret_post"],
    request: { body: "json", grantType: false, names: { clientId: "appId", clientSecret: "key" } },
  },
  "the token deeper in the reply": {
    ...sound,
    response: { ...sound.response, accessToken: ["data", "access.token"], expiresIn: "ttl" },
  },
  "ID and secret in headers": {
    ...withSetting("clientId", { description: "Client ID" }),
    clientAuthentication: [],
    request: { body: "json", grantType: false },
    headers: ({ clientId }) => ({
      "X-Client-Id": clientId,
      "X-Client-Secret": { secret: "clientSecret" },
    }),
  },
  "no client authentication": {
    ...without(sound, "errorCode"),
    settings: {
      ...without(sound.settings, "clientSecret"),
      apiKey: { description: "API key", secret: true, required: true },
    },
    example: "--domain id.sound.example --workspace orders",
    explain: [],
    clientAuthentication: [],
    request: { grantType: "urn:x:apikey" },
    parameters: () => ({ apikey: { secret: "apiKey" } }),
  },
};

for (const [what, provider] of Object.entries(deviating)) {
  Deno.test(`checkProvider(), ${what}: passes without a note`, async () => {
    assertEquals(await notesOn(provider), []);
  });
}

Deno.test("checkProvider(), a header that cannot be added: problem, with the reason", async () => {
  const headers = (name: string, value: string) =>
    failed({
      ...sound,
      headers: () => ({ [name]: value }),
    });
  assertMatch(
    (await headers("Authorization", "x")).headers?.[0] ?? "",
    /The header Authorization cannot be added/,
  );
  assertMatch((await headers("X-A", "é")).headers?.[0] ?? "", /is not printable ASCII/);
  assertMatch((await headers("X-A", "undefined")).headers?.[0] ?? "", /a setting without a value/);
});

Deno.test("checkProvider(), a secret that nothing refers to: noted", async () => {
  const unused = withSetting("apiKey", { description: "API key", secret: true, required: true });
  assertEquals(await notesOn(unused), [
    'secrets: settings.apiKey is a secret that no request uses: send it as { secret: "apiKey" }',
  ]);
});
