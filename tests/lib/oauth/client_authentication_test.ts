import { assertEquals, assertInstanceOf, assertMatch, assertNotMatch } from "@std/assert";
import { authenticate } from "../../../lib/oauth/client_authentication.ts";
import type { Credential } from "../../../lib/contract/credential_settings.ts";
import type { ClientAuthenticationMethod } from "../../../lib/contract/provider.ts";
import { Secret } from "../../../lib/core/secret.ts";
import type { FakeWorld } from "../../fake_host.ts";
import { acme, connected, failureOf, forEachCase, resolved, secretsOf } from "../helpers.ts";
import { newKey, openJwt, readKey } from "../keys.ts";
import { certificate, pkcs8 } from "../openssl_keys.ts";

type Texts = Readonly<Record<string, string>>;

const { pem } = await newKey("ES256");
const idToken = "e30.eyJpc3MiOiJpIiwic3ViIjoicyIsImF1ZCI6ImEifQ.c2ln";
const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

interface Client {
  readonly credential: Credential;
  readonly secrets?: Texts;
  readonly values?: Texts;
  readonly world?: FakeWorld;
}

/** The part of a request that authenticates this client. */
async function prove(
  method: ClientAuthenticationMethod,
  { credential, secrets = {}, values = {}, world = {} }: Client,
) {
  const { connection, host } = connected({ now: Date.UTC(2027, 0, 9), ...world });
  const make = await authenticate[method]({
    run: connection,
    provider: { ...acme, assertion: { lifetime: 30 } },
    settings: resolved({ clientId: "svc 1", ...values }, {
      credential,
      secrets: secretsOf(secrets),
    }),
    endpoint: { url: "https://id.example/token", audience: "https://id.example" },
  });
  return { host, part: await make() };
}

function withSecret(clientSecret: string, clientId = "svc 1"): Client {
  return { credential: "clientSecret", secrets: { clientSecret }, values: { clientId } };
}

Deno.test("client_secret_basic form-encodes ID and secret before joining them", async () => {
  const cases: Readonly<Record<string, readonly [id: string, secret: string, sent: string]>> = {
    plain: ["svc-1", "s3cr3t_.", "svc-1:s3cr3t_."],
    "a GUID": ["1111-2222", "Abc8Q~x", "1111-2222:Abc8Q%7Ex"],
    "a colon in either": ["a:b", "c:d", "a%3Ab:c%3Ad"],
    "what a form must encode": ["a b", "p%+/=&?", "a+b:p%25%2B%2F%3D%26%3F"],
    "quotes and backslashes": ["'", `"\\`, "%27:%22%5C"],
    "beyond ASCII": ["é", "漢😀", "%C3%A9:%E6%BC%A2%F0%9F%98%80"],
  };
  await forEachCase(cases, async ([id, secret, sent]) => {
    const { part } = await prove("client_secret_basic", withSecret(secret, id));
    assertEquals([part.form, Object.keys(part.headers ?? {})], [{}, ["authorization"]]);
    assertInstanceOf(part.headers?.authorization, Secret);
    const [scheme, encoded = ""] = part.headers.authorization.reveal().split(" ");
    assertEquals([scheme, atob(encoded)], ["Basic", sent]);
  });
});

Deno.test("client_secret_post sends both as form fields and no header", async () => {
  const { part } = await prove("client_secret_post", withSecret("canary"));
  const { client_secret, ...form } = part.form;
  assertEquals([form, part.headers], [{ client_id: "svc 1" }, undefined]);
  assertEquals((client_secret as Secret).reveal(), "canary");
});

Deno.test("client_secret_jwt sends an assertion and no secret", async () => {
  const secret = "canary-".repeat(5);
  const { part } = await prove("client_secret_jwt", withSecret(secret));
  const { client_assertion, ...form } = part.form;
  assertEquals(form, { client_id: "svc 1", client_assertion_type: assertionType });
  assertMatch((client_assertion as Secret).reveal(), /^[\w-]+\.[\w-]+\.[\w-]{43}$/);
  assertNotMatch(Deno.inspect(part, { depth: 9 }), /canary/);
});

Deno.test("the secret is redacted with either method", async () => {
  for (const method of ["client_secret_basic", "client_secret_post"] as const) {
    const { part } = await prove(method, withSecret("canary"));
    assertNotMatch(Deno.inspect(part, { depth: 9 }), /canary|c3ZjKzE6/);
  }
});

Deno.test("no client secret: a defect, and no empty secret is sent", async () => {
  for (const method of ["client_secret_basic", "client_secret_post"] as const) {
    await failureOf("defect", () => prove(method, { credential: "clientSecret" }));
  }
});

Deno.test("private_key_jwt sends a signed assertion, its type and the client ID", async () => {
  const { part } = await prove("private_key_jwt", {
    credential: "privateKey",
    secrets: { privateKey: pem },
    world: { now: Date.now() },
  });
  const { client_assertion, ...form } = part.form;
  assertEquals(form, { client_id: "svc 1", client_assertion_type: assertionType });
  const { claims } = await openJwt(client_assertion as Secret, await readKey(pem, "ES256"));
  assertEquals(claims.iss, "svc 1");
});

Deno.test("private_key_jwt sends a token from another issuer unchanged", async () => {
  const { part } = await prove("private_key_jwt", {
    credential: "federatedTokenFile",
    values: { federatedTokenFile: "token" },
    world: { files: { "/here/token": idToken } },
  });
  const { client_assertion, ...form } = part.form;
  assertEquals(form, { client_id: "svc 1", client_assertion_type: assertionType });
  assertEquals((client_assertion as Secret).reveal(), idToken);
  assertEquals(part.presented?.[0], "presented issuer = i");
});

Deno.test("client certificate: presented in TLS, and the form has only the client ID", async () => {
  for (const method of ["tls_client_auth", "self_signed_tls_client_auth"] as const) {
    const { part: { presented = [], ...part }, host } = await prove(method, {
      credential: "clientCert",
      secrets: { clientCert: certificate, clientKey: pkcs8 },
    });
    assertEquals(part, { form: { client_id: "svc 1" } });
    assertMatch(presented[0] ?? "", /^presented certificate = CN=gettoken test$/);
    assertEquals(host.presented.length, 1);
  }
});
