import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import auth0 from "../../providers/auth0.ts";
import { explained, problemOf, settingOf, warningsOf } from "./probe.ts";

const settings = {
  domain: "https://acme.eu.auth0.com",
  audience: "https://api.acme.example/",
  clientId: "aBc",
};

Deno.test("auth0.endpoint() is at the domain", () => {
  assertEquals(auth0.endpoint(settings), {
    tokenEndpoint: "https://acme.eu.auth0.com/oauth/token",
  });
});

Deno.test("auth0 accepts a custom domain", async () => {
  assertEquals(await problemOf(auth0, "domain", "login.acme.example"), undefined);
});

Deno.test("auth0 refuses a domain with a path", async () => {
  assertStringIncludes(await problemOf(auth0, "domain", "acme.eu.auth0.com/api") ?? "", "path");
});

Deno.test("auth0.parameters() keeps the audience to the letter", () => {
  assertEquals(auth0.parameters({ audience: "Orders API/ " }), {
    audience: "Orders API/ ",
    organization: undefined,
  });
});

Deno.test("auth0.parameters() names the organization when it is set", () => {
  assertEquals(auth0.parameters({ ...settings, organization: "org_1" }), {
    audience: "https://api.acme.example/",
    organization: "org_1",
  });
});

for (const [name, isRequired] of Object.entries({ domain: true, audience: true, scope: false })) {
  Deno.test(`auth0 ${isRequired ? "needs" : "does not need"} a setting ${name}`, () => {
    assertEquals(settingOf(auth0, name).required ?? false, isRequired);
  });
}

Deno.test("auth0 does not need an organization", () => {
  assertEquals(settingOf(auth0, "organization").required, undefined);
});

Deno.test("auth0 sends the secret in the body unless told otherwise", () => {
  assertEquals(auth0.clientAuthentication, ["client_secret_post", "client_secret_basic"]);
});

Deno.test("auth0 reads the variables that the field knows", () => {
  const { domain, audience, clientId, clientSecret } = auth0.settings;
  assertEquals([domain, audience, clientId, clientSecret].flatMap(({ env }) => env), [
    "AUTH0_DOMAIN",
    "AUTH0_AUDIENCE",
    "AUTH0_CLIENT_ID",
    "AUTH0_CLIENT_SECRET",
  ]);
});

Deno.test("auth0 warns when the Management API's identifier lacks its last slash", async () => {
  const [warning] = await warningsOf(auth0, "audience", "https://acme.eu.auth0.com/api/v2");
  assertStringIncludes(warning ?? "", "slash");
});

for (const audience of ["https://acme.eu.auth0.com/api/v2/", "https://api.acme.example/api/v2"]) {
  Deno.test(`auth0 does not warn when the audience is ${audience}`, async () => {
    assertEquals(await warningsOf(auth0, "audience", audience), []);
  });
}

/** Refusals as they were seen, and what their hint must not fail to say. */
const explanations: readonly (readonly [error: string, text: string, said: RegExp])[] = [
  ["access_denied", "Unauthorized", /client ID or the secret is wrong/],
  ["invalid_client", "Client authentication failed", /secret of aBc.*--auth-method.*logs/],
  [
    "access_denied",
    "Service not enabled within domain: https://api.acme.example",
    /no API with the identifier https:\/\/api\.acme\.example\/\..*slash/,
  ],
  [
    "access_denied",
    'Client is not authorized to access "https://api.acme.example/". You need to create a "client-grant" associated to this API.',
    /aBc is not authorized for the API https:\/\/api\.acme\.example\/\..*Machine to Machine/,
  ],
  [
    "access_denied",
    'Client "aBc" is not authorized to access resource server "https://api.acme.example/".',
    /aBc is not authorized for the API/,
  ],
  ["access_denied", "Client has not been granted scopes: read:x", /Grant these scopes.*openid/],
  [
    "unauthorized_client",
    "Grant type 'client_credentials' not allowed for the client.",
    /Turn on Client Credentials.*Grant Types/,
  ],
  ["unauthorized_client", "Any other text", /tpc_.*client grant/],
  ["invalid_request", "parameter organization is invalid: org_1", /Check the organization/],
  ["invalid_request", "Missing required parameter: audience", /parameter named above/],
  ["invalid_scope", "What the tenant says", /Action of the tenant/],
  ["invalid_request", "What the tenant says", /Action of the tenant/],
  ["server_error", "What the tenant says", /Action of the tenant/],
  ["too_many_requests", "Client quota exceeded", /quota of tokens/],
  ["too_many_requests", "Rate limit exceeded", /limits how often/],
];

for (const [error, text, said] of explanations) {
  Deno.test(`auth0.explain tells what to do when ${error} says: ${text}`, async () => {
    const { hint } = await explained(auth0, { error, error_description: text }, settings);
    assertMatch(hint ?? "", said);
  });
}

Deno.test("auth0.explain says `later` only when a limit was reached", async () => {
  for (const [error, text] of explanations) {
    const { temporary } = await explained(auth0, { error, error_description: text }, settings);
    assertEquals(temporary, error === "too_many_requests", text);
  }
});

Deno.test("auth0.explain is silent when the text of access_denied is not known", async () => {
  const { hint } = await explained(
    auth0,
    { error: "access_denied", error_description: "Another reason" },
    settings,
  );
  assertEquals(hint, undefined);
});
