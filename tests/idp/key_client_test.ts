import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { exportJWK, importPKCS8 } from "jose";
import { assertionAlgorithms, findKeyClient, keyClient, secretsOf } from "./key_client.ts";

Deno.test("keyClient() has one key per algorithm, in three formats", async () => {
  for (const algorithm of assertionAlgorithms) {
    const { pem, jwk, publicJwk, ...client } = await keyClient(algorithm);
    assertEquals(client.algorithm, algorithm);
    assertEquals([jwk.kid, jwk.alg, jwk.use], [client.keyId, algorithm, "sig"]);
    assertMatch(pem, /^-----BEGIN PRIVATE KEY-----\n/);
    const { kid: _kid, alg: _alg, use: _use, ...members } = jwk;
    const { ext: _ext, key_ops: _keyOps, ...imported } = await exportJWK(
      await importPKCS8(pem, algorithm, { extractable: true }),
    );
    assertEquals(imported, members);
    assertEquals({ ...jwk, ...publicJwk }, jwk);
  }
});

Deno.test("keyClient(), second call: the same key", async () => {
  assertEquals(await keyClient("EdDSA"), await keyClient("EdDSA"));
  const [one, other] = [await keyClient("ES256"), await keyClient("ES384")];
  assertNotEquals(one.clientId, other.clientId);
  assertNotEquals(one.keyId, other.keyId);
});

Deno.test("findKeyClient() returns the public keys of a client ID", async () => {
  const { clientId, publicJwk } = await keyClient("ES256");
  const found = await findKeyClient(clientId, { scope: "read" });
  assertEquals(found?.jwks, { keys: [publicJwk] });
  assertEquals(found?.scope, "read");
  assert(!JSON.stringify(found).includes('"d"'));
  assertEquals(await findKeyClient("nobody", {}), undefined);
});

Deno.test("secretsOf() returns every private member, and every long line", async () => {
  for (const algorithm of assertionAlgorithms) {
    const client = await keyClient(algorithm);
    const secrets = secretsOf(client);
    const { d, p, q, dp, dq, qi } = client.jwk;
    for (const member of [d, p, q, dp, dq, qi].filter((member) => member !== undefined)) {
      assert(secrets.includes(member));
    }
    assert(secrets.some((secret) => client.pem.split("\n").includes(secret)));
    for (const secret of secrets) {
      assert(secret.length >= 16, secret);
      assert(!JSON.stringify(client.publicJwk).includes(secret));
    }
  }
});
