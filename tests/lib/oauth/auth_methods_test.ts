import { assertEquals, assertInstanceOf, assertNotMatch } from "@std/assert";
import { authenticate } from "../../../lib/oauth/auth_methods.ts";
import { Secret } from "../../../lib/core/secret.ts";
import { forEachCase } from "../helpers.ts";

/** The header of client_secret_basic, with its Base64 decoded. */
function basicCredentials(clientId: string, clientSecret: string): string {
  const { headers, form } = authenticate.client_secret_basic({
    clientId,
    proof: new Secret(clientSecret),
  });
  assertEquals(form, {});
  assertEquals(Object.keys(headers), ["authorization"]);
  assertInstanceOf(headers.authorization, Secret);
  const [scheme, encoded = ""] = headers.authorization.reveal().split(" ");
  assertEquals(scheme, "Basic");
  return atob(encoded);
}

Deno.test("client_secret_basic encodes id and secret before it joins them", async () => {
  const cases: Readonly<Record<string, readonly [id: string, secret: string, sent: string]>> = {
    plain: ["svc-1", "s3cr3t_.", "svc-1:s3cr3t_."],
    "a GUID": ["1111-2222", "Abc8Q~x", "1111-2222:Abc8Q%7Ex"],
    "a colon in either": ["a:b", "c:d", "a%3Ab:c%3Ad"],
    "what a form must encode": ["a b", "p%+/=&?", "a+b:p%25%2B%2F%3D%26%3F"],
    "quotes and backslashes": ["'", `"\\`, "%27:%22%5C"],
    "beyond ASCII": ["é", "漢😀", "%C3%A9:%E6%BC%A2%F0%9F%98%80"],
  };
  await forEachCase(
    cases,
    ([id, secret, sent]) => assertEquals(basicCredentials(id, secret), sent),
  );
});

Deno.test("client_secret_post sends both as form fields and no header", () => {
  const clientSecret = new Secret("canary");
  assertEquals(authenticate.client_secret_post({ clientId: "svc 1", proof: clientSecret }), {
    headers: {},
    form: { client_id: "svc 1", client_secret: clientSecret },
  });
});

Deno.test("authenticate keeps the secret sealed, whatever the method", () => {
  for (const method of Object.values(authenticate)) {
    const parts = method({ clientId: "svc", proof: new Secret("canary") });
    assertNotMatch(Deno.inspect(parts, { depth: 9 }), /canary|c3ZjOm/);
  }
});

Deno.test("private_key_jwt sends the assertion, what it is, and who the client is", () => {
  const proof = new Secret("canary");
  assertEquals(authenticate.private_key_jwt({ clientId: "svc", proof }), {
    headers: {},
    form: {
      client_id: "svc",
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: proof,
    },
  });
});

Deno.test("tls_client_auth sends who the client is, and nothing that proves it", () => {
  for (const method of ["tls_client_auth", "self_signed_tls_client_auth"] as const) {
    assertEquals(authenticate[method]({ clientId: "svc", proof: new Secret("canary") }), {
      headers: {},
      form: { client_id: "svc" },
    });
  }
});
