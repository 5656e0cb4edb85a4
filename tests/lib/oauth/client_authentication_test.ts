import { assertEquals } from "@std/assert";
import { proofMaker } from "../../../lib/oauth/client_authentication.ts";
import type { Provider } from "../../../lib/contract/provider.ts";
import type { FakeWorld } from "../../fake_host.ts";
import { acme, connected, resolved, secretsOf } from "../helpers.ts";
import { newKey, openJwt, readKey } from "../keys.ts";
import { certificate, pkcs8 } from "../openssl_keys.ts";

const endpoint = { url: "https://id.example/token", audience: "https://id.example" };

const provider: Provider = {
  ...acme,
  clientAuthentication: ["client_secret_post", "private_key_jwt"],
  assertion: { lifetime: 30 },
};

async function prove(texts: Readonly<Record<string, string>>, values = {}, world: FakeWorld = {}) {
  const { connection, host } = connected(world);
  const settings = resolved({ clientId: "svc", ...values }, { secrets: secretsOf(texts) });
  const making = await proofMaker(connection, provider, settings, endpoint);
  return { host, ...await making() };
}

Deno.test("proofMaker() hands on a client secret", async () => {
  const { secret } = await prove({ clientSecret: "canary" });
  assertEquals(secret.reveal(), "canary");
});

Deno.test("proofMaker() signs with a private key", async () => {
  const { pem } = await newKey("ES256");
  const { secret } = await prove({ privateKey: pem }, {}, { now: Date.now() });
  const { claims } = await openJwt(secret, await readKey(pem, "ES256"));
  assertEquals(claims.iss, "svc");
});

Deno.test("proofMaker() lets TLS show a certificate, and proves nothing else", async () => {
  const now = Date.UTC(2027, 0, 9);
  const { secret, presented = [], host } = await prove(
    { clientCert: certificate, clientKey: pkcs8 },
    {},
    { now },
  );
  assertEquals(secret.reveal(), "");
  assertEquals(presented[0], "presented certificate = CN=gettoken test");
  assertEquals(host.presented.length, 1);
});

Deno.test("proofMaker() hands on a token of another issuer", async () => {
  const files = { "/here/token": "e30.eyJpc3MiOiJpIiwic3ViIjoicyIsImF1ZCI6ImEifQ.c2ln" };
  const { secret } = await prove({}, { federatedTokenFile: "token" }, { files });
  assertEquals(secret.reveal(), files["/here/token"]);
});
