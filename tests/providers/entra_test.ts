import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import entra from "../../providers/entra.ts";
import { problemOf, testAccepted, warningsOf } from "./probe.ts";
import { type Body, refuse, testRefusals, testSilence } from "./refusals.ts";

const clientId = "1111abcd-2222-3333-4444-555555555555";
const options = { clientId, tenant: "contoso.onmicrosoft.com", scope: "api://orders/.default" };

Deno.test("entra.endpoint() keeps a tenant within its part of the path", () => {
  assertEquals(
    entra.endpoint({ authorityHost: "https://login.microsoftonline.com", tenant: "a/../b?c#d" }),
    {
      tokenEndpoint: "https://login.microsoftonline.com/a%2F..%2Fb%3Fc%23d/oauth2/v2.0/token",
      issuer: "https://login.microsoftonline.com/a%2F..%2Fb%3Fc%23d/v2.0",
    },
  );
});

testAccepted(entra, "tenant", [
  clientId,
  clientId.toUpperCase(),
  "contoso.com",
  "a-b.onmicrosoft.com",
]);

for (const tenant of ["common", "organizations", "consumers", "Common"]) {
  Deno.test(`entra refuses the tenant ${tenant}, which is none`, async () => {
    assertStringIncludes(
      await problemOf(entra, "tenant", tenant) ?? "",
      `must be one tenant, not ${tenant}: `,
    );
  });
}

for (
  const tenant of [
    "contoso",
    "https://contoso.com",
    "contoso.com/v2.0",
    "<tenant-id>",
    `{${clientId}}`,
    "1111abcd222233334444555555555555",
    "..",
    "contoso.com?x",
  ]
) {
  Deno.test(`entra refuses the tenant ${tenant} without repeating it`, async () => {
    assertEquals(
      await problemOf(entra, "tenant", tenant),
      "must be a directory ID (a GUID) or a domain such as contoso.onmicrosoft.com, without https:// and slashes",
    );
  });
}

for (
  const [value, isValid] of [[clientId, true], ["my-app", false], [`${clientId}0`, false]] as const
) {
  Deno.test(`entra ${isValid ? "accepts" : "refuses"} the client ID ${value}`, async () => {
    assertEquals(await problemOf(entra, "clientId", value) === undefined, isValid);
  });
}

for (const secret of [clientId, clientId.toUpperCase()]) {
  Deno.test(`entra warns when the secret looks like a secret's ID, as ${secret} does`, async () => {
    const [warning] = await warningsOf(entra, "clientSecret", secret);
    assertStringIncludes(warning ?? "", "its Value");
  });
}

Deno.test("entra does not warn when the secret is no GUID", async () => {
  assertEquals(await warningsOf(entra, "clientSecret", "Abc8Q~0123456789abcdefABCDEF_-.xyz"), []);
  assertEquals(await warningsOf(entra, "clientSecret", `${clientId}~`), []);
});

for (
  const host of [
    "https://login.microsoftonline.com",
    "https://login.microsoftonline.us",
    "https://login.partner.microsoftonline.cn",
    "https://login.sovcloud-identity.fr",
    "https://login.sovcloud-identity.de",
    "https://login.sovcloud-identity.sg",
    "https://login.windows.net",
    "https://login.microsoft.com",
    "https://sts.windows.net",
    "https://login.usgovcloudapi.net",
    "https://login.chinacloudapi.cn",
    "https://contoso.ciamlogin.com",
    "http://localhost:8080",
    "https://localhost:8443",
    "https://127.0.0.1:8443",
    "https://[::1]",
  ]
) {
  Deno.test(`entra knows the authority host ${host}`, async () => {
    assertEquals(await warningsOf(entra, "authorityHost", host), []);
  });
}

for (
  const host of [
    "https://id.example.com",
    "https://login.microsoftonline.com:8443",
    "https://login.microsoftonline.com.example.com",
    "https://notlogin.microsoftonline.com",
    "https://loginxmicrosoftonline.com",
    "https://contosociamlogin.com",
    "https://ciamlogin.com.example.com",
    "https://localhost.example.com",
    "https://127.example.com",
    "https://login.microsoftonline.de",
  ]
) {
  Deno.test(`entra warns of the authority host ${host}, and accepts it`, async () => {
    assertEquals(await problemOf(entra, "authorityHost", host), undefined);
    assertEquals((await warningsOf(entra, "authorityHost", host)).length, 1);
  });
}

testAccepted(entra, "scope", [
  "https://graph.microsoft.com/.default",
  "https://contoso.com//.default",
  "https://contoso.onmicrosoft.com/orders-api/.default",
  "https://contoso.com/v1.0/.default",
  `api://${clientId}/.default`,
  `${clientId}/.default`,
  "urn:contoso:orders/.default",
]);

const graph = "https://graph.microsoft.com/.default";

for (
  const [scope, suggested] of [
    ["https://graph.microsoft.com", graph],
    ["https://graph.microsoft.com/Mail.Read", graph],
    ["https://graph.microsoft.com/User.Read.All", graph],
    ["https://graph.microsoft.com.default", graph],
    ["https://graph.microsoft.com/.Default", graph],
    ["https://graph.microsoft.com/.default/", graph],
    ["https://graph.microsoft.com/.default//", graph],
    ["https://graph.microsoft.com/.default/.default", graph],
    ["https://graph.microsoft.com/.Default/.default/", graph],
    ["https%3A%2F%2Fgraph.microsoft.com%2F.default%2F", graph],
    [`api://${clientId}/.default/`, `api://${clientId}/.default`],
    ["https://contoso.com//.Default", "https://contoso.com//.default"],
    ["https%3A%2F%2Fgraph.microsoft.com%2F.default", graph],
    ["https%253a%252f%252fgraph.microsoft.com%252f.default", graph],
    ["https%3A%2F%2Fgraph.microsoft.com", graph],
    [clientId, `${clientId}/.default`],
    [clientId.toUpperCase(), `${clientId.toUpperCase()}/.default`],
    [`${clientId}/access_as_app`, `${clientId}/.default`],
    [`api://${clientId}`, `api://${clientId}/.default`],
    [`api://${clientId}/Orders.Read`, `api://${clientId}/.default`],
    ["https://contoso.com/user_impersonation", "https://contoso.com/.default"],
    ["https://contoso.com/orders/Read.All", "https://contoso.com/orders/.default"],
    // What follows may be part of the resource or not.
    [
      "https://contoso.com/orders",
      "https://contoso.com/orders/.default or https://contoso.com/.default",
    ],
    ["https://contoso.com/", "https://contoso.com/.default or https://contoso.com//.default"],
  ] as const
) {
  Deno.test(`entra suggests ${suggested} when the scope is ${scope}`, async () => {
    assertEquals(
      await problemOf(entra, "scope", scope),
      `must be the application ID URI of the API with /.default after it: ${suggested}`,
    );
  });
}

for (
  const scope of [".default", "/.default", "//.default", "Mail.Read", "openid", "openid email"]
) {
  Deno.test(`entra asks for a resource when the scope is ${scope}`, async () => {
    assertEquals(
      await problemOf(entra, "scope", scope),
      `must be the application ID URI of an API with /.default after it, such as ${graph}`,
    );
  });
}

for (
  const [scope, suggested] of [
    [
      "https://graph.microsoft.com/.default https://contoso.com//.default",
      "https://graph.microsoft.com/.default or https://contoso.com//.default",
    ],
    ["https://graph.microsoft.com/Mail.Read https://graph.microsoft.com/User.Read", graph],
    ["https://graph.microsoft.com/.default openid", graph],
  ] as const
) {
  Deno.test(`entra asks for one resource a run when the scope is ${scope}`, async () => {
    assertEquals(
      await problemOf(entra, "scope", scope),
      `must be a single scope, as each run is for one resource: ${suggested}`,
    );
  });
}

const app = `'${clientId}'(Orders)`;
const resource = "api://orders";

/** Codes with what comes with them, as it was seen or is documented. */
const refusals: readonly (readonly [code: number, error: string, text: string, says: RegExp])[] = [
  [
    7000215,
    "invalid_client",
    `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${clientId}'.`,
    /Value of a client secret of application 1111.*not its Secret ID/,
  ],
  [
    7000222,
    "invalid_client",
    `The provided client secret keys for app '${clientId}' are expired. Visit the Azure portal to create new keys for your app.`,
    /expired.*new one for application 1111/,
  ],
  [
    7000216,
    "invalid_request",
    "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
    /Set the client secret/,
  ],
  [
    7000218,
    "invalid_client",
    "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
    /no client secret.*1111.*public client/,
  ],
  [
    70002,
    "invalid_client",
    "Error validating credentials. The specified client_secret does not match the expected value for this client.",
    /secret does not belong to application 1111/,
  ],
  [
    700025,
    "invalid_client",
    "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
    /1111.*Allow public client flows/,
  ],
  [
    700016,
    "unauthorized_client",
    `Application with identifier '${clientId}' was not found in the directory 'Contoso'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant.`,
    /Tenant contoso\.onmicrosoft\.com has no application 1111.*consent/,
  ],
  [
    7000229,
    "unauthorized_client",
    `The client application ${app} is missing service principal in the tenant 'Contoso'.`,
    /contoso\.onmicrosoft\.com.*az ad sp create --id 1111/,
  ],
  [
    700011,
    "unauthorized_client",
    `Application with identifier '${clientId}' was not found in the directory.`,
    /1111.* not in the directory contoso\.onmicrosoft\.com/,
  ],
  [
    7000112,
    "unauthorized_client",
    `Application ${app} is disabled.`,
    /1111.* disabled in tenant contoso.*Enabled for users to sign in/,
  ],
  [70001, "unauthorized_client", "The application is disabled.", /disabled in tenant/],
  [
    1000031,
    "unauthorized_client",
    "Application Orders cannot be accessed at this time. Contact your administrator.",
    /1111.*Ask an administrator of tenant contoso/,
  ],
  [
    7000114,
    "unauthorized_client",
    `Application ${app} is not allowed to make application on-behalf-of calls.`,
    /on behalf of a user.*1111/,
  ],
  [
    90002,
    "invalid_request",
    "Tenant 'contoso.onmicrosoft.com' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.",
    /no tenant contoso\.onmicrosoft\.com at https:\/\/login\.microsoftonline\.com.*cloud/,
  ],
  [
    900023,
    "invalid_request",
    "Specified tenant identifier 'contoso' is neither a valid DNS name, nor a valid external domain.",
    /tenant contoso\.onmicrosoft\.com.*placeholder/,
  ],
  [
    50059,
    "invalid_request",
    "No tenant-identifying information found in either the request or implied by any provided credentials.",
    /not to common or organizations/,
  ],
  [
    50128,
    "invalid_request",
    "Invalid domain name - No tenant-identifying information found.",
    /not to common or organizations/,
  ],
  [
    90019,
    "invalid_request",
    "No tenant-identifying information found in either the request or implied by any provided credentials.",
    /not to common or organizations/,
  ],
  [
    50194,
    "invalid_request",
    `Application ${app} is not configured as a multi-tenant application. Usage of the /common endpoint is not supported for such applications.`,
    /1111.*single tenant/,
  ],
  [
    5000225,
    "unauthorized_client",
    "This tenant has been blocked due to inactivity. To learn more about tenant lifecycle policies, see https://aka.ms/TenantLifecycle",
    /blocked tenant contoso\.onmicrosoft\.com.*reactivate/,
  ],
  [
    9001023,
    "invalid_request",
    "The grant type is not supported over the /common or /consumers endpoints. Please use the /organizations or tenant-specific endpoint.",
    /not to common or consumers/,
  ],
  [
    90038,
    "invalid_request",
    "The specified tenant 'contoso' belongs to the National Cloud 'MicrosoftOnline.US'.",
    /contoso\.onmicrosoft\.com is not in the cloud of https:\/\/login.*Set the authority host/,
  ],
  [
    90051,
    "invalid_request",
    "The national cloud identifier contains an invalid cloud identifier.",
    /Set the authority host/,
  ],
  [
    900382,
    "invalid_request",
    "Confidential Client is not supported in Cross Cloud request.",
    /only one cloud.*https:\/\/login/,
  ],
  [
    900432,
    "invalid_request",
    "Confidential Client is not supported in Cross Cloud request.",
    /only one cloud/,
  ],
  [
    70011,
    "invalid_scope",
    `The provided value for the input parameter 'scope' is not valid. The scope ${resource}/.default is not valid.`,
    /scope api:\/\/orders\/\.default\. It must be/,
  ],
  [
    1002012,
    "invalid_scope",
    `The provided value for scope ${resource}/.default is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
    /scope api:\/\/orders\/\.default\..*without URL encoding/,
  ],
  [
    28002,
    "invalid_scope",
    `Provided value for the input parameter scope '${resource}/.default' is not valid when requesting an access token.`,
    /no token.*scope api:\/\/orders\/\.default/,
  ],
  [
    700022,
    "invalid_scope",
    "The provided value for the input parameter scope is not valid because it contains more than one resource.",
    /scope api:\/\/orders\/\.default names more than one resource/,
  ],
  [
    700023,
    "invalid_scope",
    "The provided value for the input parameter scope is not valid when requesting an access token.",
    /scope api:\/\/orders\/\.default names no resource/,
  ],
  [
    500011,
    "invalid_resource",
    `The resource principal named ${resource} was not found in the tenant named Contoso.`,
    /contoso\.onmicrosoft\.com has no API for the scope api:\/\/orders/,
  ],
  [
    50001,
    "invalid_resource",
    `The resource principal named ${resource} is disabled or does not exist.`,
    /scope api:\/\/orders\/\.default is missing or disabled in tenant contoso/,
  ],
  [
    650057,
    "invalid_resource",
    `Invalid resource. The client has requested access to a resource which is not listed in the requested permissions in the client's application registration. Client app ID: ${app}. Resource value from request: ${resource}.`,
    /1111.* does not list the API of the scope api:\/\/orders.*API permissions.*admin consent/,
  ],
  [
    650056,
    "invalid_grant",
    "Misconfigured application. This could be due to one of the following: the client has not listed any permissions in the requested permissions in the client's application registration.",
    /1111.* lacks a permission for the API of the scope api:\/\/orders.*API permissions.*admin consent/,
  ],
  [
    65005,
    "invalid_client",
    "The client application has requested access to a resource which is not listed.",
    /API permissions.*admin consent/,
  ],
  [
    650052,
    "invalid_client",
    `The app needs access to a service ("${resource}") that your organization "Contoso" has not subscribed to or enabled.`,
    /contoso\.onmicrosoft\.com.*scope api:\/\/orders.*subscribe/,
  ],
  [
    650054,
    "invalid_client",
    "The application asked for permissions to access a resource that has been removed or is no longer available.",
    /subscribe/,
  ],
  [
    501051,
    "invalid_grant",
    `Application ${app} is not assigned to a role for the application '${resource}'(Orders).`,
    /scope api:\/\/orders.*assign one of its app roles to application 1111/,
  ],
  [
    50105,
    "invalid_grant",
    "Your administrator has configured the application Orders to block users unless they are specifically granted ('assigned') access to the application.",
    /assign one of its app roles/,
  ],
  [
    65001,
    "invalid_grant",
    `The user or administrator has not consented to use the application with ID '${clientId}' named 'Orders'.`,
    /1111.*admin consent in tenant contoso\.onmicrosoft\.com/,
  ],
  [
    90009,
    "invalid_resource",
    `Application ${app} is requesting a token for itself. This scenario is supported only if resource is specified using the GUID based App Identifier.`,
    /1111.*for itself.*the scope 1111.*\/\.default/,
  ],
  [
    53003,
    "invalid_grant",
    "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.",
    /Conditional Access.*1111.*correlation ID/,
  ],
  [
    530032,
    "invalid_grant",
    "User blocked due to configuration of security policy.",
    /security policy.*contoso/,
  ],
  [530035, "invalid_grant", "Access has been blocked by security defaults.", /security defaults/],
  [
    500021,
    "invalid_grant",
    "Access to 'contoso.onmicrosoft.com' tenant is denied.",
    /contoso\.onmicrosoft\.com.*Restrict-Access-To-Tenants/,
  ],
  [
    500022,
    "invalid_grant",
    "Access to 'contoso.onmicrosoft.com' tenant is denied.",
    /Restrict-Access-To-Tenants/,
  ],
  [
    50002,
    "invalid_grant",
    "Sign-in failed because of a restricted proxy access on the tenant.",
    /Restrict-Access-To-Tenants/,
  ],
  [
    700027,
    "invalid_client",
    "The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found.]",
    /Upload its certificate to application 1111.*base64url/,
  ],
  [
    700024,
    "invalid_client",
    "Client assertion is not within its valid time range. Current time: 2026-01-09T02:02:12.0000000Z, assertion valid from 2026-01-09T01:00:00.0000000Z, expiry time of assertion 2026-01-09T01:10:00.0000000Z.",
    /message above with this machine's clock/,
  ],
  [
    700030,
    "invalid_client",
    "Invalid certificate - subject name in certificate is not authorized.",
    /1111.* does not trust a certificate with this subject/,
  ],
  [
    1000502,
    "invalid_client",
    "The provided certificate is not within its specified validity window.",
    /certificate has expired.*1111/,
  ],
  [
    50012,
    "invalid_client",
    "Authentication failed. Client assertion contains an invalid signature.",
    /signature.*chain.*thumbprint/,
  ],
  [
    50027,
    "invalid_request",
    "Invalid JWT token. Token format is not proper.",
    /JWT.*issuer, subject, audience/,
  ],
  [
    50048,
    "invalid_client",
    "Subject mismatches Issuer claim in the client assertion.",
    /Both must be the client ID, 1111/,
  ],
  [
    70021,
    "invalid_request",
    "No matching federated identity record found for presented assertion. Assertion Issuer: 'https://token.actions.githubusercontent.com'.",
    /1111.*issuer, subject and audience.*minutes/,
  ],
  [
    700211,
    "invalid_request",
    "No matching federated identity record found for presented assertion issuer 'https://token.actions.githubusercontent.com/'.",
    /1111.*issuer.*slash/,
  ],
  [
    700212,
    "invalid_request",
    "No matching federated identity record found for presented assertion audience 'https://github.com/acme'.",
    /1111.*audience.*api:\/\/AzureADTokenExchange/,
  ],
  [
    700213,
    "invalid_request",
    "No matching federated identity record found for presented assertion subject 'repo:acme/orders:ref:refs/heads/main'.",
    /1111.*subject shown above/,
  ],
  [
    7002138,
    "invalid_request",
    "No matching federated identity record found for presented assertion subject 'repo:Acme/orders:environment:prod'. The subject matches with case-insensitive comparison.",
    /only in case\. Use the same case/,
  ],
  [
    700229,
    "invalid_client",
    "Only app-only tokens can be used as Federated Identity Credentials for Microsoft Entra issuer.",
    /belongs to a user/,
  ],
  [
    9002313,
    "invalid_request",
    "Invalid request. Request is malformed or invalid.",
    /cannot read the request.*--dry-run/,
  ],
  [
    900144,
    "invalid_request",
    "The request body must contain the following parameter: 'grant_type'.",
    /parameter in the message above.*--dry-run/,
  ],
  [
    90014,
    "invalid_request",
    "The required field 'scope' is missing from the credential.",
    /parameter (in the message above|is missing)/,
  ],
  [
    900561,
    "invalid_request",
    "The endpoint only accepts POST requests. Received a GET request.",
    /POST.*authority host https:\/\/login/,
  ],
  [
    901002,
    "invalid_request",
    "The 'resource' request parameter is not supported.",
    /resource parameter/,
  ],
  [
    70003,
    "unsupported_grant_type",
    "The app requested an unsupported grant type 'client_credentials'.",
    /does not offer the client credentials grant.*https:\/\/login/,
  ],
];

/** Refusals for now. */
const passing: typeof refusals = [
  [
    50196,
    "invalid_grant",
    "The server terminated an operation because it encountered a client request loop.",
    /1111.* requested.* too often.*until it expires/,
  ],
  [
    90055,
    "temporarily_unavailable",
    "Tenant 'contoso' request is throttled.",
    /requests for tenant contoso\.onmicrosoft\.com\. Try again later/,
  ],
  [
    90024,
    "temporarily_unavailable",
    "Request budget exceeded - A transient error has occurred. Please try again.",
    /Try again later/,
  ],
  [90012, "temporarily_unavailable", "The request has timed out.", /Try again later/],
  [90006, "temporarily_unavailable", "The service is temporarily unavailable.", /Try again later/],
  [
    90033,
    "temporarily_unavailable",
    "A transient error has occurred. Please try again.",
    /Try again later/,
  ],
  [90090, "temporarily_unavailable", "The service is temporarily unavailable.", /Try again later/],
  [
    50033,
    "temporarily_unavailable",
    "A transient error has occurred. Please try again.",
    /Try again later/,
  ],
];

testRefusals(entra, options, [
  ...refusals.map(([code, error, text, says]) =>
    [error === "invalid_client" ? 401 : 400, refusal(code, error, text), says] as const
  ),
  ...passing.map(([code, error, text, says]) =>
    [400, refusal(code, error, text), says, "later"] as const
  ),
]);

testSilence(entra, options, [refusal(7000299, "invalid_request", "Any text.")]);

Deno.test("entra.explain has no code twice", () => {
  const codes = entra.explain.flatMap(({ code = [] }) => code);
  assertEquals(codes, [...new Set(codes)]);
});

Deno.test("entra.errorCode finds the code in the text when the reply has no error_codes", async () => {
  const { error_codes: _, ...bare } = refusal(90002, "invalid_request", "Tenant not found.");
  const { hint, providerCode } = await refuse(entra, options, [400, bare, /^$/]);
  assertMatch(hint ?? "", /no tenant contoso/);
  assertEquals(providerCode, "90002");
});

function refusal(code: number, error: string, text: string): Body {
  const [traceId, correlationId] = ["0000aaaa-11bb-cccc-dd33", "aaaa0000-bb11-2222-33cc"];
  const timestamp = "2026-01-09 02:02:12Z";
  return {
    error,
    error_description:
      `AADSTS${code}: ${text} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
    error_codes: [code],
    timestamp,
    trace_id: traceId,
    correlation_id: correlationId,
    error_uri: `https://login.microsoftonline.com/error?code=${code}`,
  };
}
