import { assertEquals } from "@std/assert";
import type { Credential } from "../../../lib/contract/credential_settings.ts";
import type { Provider } from "../../../lib/contract/provider.ts";
import { chooseGrant, grants } from "../../../lib/oauth/grants.ts";
import type { Secret } from "../../../lib/core/secret.ts";
import type { RequestContext } from "../../../lib/oauth/request_parts.ts";
import { acme, connected, resolved, secretsOf } from "../helpers.ts";
import { newKey, openJwt, readKey } from "../keys.ts";

const provider: Provider = { ...acme, assertion: { grant: true } };
const { pem } = await newKey("ES256");

function contextWith(now: number): RequestContext {
  const url = "https://id.example/token";
  return {
    run: connected({ now }).connection,
    provider,
    settings: resolved({ clientId: "svc" }, {
      credential: "privateKey",
      secrets: secretsOf({ privateKey: pem }),
    }),
    endpoint: { url, audience: url },
  };
}

Deno.test("chooseGrant() takes a JWT if the provider does and the credential makes one", () => {
  const kindWith = (credential: Credential, assertion: Provider["assertion"]) =>
    chooseGrant({ ...acme, ...(assertion && { assertion }) }, { credential }).kind;
  for (const credential of ["privateKey", "federatedTokenFile"] as const) {
    assertEquals(kindWith(credential, { grant: true }), "jwt-bearer");
    assertEquals(kindWith(credential, {}), "client_credentials");
    assertEquals(kindWith(credential, undefined), "client_credentials");
  }
  for (const credential of ["clientSecret", "clientCert"] as const) {
    assertEquals(kindWith(credential, { grant: true }), "client_credentials");
  }
});

Deno.test("client_credentials: only the grant type is added, and the client authenticates", async () => {
  const { authenticatesClient, prepare } = grants.client_credentials;
  assertEquals(authenticatesClient, true);
  const part = await (await prepare(contextWith(0)))();
  assertEquals(part, { form: { grant_type: "client_credentials" } });
});

Deno.test("jwt-bearer: a signed JWT is the grant, and the client does not authenticate", async () => {
  const { authenticatesClient, prepare } = grants["jwt-bearer"];
  assertEquals(authenticatesClient, false);
  const { form: { assertion, ...form }, ...rest } =
    await (await prepare(contextWith(Date.now())))();
  assertEquals(form, { grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer" });
  assertEquals(rest, { hasScope: false });
  const { claims } = await openJwt(assertion as Secret, await readKey(pem, "ES256"));
  assertEquals(claims.iss, "svc");
});
