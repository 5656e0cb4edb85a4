import { assertEquals } from "@std/assert";
import { generateKeyPair, SignJWT } from "jose";
import { memoryIdp, type MemoryIdpOptions } from "../../../lib/check/memory_idp.ts";

const url = "https://id.example/token";
const issuer = "https://id.example/realms/a";
const openid = `${issuer}/.well-known/openid-configuration`;
const oauth = "https://id.example/.well-known/oauth-authorization-server/realms/a";
const tokenReply = { access_token: "t", token_type: "Bearer" };

/** Starts an identity provider. Returns a function to send requests, and its findings. */
function start(options: Partial<MemoryIdpOptions> = {}) {
  const requestProblems: string[] = [];
  const fetch = memoryIdp({
    endpoint: { tokenEndpoint: url },
    client: {
      clientId: "svc",
      clientSecret: "s3cr3t",
      method: "client_secret_post",
      scope: undefined,
    },
    reply: tokenReply,
    requestProblems,
    ...options,
  });
  return { fetch, requestProblems };
}

function request(secret = "s3cr3t"): RequestInit {
  return {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: `grant_type=client_credentials&client_id=svc&client_secret=${secret}`,
  };
}

Deno.test("memoryIdp() with a valid request: responds as configured", async () => {
  const { fetch, requestProblems } = start();
  const response = await fetch(url, request());
  assertEquals([response.status, await response.json()], [200, tokenReply]);
  assertEquals(response.headers.get("cache-control"), "no-store");
  assertEquals(requestProblems, []);
});

Deno.test("memoryIdp() configured to refuse: responds with the status of the error", async () => {
  for (const [error, status] of [["invalid_client", 401], ["invalid_scope", 400]] as const) {
    const reply = { error, error_description: "no", error_codes: ["7"] };
    const { fetch, requestProblems } = start({ reply });
    const response = await fetch(url, request());
    assertEquals([response.status, await response.json()], [status, reply]);
    assertEquals(requestProblems, []);
  }
});

Deno.test("memoryIdp() with an invalid request: refused, every problem reported", async () => {
  const { fetch, requestProblems } = start();
  const response = await fetch(url, { ...request("other"), method: "GET" });
  assertEquals([response.status, await response.json()], [400, {
    error: "invalid_request",
    error_description: "the method is GET, not POST",
  }]);
  assertEquals(requestProblems, ["the method is GET, not POST", "client_secret is not the secret"]);
  assertEquals((await fetch(url, request("other"))).status, 401);
});

Deno.test("memoryIdp() with an assertion: verified", async () => {
  const { privateKey, publicKey } = await generateKeyPair("ES256");
  const now = Date.UTC(2026, 0, 9);
  const { fetch, requestProblems } = start({
    client: {
      clientId: "svc",
      clientSecret: "s3cr3t",
      method: "private_key_jwt",
      scope: undefined,
      assertion: { claims: {}, key: publicKey, audience: url, quirks: {}, now },
    },
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
  assertEquals([await ask(url), requestProblems], [200, []]);
  assertEquals([await ask("https://other.example/"), requestProblems], [
    401,
    ["the assertion has an invalid aud"],
  ]);
});

Deno.test("memoryIdp(): responds at the exact URL only", async () => {
  for (const other of ["https://id.example/token/", `${url}?a=b`, "https://evil.example/token"]) {
    const { fetch, requestProblems } = start();
    assertEquals((await fetch(other, request())).status, 404);
    assertEquals(requestProblems, [`a request was sent to ${other}, not to ${url}`]);
  }
});

Deno.test("memoryIdp() with an issuer: metadata of one kind", async () => {
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
    const { fetch, requestProblems } = start({ endpoint: { issuer }, client, metadata });
    if (missing) assertEquals((await fetch(missing, { method: "GET" })).status, 404);
    const page = await (await fetch(there, { method: "GET" })).json();
    assertEquals([page.issuer, page.token_endpoint_auth_methods_supported], [
      issuer,
      ["client_secret_basic"],
    ]);
    await fetch(page.token_endpoint, request());
    assertEquals(requestProblems[0], "there is no Authorization header");
  }
});

Deno.test("memoryIdp() with a fixed endpoint: no metadata", async () => {
  const { fetch, requestProblems } = start();
  assertEquals((await fetch(openid, { method: "GET" })).status, 404);
  assertEquals(requestProblems.length, 1);
});

Deno.test("memoryIdp(): no token from the URL of the metadata", async () => {
  const { fetch, requestProblems } = start({ endpoint: { issuer } });
  assertEquals((await fetch(openid, request())).status, 404);
  assertEquals(requestProblems.length, 1);
});
