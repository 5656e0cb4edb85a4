import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  askByBasic,
  askByPost,
  lifetime,
  postForm,
  readAnswer,
  type TokenAnswer,
  verifiedClaims,
} from "./ask_for_token.ts";
import { ENTRA_ERRORS, type EntraErrorName } from "./entra_errors.ts";
import type { EntraFacts } from "./entra_face.ts";
import { startIdp } from "./idp.ts";

Deno.test("The Entra face gives a verifiable token with the roles that were granted", async () => {
  await using idp = await startIdp();
  const { issuer, jwksUri, tokenEndpoint, resource, roles, tenant, clients } = idp.entra;
  const { status, headers, body } = await askByPost(tokenEndpoint, clients.daemon, {
    scope: `${resource}/.default`,
  });
  assertEquals(status, 200);
  assertEquals(headers.get("cache-control"), "no-store");
  assertEquals(Object.keys(body).sort(), [
    "access_token",
    "expires_in",
    "ext_expires_in",
    "token_type",
  ]);
  assertEquals([body.token_type, body.expires_in, body.ext_expires_in], ["Bearer", 3599, 3599]);

  const claims = await verifiedClaims(body.access_token, { jwksUri, issuer, audience: resource });
  assertMatch(claims.iss ?? "", new RegExp(`/${tenant}/v2\\.0$`));
  assertEquals(claims.roles, [...roles]);
  assertEquals(claims.tid, tenant);
  assertEquals([claims.appid, claims.azp], [clients.daemon.clientId, clients.daemon.clientId]);
  assertEquals(lifetime(claims), 3599);
});

Deno.test("The Entra face gives a token without roles to a client that has none", async () => {
  await using idp = await startIdp();
  const { issuer, jwksUri, tokenEndpoint, resource, clients } = idp.entra;
  const scope = `${resource}/.default`;
  const { body } = await askByPost(tokenEndpoint, clients.roleless, { scope });
  const claims = await verifiedClaims(body.access_token, { jwksUri, issuer, audience: resource });
  assert(!("roles" in claims));
});

Deno.test("The Entra face knows its tenant by the domain name too, and takes Basic", async () => {
  await using idp = await startIdp();
  const { authorityHost, tenantDomain, issuer, jwksUri, resource, clients } = idp.entra;
  const endpoint = `${authorityHost}/${tenantDomain.toUpperCase()}/oauth2/v2.0/token`;
  const { body } = await askByBasic(endpoint, clients.daemon, { scope: `${resource}/.default` });
  await verifiedClaims(body.access_token, { jwksUri, issuer, audience: resource });
});

Deno.test("The Entra face wants two slashes for a resource that ends in one", async () => {
  await using idp = await startIdp();
  const { issuer, jwksUri, tokenEndpoint, slashedResource: audience, clients } = idp.entra;
  const { body } = await askByPost(tokenEndpoint, clients.daemon, {
    scope: `${audience}/.default`,
  });
  await verifiedClaims(body.access_token, { jwksUri, issuer, audience });

  const scope = `${audience.slice(0, -1)}/.default`;
  assertEquals((await askByPost(tokenEndpoint, clients.daemon, { scope })).body.error_codes, [
    500011,
  ]);
});

Deno.test("The Entra face publishes metadata whose issuer has the GUID, whatever was asked", async () => {
  await using idp = await startIdp();
  const { authorityHost, tenant, tenantDomain, issuer, tokenEndpoint, jwksUri } = idp.entra;
  for (const name of [tenant, tenantDomain]) {
    const address = `${authorityHost}/${name}/v2.0/.well-known/openid-configuration`;
    const metadata = await (await fetch(address)).json();
    assertEquals(metadata.issuer, issuer);
    assertEquals(metadata.token_endpoint, tokenEndpoint);
    assertEquals(metadata.jwks_uri, jwksUri);
  }
});

Deno.test("The Entra face publishes nothing for another tenant", async () => {
  await using idp = await startIdp();
  const address = `${idp.origin}/fabrikam.com/v2.0/.well-known/openid-configuration`;
  assertEquals((await readAnswer(await fetch(address))).body.error_codes, [90002]);
});

Deno.test("The Entra face hands the correlation id back", async () => {
  await using idp = await startIdp();
  const id = crypto.randomUUID();
  const { body } = await postForm(idp.entra.tokenEndpoint, {}, { "client-request-id": id });
  assertEquals(body.correlation_id, id);
});

Deno.test("The Entra face refuses", async (test) => {
  await using idp = await startIdp();
  for (const [name, ask] of Object.entries(refusals)) {
    await test.step(name, async () => {
      assertRefusal(await ask(idp.entra), name as EntraErrorName);
    });
  }
});

const refusals: Record<EntraErrorName, (facts: EntraFacts) => Promise<TokenAnswer>> = {
  notPost: async ({ tokenEndpoint }) => await readAnswer(await fetch(tokenEndpoint)),
  malformedTenant: (facts) => askTenant(facts, "YOUR_TENANT_ID"),
  unknownTenant: (facts) => askTenant(facts, "fabrikam.onmicrosoft.com"),
  noTenant: (facts) => askTenant(facts, "organizations"),
  sharedTenant: (facts) => askTenant(facts, "common"),
  missingParameter: ({ tokenEndpoint, clients }) => askByPost(tokenEndpoint, clients.daemon),
  resourceParameter: (facts) => askFor(facts, { resource: facts.resource }),
  scopeWithoutDefault: (facts) => askFor(facts, { scope: `${facts.resource}/Orders.Read.All` }),
  scopeMixed: (facts) => askFor(facts, { scope: `${facts.resource}/.default Mail.Read` }),
  severalResources: (facts) =>
    askFor(facts, { scope: `${facts.resource}/.default ${facts.assignedResource}/.default` }),
  noCredential: ({ tokenEndpoint, resource, clients }) =>
    postForm(tokenEndpoint, {
      grant_type: "client_credentials",
      client_id: clients.daemon.clientId,
      scope: `${resource}/.default`,
    }),
  emptyCredential: (facts) => askFor(facts, { client_secret: "" }),
  unknownClient: (facts) => askFor(facts, { client_id: crypto.randomUUID() }),
  wrongSecret: (facts) => askFor(facts, { client_secret: "wrong" }),
  expiredSecret: ({ tokenEndpoint, resource, clients }) =>
    askByPost(tokenEndpoint, clients.expired, { scope: `${resource}/.default` }),
  unsupportedGrant: (facts) => askFor(facts, { grant_type: "password" }),
  unknownResource: (facts) => askFor(facts, { scope: "api://nobody/.default" }),
  notAssigned: (facts) => askFor(facts, { scope: `${facts.assignedResource}/.default` }),
  malformedRequest: ({ tokenEndpoint, resource, clients: { daemon } }) =>
    askByBasic(tokenEndpoint, daemon, {
      client_secret: daemon.clientSecret,
      scope: `${resource}/.default`,
    }),
};

/** A request with nothing wrong but these fields. */
function askFor(
  { tokenEndpoint, resource, clients }: EntraFacts,
  fields: Record<string, string>,
): Promise<TokenAnswer> {
  return askByPost(tokenEndpoint, clients.daemon, { scope: `${resource}/.default`, ...fields });
}

/** A request with nothing wrong but the tenant. */
function askTenant(facts: EntraFacts, tenant: string): Promise<TokenAnswer> {
  const tokenEndpoint = `${facts.authorityHost}/${tenant}/oauth2/v2.0/token`;
  return askFor({ ...facts, tokenEndpoint }, {});
}

function assertRefusal({ status, body }: TokenAnswer, name: EntraErrorName): void {
  const { code, status: expectedStatus, error } = ENTRA_ERRORS[name];
  assertEquals([status, body.error], [expectedStatus, error]);

  const [text = "", trace, correlation, timestamp, ...rest] = body.error_description.split("\r\n");
  assert(text.startsWith(`AADSTS${code}: `), text);
  assert(!/[{}]/.test(text) && !text.includes("''"), text);
  assertEquals(trace, `Trace ID: ${body.trace_id}`);
  assertEquals(correlation, `Correlation ID: ${body.correlation_id}`);
  assertEquals(timestamp, `Timestamp: ${body.timestamp}`);
  assertMatch(body.timestamp, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/);
  assertEquals(rest, []);
  assertEquals(body.error_codes, name === "malformedTenant" ? undefined : [code]);
  assertEquals("error_uri" in body, name !== "malformedTenant");
}
