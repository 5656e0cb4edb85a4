/**
 * Keys and certificates of the library's flows in each runtime, as the identity provider sees them.
 *
 * @module
 */

import { assertEquals, assertNotEquals } from "@std/assert";
import * as jose from "jose";
import { X509Certificate } from "node:crypto";
import { verifiedClaims } from "../../idp/ask_for_token.ts";
import { startIdp } from "../../idp/idp.ts";
import { secretsOf } from "../../idp/key_client.ts";
import { startMutualTlsIdp } from "../../idp/mutual_tls_idp.ts";
import { linesOf } from "../pem_lines.ts";
import { testInRuntimes } from "./runtimes.ts";

testInRuntimes(
  "private key and DPoP key: a bound token; the next request has new proofs",
  async (runtime) => {
    await using idp = await startIdp();
    const { issuer, resource, scopes, tokenEndpoint } = idp.oidc;
    const { clientId, keyId, jwk, ...client } = await idp.oidc.keyClient("ES256");
    const other = await idp.oidc.keyClient("EdDSA");
    const options = { clientId, privateKey: jwk, dpopKey: other.pem, scopes };
    const { status, stdout, stderr } = await runtime.run(
      `import { ClientCredentialsFlow } from "gettoken";
    const options = ${JSON.stringify({ provider: "oidc", issuer, ...options })};
    const flow = new ClientCredentialsFlow(options);
    const first = await flow.getToken();
    flow.discard(first);
    const second = await flow.getToken();
    console.log([first.value, second.value, first.type, second.scope].join("\\n"));`,
      { secrets: [...secretsOf({ ...client, clientId, keyId, jwk }), ...secretsOf(other)] },
    );
    assertEquals([status, stderr], [0, ""]);
    const [first = "", second = "", type, scope] = stdout.split("\n");
    assertEquals([type, scope], ["DPoP", scopes.join(" ")]);
    assertNotEquals(first, second);
    const jkt = await jose.calculateJwkThumbprint(other.publicJwk);
    for (const token of [first, second]) {
      const { cnf, sub } = await verifiedClaims(token, { ...idp.oidc, audience: resource });
      assertEquals([cnf, sub], [{ jkt }, clientId]);
    }
    // Each token takes two, because the server demands a nonce.
    const sent = idp.requests.map(({ headers, body }) => ({
      assertion: new URLSearchParams(body).get("client_assertion") ?? "",
      proof: headers.get("dpop") ?? "",
    }));
    const ids = sent.flatMap(({ assertion, proof }) =>
      [assertion, proof].map((jwt) => jose.decodeJwt(jwt).jti)
    );
    assertEquals([ids.length, new Set(ids).size], [8, 8]);
    for (const { assertion, proof } of sent) {
      const { alg, kid } = jose.decodeProtectedHeader(assertion);
      assertEquals([alg, kid], ["ES256", keyId]);
      const { htm, htu } = jose.decodeJwt(proof);
      assertEquals([htm, htu], ["POST", tokenEndpoint]);
    }
  },
);

testInRuntimes(
  "two flows with different certificates at the same time: each token is bound to its own",
  async (runtime) => {
    await using idp = await startMutualTlsIdp();
    const clients = await Promise.all([idp.client("EC"), idp.client("EC")]);
    const { issuer, authority, bound: { clientId, clientSecret } } = idp;
    const common = { issuer, clientId, clientSecret, caCertificates: authority, cache: "none" };
    const { status, stdout, stderr } = await runtime.run(
      `import { ClientCredentialsFlow } from "gettoken";
    const clients = ${JSON.stringify(clients)};
    const tokens = await Promise.all(clients.map(async ({ cert, key }) => {
      const own = { provider: "oidc", clientCert: cert, clientKey: key };
      const flow = new ClientCredentialsFlow({ ...${JSON.stringify(common)}, ...own });
      const both = await Promise.all([flow.getToken(), flow.getToken()]);
      return both.map(({ value }) => value);
    }));
    console.log(JSON.stringify(tokens));`,
      { secrets: [clientSecret, ...clients.flatMap(({ key }) => linesOf(key))] },
    );
    assertEquals([status, stderr], [0, ""]);
    const boundTo = async (token: string) => (await idp.verify(token)).cnf;
    const found = await Promise.all(JSON.parse(stdout).flat().map(boundTo));
    const expected = clients.flatMap(({ cert }) => {
      const hash = Uint8Array.fromHex(new X509Certificate(cert).fingerprint256.replaceAll(":", ""));
      const binding = { "x5t#S256": hash.toBase64({ alphabet: "base64url", omitPadding: true }) };
      return [binding, binding];
    });
    assertEquals(found, expected);
  },
);
