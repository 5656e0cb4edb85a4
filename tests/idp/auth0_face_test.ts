import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  askByBasic,
  askByPost,
  lifetime,
  postForm,
  type TokenAnswer,
  verifiedClaims,
} from "./ask_for_token.ts";
import { AUTH0_ERRORS, type Auth0ErrorName } from "./auth0_errors.ts";
import type { Auth0Facts } from "./auth0_face.ts";
import { startIdp } from "./idp.ts";

Deno.test("The Auth0 face gives a verifiable token with all granted scopes", async () => {
  await using idp = await startIdp();
  const { issuer, jwksUri, tokenEndpoint, audience, scopes, clients } = idp.auth0;
  const { status, body } = await askByPost(tokenEndpoint, clients.machine, { audience });
  assertEquals(status, 200);
  assertEquals([body.token_type, body.expires_in, body.scope], ["Bearer", 86400, scopes.join(" ")]);

  const claims = await verifiedClaims(body.access_token, { jwksUri, issuer, audience });
  assert(claims.iss?.endsWith("/"), claims.iss);
  assertEquals(claims.sub, `${clients.machine.clientId}@clients`);
  assertEquals(claims.scope, scopes.join(" "));
  assertEquals(lifetime(claims), 86400);
});

Deno.test("The Auth0 face gives only the scopes that were asked for, and takes Basic", async () => {
  await using idp = await startIdp();
  const { tokenEndpoint, audience, clients } = idp.auth0;
  const { body } = await askByBasic(tokenEndpoint, clients.machine, {
    audience,
    scope: "read:items",
  });
  assertEquals(body.scope, "read:items");
});

Deno.test("The Auth0 face takes JSON", async () => {
  await using idp = await startIdp();
  const { issuer, jwksUri, tokenEndpoint, audience, clients: { machine } } = idp.auth0;
  const response = await fetch(tokenEndpoint, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      grant_type: "client_credentials",
      client_id: machine.clientId,
      client_secret: machine.clientSecret,
      audience,
    }),
  });
  const body = await response.json();
  await verifiedClaims(body.access_token, { jwksUri, issuer, audience });
});

Deno.test("The Auth0 face gives an opaque token when no audience is named", async () => {
  await using idp = await startIdp();
  const { issuer, jwksUri, tokenEndpoint, audience, clients } = idp.auth0;
  const { status, body } = await askByPost(tokenEndpoint, clients.machine);
  assertEquals([status, body.expires_in], [200, 86400]);
  assertEquals(body.access_token.split(".").length, 1);
  await assertRejects(() => verifiedClaims(body.access_token, { jwksUri, issuer, audience }));
});

Deno.test("The Auth0 face puts the organization into the token", async () => {
  await using idp = await startIdp();
  const { issuer, jwksUri, tokenEndpoint, audience, organization, clients } = idp.auth0;
  for (const name of [organization.id, organization.name]) {
    const fields = { audience, organization: name };
    const { body } = await askByPost(tokenEndpoint, clients.machine, fields);
    const claims = await verifiedClaims(body.access_token, { jwksUri, issuer, audience });
    assertEquals(claims.org_id, organization.id);
  }
});

Deno.test("The Auth0 face publishes metadata with a trailing slash on the issuer", async () => {
  await using idp = await startIdp();
  const { domain, issuer, tokenEndpoint, jwksUri } = idp.auth0;
  const metadata = await (await fetch(`${domain}/.well-known/openid-configuration`)).json();
  assertEquals(metadata.issuer, issuer);
  assertEquals(metadata.issuer, `${domain}/`);
  assertEquals(metadata.token_endpoint, tokenEndpoint);
  assertEquals(metadata.jwks_uri, jwksUri);
});

Deno.test("The Auth0 face says when a used-up quota starts anew", async () => {
  await using idp = await startIdp();
  const before = Date.now() / 1000;
  const { headers } = await refusals.quotaExceeded(idp.auth0);
  const { secondsToReset } = idp.auth0;
  assertEquals(headers.get("retry-after"), `${secondsToReset}`);
  assertEquals(headers.get("x-ratelimit-remaining"), "0");
  assert(Number(headers.get("x-ratelimit-reset")) >= before + secondsToReset);
  assertEquals(headers.get("auth0-client-quota-limit"), `b=per_hour;q=10;r=0;t=${secondsToReset}`);
});

Deno.test("The Auth0 face says nothing about a quota to one who has the wrong secret", async () => {
  await using idp = await startIdp();
  const client = { ...idp.auth0.clients.exhausted, clientSecret: "wrong" };
  const { status } = await askByPost(idp.auth0.tokenEndpoint, client, {
    audience: idp.auth0.audience,
  });
  assertEquals(status, 401);
});

Deno.test("The Auth0 face refuses", async (test) => {
  await using idp = await startIdp();
  for (const [name, ask] of Object.entries(refusals)) {
    await test.step(name, async () => {
      const { status, error } = AUTH0_ERRORS[name as Auth0ErrorName];
      const answer = await ask(idp.auth0);
      assertEquals([answer.status, answer.body.error], [status, error]);
      assertEquals(answer.body.error_description, descriptions(idp.auth0)[name as Auth0ErrorName]);
      assertEquals("error_uri" in answer.body, name === "grantTypeNotAllowed");
    });
  }
});

const refusals: Record<Auth0ErrorName, (facts: Auth0Facts) => Promise<TokenAnswer>> = {
  wrongCredentials: (facts) => askFor(facts, { client_secret: "wrong" }),
  missingParameter: ({ tokenEndpoint }) => postForm(tokenEndpoint, {}),
  unknownApi: (facts) => askFor(facts, { audience: facts.audience.slice(0, -1) }),
  noClientGrant: ({ tokenEndpoint, audience, clients }) =>
    askByPost(tokenEndpoint, clients.unauthorized, { audience }),
  scopesNotGranted: (facts) => askFor(facts, { scope: "read:items delete:items openid" }),
  grantTypeNotAllowed: ({ tokenEndpoint, audience, clients }) =>
    askByPost(tokenEndpoint, clients.spa, { audience }),
  unsupportedGrantType: (facts) => askFor(facts, { grant_type: "nonsense" }),
  unknownOrganization: (facts) => askFor(facts, { organization: "org_nobody" }),
  organizationNotAllowed: (facts) => askFor(facts, { organization: facts.closedOrganization.id }),
  quotaExceeded: ({ tokenEndpoint, audience, clients }) =>
    askByPost(tokenEndpoint, clients.exhausted, { audience }),
  invalidRequest: ({ tokenEndpoint, audience, clients: { machine } }) =>
    askByBasic(tokenEndpoint, machine, { client_secret: machine.clientSecret, audience }),
};

function descriptions(
  { audience, closedOrganization }: Auth0Facts,
): Record<Auth0ErrorName, string> {
  return {
    wrongCredentials: "Unauthorized",
    missingParameter: "Missing required parameter: grant_type",
    unknownApi: `Service not enabled within domain: ${audience.slice(0, -1)}`,
    noClientGrant:
      `Client is not authorized to access "${audience}". You need to create a "client-grant" associated to this API. See: https://auth0.com/docs/api/v2#!/Client_Grants/post_client_grants`,
    scopesNotGranted: "Client has not been granted scopes: delete:items openid",
    grantTypeNotAllowed: "Grant type 'client_credentials' not allowed for the client.",
    unsupportedGrantType: "Unsupported grant type: nonsense",
    unknownOrganization: "parameter organization is invalid: org_nobody does not exist",
    organizationNotAllowed:
      `parameter organization is not allowed for this client: ${closedOrganization.id}`,
    quotaExceeded: "Client quota exceeded",
    invalidRequest: "Invalid request",
  };
}

/** A request with nothing wrong but these fields. */
function askFor(
  { tokenEndpoint, audience, clients }: Auth0Facts,
  fields: Record<string, string>,
): Promise<TokenAnswer> {
  return askByPost(tokenEndpoint, clients.machine, { audience, ...fields });
}
