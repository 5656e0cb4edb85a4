import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import entra from "../../providers/entra.ts";
import { explained, problemOf, warningsOf } from "./probe.ts";

const clientId = "1111abcd-2222-3333-4444-555555555555";
const settings = {
  clientId,
  tenant: "contoso.onmicrosoft.com",
  scope: "api://orders/.default",
  authorityHost: "https://login.microsoftonline.com",
};

Deno.test("entra.endpoint() is the tenant's v2.0 endpoint at the authority host", () => {
  assertEquals(
    entra.endpoint({ authorityHost: "https://login.microsoftonline.us", tenant: "contoso.com" }),
    { tokenEndpoint: "https://login.microsoftonline.us/contoso.com/oauth2/v2.0/token" },
  );
});

Deno.test("entra.endpoint() keeps a tenant within its part of the path", () => {
  assertEquals(
    entra.endpoint({ authorityHost: "https://login.microsoftonline.com", tenant: "a/../b?c#d" }),
    { tokenEndpoint: "https://login.microsoftonline.com/a%2F..%2Fb%3Fc%23d/oauth2/v2.0/token" },
  );
});

Deno.test("entra sends the secret in the body unless told otherwise", () => {
  assertEquals(entra.clientAuthentication, ["client_secret_post", "client_secret_basic"]);
});

Deno.test("entra reads the variables of the Azure SDKs", () => {
  const variables = Object.values(entra.settings).flatMap((setting) =>
    "env" in setting ? setting.env : []
  );
  assertEquals(variables, [
    "AZURE_TENANT_ID",
    "AZURE_AUTHORITY_HOST",
    "AZURE_CLIENT_ID",
    "AZURE_CLIENT_SECRET",
  ]);
});

Deno.test("entra's authority host is that of the global cloud when none is set", () => {
  assertEquals(entra.settings.authorityHost.default, "https://login.microsoftonline.com");
});

for (const tenant of [clientId, clientId.toUpperCase(), "contoso.com", "a-b.onmicrosoft.com"]) {
  Deno.test(`entra accepts the tenant ${tenant}`, async () => {
    assertEquals(await problemOf(entra, "tenant", tenant), undefined);
  });
}

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

for (
  const scope of [
    "https://graph.microsoft.com/.default",
    "https://contoso.com//.default",
    "https://contoso.onmicrosoft.com/orders-api/.default",
    "https://contoso.com/v1.0/.default",
    `api://${clientId}/.default`,
    `${clientId}/.default`,
    "urn:contoso:orders/.default",
  ]
) {
  Deno.test(`entra accepts the scope ${scope}`, async () => {
    assertEquals(await problemOf(entra, "scope", scope), undefined);
  });
}

const graph = "https://graph.microsoft.com/.default";

for (
  const [scope, suggested] of [
    ["https://graph.microsoft.com", graph],
    ["https://graph.microsoft.com/Mail.Read", graph],
    ["https://graph.microsoft.com/User.Read.All", graph],
    ["https://graph.microsoft.com.default", graph],
    ["https://graph.microsoft.com/.Default", graph],
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

/** Each code that is explained, and what its hint must not fail to say. */
const explanations: readonly (readonly [code: string, said: RegExp])[] = [
  ["7000215", /Value.*not its Secret ID/],
  ["7000222", /expired.*new one/],
  ["7000216", /Set the client secret/],
  ["7000218", /no client secret.*public client/],
  ["70002", /secret does not belong to application 1111/],
  ["700025", /Allow public client flows/],
  ["700016", /contoso\.onmicrosoft\.com has no application 1111.*consent/],
  ["7000229", /az ad sp create --id 1111/],
  ["700011", /1111.* not in the directory contoso\.onmicrosoft\.com/],
  ["7000112", /disabled.*Enabled for users to sign in/],
  ["70001", /disabled/],
  ["1000031", /Ask an administrator/],
  ["7000114", /on behalf of a user/],
  ["90002", /no tenant contoso\.onmicrosoft\.com at https:\/\/login\.microsoftonline\.com.*cloud/],
  ["900023", /placeholder/],
  ["50059", /not to common or organizations/],
  ["50128", /not to common or organizations/],
  ["50194", /single tenant/],
  ["9001023", /not to common or consumers/],
  ["90038", /Set the authority host/],
  ["90051", /Set the authority host/],
  ["900382", /one cloud only/],
  ["900432", /one cloud only/],
  ["70011", /scope api:\/\/orders\/\.default/],
  ["1002012", /without URL encoding/],
  ["28002", /No token.*scope api:\/\/orders\/\.default/],
  ["700022", /more than one resource/],
  ["700023", /names no resource/],
  ["500011", /no API for the scope/],
  ["50001", /missing or disabled/],
  ["650057", /API permissions.*admin consent/],
  ["650056", /API permissions.*admin consent/],
  ["65005", /API permissions.*admin consent/],
  ["650052", /subscribe/],
  ["650054", /subscribe/],
  ["501051", /assign one of its app roles to application 1111/],
  ["50105", /assign one of its app roles/],
  ["65001", /admin consent in tenant contoso\.onmicrosoft\.com/],
  ["53003", /Conditional Access.*correlation ID/],
  ["530032", /security policy/],
  ["530035", /security defaults/],
  ["500021", /Restrict-Access-To-Tenants/],
  ["500022", /Restrict-Access-To-Tenants/],
  ["700027", /Upload its certificate.*base64url/],
  ["700024", /clock/],
  ["700030", /certificate with this subject/],
  ["1000502", /certificate has expired/],
  ["50012", /signature.*chain.*thumbprint/],
  ["50027", /JWT.*issuer, subject, audience/],
  ["50048", /Both must be the client ID/],
  ["70021", /issuer, subject and audience.*minutes/],
  ["700211", /issuer.*slash/],
  ["700212", /audience.*api:\/\/AzureADTokenExchange/],
  ["700213", /subject shown above/],
  ["7002138", /upper and lower case/],
  ["700229", /that of a user/],
  ["9002313", /--dry-run/],
  ["900144", /parameter named above.*--dry-run/],
  ["900561", /POST.*authority host/],
  ["901002", /resource parameter/],
  ["70003", /does not offer the client credentials grant/],
  ["50196", /too often.*until it expires/],
  ["90055", /Try again later/],
  ["90024", /Try again later/],
  ["90012", /Try again later/],
  ["90006", /Try again later/],
  ["90033", /Try again later/],
  ["50033", /Try again later/],
];

for (const [code, said] of explanations) {
  Deno.test(`entra.explain tells what to do when the code is AADSTS${code}`, async () => {
    const { hint } = await explained(entra, refusal(code), settings);
    assertMatch(hint ?? "", said);
  });
}

Deno.test("entra.explain has no code twice, and none that is not tested here", () => {
  assertEquals(
    entra.explain.flatMap(({ code }) => code),
    explanations.map(([code]) => code),
  );
});

Deno.test("entra.explain says `later` only when the cause passes by itself", async () => {
  const later: string[] = [];
  for (const [code] of explanations) {
    const { temporary } = await explained(entra, refusal(code), settings);
    if (temporary) later.push(code);
  }
  assertEquals(later, ["50196", "90055", "90024", "90012", "90006", "90033", "50033"]);
});

Deno.test("entra.errorCode finds the code in the text when the reply has no error_codes", async () => {
  const { error_codes: _, ...bare } = refusal("90002");
  const { hint } = await explained(entra, bare, settings);
  assertMatch(hint ?? "", /no tenant contoso/);
});

Deno.test("entra.explain is silent when the code is not known", async () => {
  const { hint } = await explained(entra, refusal("7000299"), settings);
  assertEquals(hint, undefined);
});

function refusal(code: string): Record<string, unknown> {
  return {
    error: "any_error",
    error_description: `AADSTS${code}: Any text.\r\nTrace ID: 1\r\nCorrelation ID: 2`,
    error_codes: [Number(code)],
  };
}
