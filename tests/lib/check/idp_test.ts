import { assertEquals } from "@std/assert";
import { generateKeyPair, SignJWT } from "jose";
import { checkIdp, type CheckIdpOptions } from "../../../lib/check/idp.ts";

const url = "https://id.example/token";
const issuer = "https://id.example/realms/a";
const openid = `${issuer}/.well-known/openid-configuration`;
const oauth = "https://id.example/.well-known/oauth-authorization-server/realms/a";
const tokenReply = { access_token: "t", token_type: "Bearer" };

/** Starts an identity provider; gives the way to it and what it finds. */
function start(options: Partial<CheckIdpOptions> = {}) {
  const findings: string[] = [];
  const fetch = checkIdp({
    endpoint: { tokenEndpoint: url },
    client: {
      clientId: "svc",
      clientSecret: "s3cr3t",
      method: "client_secret_post",
      scope: undefined,
    },
    reply: tokenReply,
    findings,
    ...options,
  });
  return { fetch, findings };
}

function request(secret = "s3cr3t"): RequestInit {
  return {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: `grant_type=client_credentials&client_id=svc&client_secret=${secret}`,
  };
}

Deno.test("checkIdp() answers a right request with what it is told to", async () => {
  const { fetch, findings } = start();
  const response = await fetch(url, request());
  assertEquals([response.status, await response.json()], [200, tokenReply]);
  assertEquals(response.headers.get("cache-control"), "no-store");
  assertEquals(findings, []);
});

Deno.test("checkIdp() refuses on demand, with the status that the error has", async () => {
  for (const [error, status] of [["invalid_client", 401], ["invalid_scope", 400]] as const) {
    const reply = { error, error_description: "no", error_codes: ["7"] };
    const { fetch, findings } = start({ reply });
    const response = await fetch(url, request());
    assertEquals([response.status, await response.json()], [status, reply]);
    assertEquals(findings, []);
  }
});

Deno.test("checkIdp() refuses a wrong request, and finds all that is wrong with it", async () => {
  const { fetch, findings } = start();
  const response = await fetch(url, { ...request("other"), method: "GET" });
  assertEquals([response.status, await response.json()], [400, {
    error: "invalid_request",
    error_description: "the method is GET, not POST",
  }]);
  assertEquals(findings, ["the method is GET, not POST", "client_secret is not the secret"]);
  assertEquals((await fetch(url, request("other"))).status, 401);
});

Deno.test("checkIdp() verifies an assertion, where it expects one", async () => {
  const { privateKey, publicKey } = await generateKeyPair("ES256");
  const now = Date.UTC(2026, 0, 9);
  const { fetch, findings } = start({
    client: {
      clientId: "svc",
      clientSecret: "s3cr3t",
      method: "private_key_jwt",
      scope: undefined,
    },
    assertion: { clientId: "svc", claims: {}, publicKey, audience: url, quirks: {}, now },
  });
  const ask = async (audience: string) => {
    const assertion = await new SignJWT({ iat: now / 1000, exp: now / 1000 + 60, jti: "1" })
      .setProtectedHeader({ alg: "ES256" }).setAudience(audience)
      .setIssuer("svc").setSubject("svc").sign(privateKey);
    const body = new URLSearchParams({
      grant_type: "client_credentials",
      client_id: "svc",
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: assertion,
    });
    return (await fetch(url, { ...request(), body: `${body}` })).status;
  };
  assertEquals([await ask(url), findings], [200, []]);
  assertEquals([await ask("https://other.example/"), findings], [
    401,
    ["the assertion is not right in its aud"],
  ]);
});

Deno.test("checkIdp() is at the declared address, to the letter, and nowhere else", async () => {
  for (const other of ["https://id.example/token/", `${url}?a=b`, "https://evil.example/token"]) {
    const { fetch, findings } = start();
    assertEquals((await fetch(other, request())).status, 404);
    assertEquals(findings, [`a request went to ${other}, not to ${url}`]);
  }
});

Deno.test("checkIdp() publishes the metadata of an issuer, of one kind or the other", async () => {
  const client = {
    clientId: "svc",
    clientSecret: "s3cr3t",
    method: "client_secret_basic",
    scope: undefined,
  } as const;
  for (
    const [metadata, there, missing] of [["openid", openid, undefined], [
      "oauth",
      oauth,
      openid,
    ]] as const
  ) {
    const { fetch, findings } = start({ endpoint: { issuer }, client, metadata });
    if (missing) assertEquals((await fetch(missing, { method: "GET" })).status, 404);
    const page = await (await fetch(there, { method: "GET" })).json();
    assertEquals([page.issuer, page.token_endpoint_auth_methods_supported], [
      issuer,
      ["client_secret_basic"],
    ]);
    await fetch(page.token_endpoint, request());
    assertEquals(findings[0], "there is no Authorization header");
  }
});

Deno.test("checkIdp() has no metadata where the endpoint is given", async () => {
  const { fetch, findings } = start();
  assertEquals((await fetch(openid, { method: "GET" })).status, 404);
  assertEquals(findings.length, 1);
});

Deno.test("checkIdp() takes no token request at the place of the metadata", async () => {
  const { fetch, findings } = start({ endpoint: { issuer } });
  assertEquals((await fetch(openid, request())).status, 404);
  assertEquals(findings.length, 1);
});
