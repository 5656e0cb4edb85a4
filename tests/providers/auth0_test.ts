import { assertEquals, assertStringIncludes } from "@std/assert";
import auth0 from "../../providers/auth0.ts";
import { problemOf, warningsOf } from "./probe.ts";
import { testRefusals, testSilence } from "./refusals.ts";

const settings = {
  domain: "https://acme.eu.auth0.com",
  audience: "https://api.acme.example/",
  clientId: "aBc",
};

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

Deno.test("auth0 warns when the Management API's identifier lacks its last slash", async () => {
  const [warning] = await warningsOf(auth0, "audience", "https://acme.eu.auth0.com/api/v2");
  assertStringIncludes(warning ?? "", "slash");
});

for (const audience of ["https://acme.eu.auth0.com/api/v2/", "https://api.acme.example/api/v2"]) {
  Deno.test(`auth0 does not warn when the audience is ${audience}`, async () => {
    assertEquals(await warningsOf(auth0, "audience", audience), []);
  });
}

testRefusals(auth0, { ...settings, scope: "read:items write:items" }, [
  [
    401,
    { error: "access_denied", error_description: "Unauthorized" },
    /client ID or the secret.*at https:\/\/acme\.eu/,
  ],
  [
    401,
    { error: "invalid_client", error_description: "Client authentication failed" },
    /accept the secret of aBc.*--auth-method.*feccft/,
  ],
  [403, {
    error: "access_denied",
    error_description: "Service not enabled within domain: https://api.acme.example",
  }, /https:\/\/acme\.eu.* has no API with the identifier https:\/\/api\.acme\.example\/\..*slash/],
  [403, {
    error: "access_denied",
    error_description:
      'Client is not authorized to access "https://api.acme.example/". You need to create a "client-grant" associated to this API.',
  }, /aBc is not authorized for the API https:\/\/api\.acme\.example\/\..*Machine to Machine/],
  [403, {
    error: "access_denied",
    error_description:
      'Client "aBc" is not authorized to access resource server "https://organization.acme.example/".',
  }, /aBc is not authorized for the API/],
  [403, {
    error: "access_denied",
    error_description: "Client has not been granted scopes: write:items",
  }, /aBc may not have.*read:items write:items\. .*API https:\/\/api\.acme.*openid/],
  [403, {
    error: "unauthorized_client",
    error_description: "Grant type 'client_credentials' not allowed for the client.",
    error_uri: "https://auth0.com/docs/clients/client-grant-types",
  }, /Turn on Client Credentials for application aBc.*Grant Types/],
  [400, {
    error: "invalid_request",
    error_description: "parameter organization is not allowed for this client",
  }, /Check the organization.*aBc.*API https:\/\/api\.acme/],
  [403, {
    error: "access_denied",
    error_description: "Organization org_1 may not be used with this client",
  }, /Check the organization/],
  [
    403,
    { error: "unauthorized_client", error_description: "Client requires an organization" },
    /Check the organization/,
  ],
  [
    403,
    { error: "unauthorized_client", error_description: "Client is not authorized" },
    /aBc.*tpc_.*client grant for https:\/\/api\.acme/,
  ],
  [
    400,
    { error: "invalid_request", error_description: "Missing required parameter: audience" },
    /parameter (in the message above|is missing)/,
  ],
  [
    400,
    { error: "invalid_scope", error_description: "Not on weekends" },
    /Action of the tenant.*https:\/\/acme\.eu/,
  ],
  [400, { error: "invalid_request", error_description: "Not on weekends" }, /Action of the tenant/],
  [400, { error: "server_error", error_description: "Not on weekends" }, /Action of the tenant/],
  [
    429,
    { error: "too_many_requests", error_description: "Client quota exceeded" },
    /quota of tokens for application aBc/,
    "later",
  ],
  [
    429,
    {
      error: "too_many_requests",
      error_description: "Rate limit exceeded. Please retry after some time.",
    },
    /https:\/\/acme\.eu\.auth0\.com limits the rate of requests/,
    "later",
  ],
]);

testSilence(auth0, settings, [
  { error: "access_denied", error_description: "Access denied" },
  { error: "access_denied", error_description: "Unauthorized by policy 7" },
]);
